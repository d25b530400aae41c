update bank_card_side set is_lost = false, lost_at = null where id = %(id)s
