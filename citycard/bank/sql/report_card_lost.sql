update bank_card_side set is_lost = true, lost_at = %(at)s where id = %(id)s
