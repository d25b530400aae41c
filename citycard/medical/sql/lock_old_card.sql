select id, state, last_valid_on, ledger_account_id from medical_old_card where person_id = %(person_id)s for update
