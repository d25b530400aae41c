update bank_card_side set state = %(state)s, activated_at = %(at)s where id = %(id)s
