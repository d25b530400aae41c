update medical_old_card set state = %(state)s, voided_at = %(voided_at)s, void_reason = %(reason)s where id = %(id)s
