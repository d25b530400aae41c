-- Old cards from a temporary table, with an account each in the medical book; the balances are booked by one entry.
with opened as (
    select id, number from ledger_open_accounts('medical', (select array_agg('old:' || number order by line_no) from taken_over))
), cards as (
    insert into medical_old_card (person_id, number, state, loss, pin_locked, ledger_account_id, void_reason)
    select t.person_id, t.number, 'valid', false, false, o.id, ''
      from taken_over t join opened o on o.number = 'old:' || t.number
)
select o.id, t.balance_fen from taken_over t join opened o on o.number = 'old:' || t.number where t.balance_fen > 0 order by o.id
