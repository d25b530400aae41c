-- A person's old medical card and personal account with what stands on them: always one row, empty where there is none.
select o.id, one.person_id, o.number, o.state, o.loss, o.pin_locked, coalesce(old_side.balance_fen, 0), o.last_valid_on,
       o.voided_at, o.void_reason, o.lost_at, own.id is not null, coalesce(own_side.balance_fen, 0)
  from (select %(person_id)s::bigint as person_id) one
  left join medical_old_card o on o.person_id = one.person_id
  left join ledger_account old_side on old_side.id = o.ledger_account_id
  left join medical_personal_account own on own.person_id = one.person_id
  left join ledger_account own_side on own_side.id = own.ledger_account_id
