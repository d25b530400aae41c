update bank_card_side set state = %(state)s, closed_at = %(at)s where id = %(id)s
