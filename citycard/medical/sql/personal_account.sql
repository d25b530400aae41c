-- The ledger account of a person's personal medical account, opened at the first use (S2.1).
with found as (
    select ledger_account_id from medical_personal_account where person_id = %(person_id)s
), opened as (
    insert into medical_personal_account (person_id, ledger_account_id, opened_at)
    select %(person_id)s, o.id, %(at)s
      from ledger_open_accounts('medical', array['person:' || %(person_id)s]) o
     where not exists (select from found)
    returning ledger_account_id
)
select ledger_account_id from found union all select ledger_account_id from opened
