-- A settlement account, with its account in the bank's book, for every holder who has none; held from the start when the
-- holder's death is known (S11.1).
with numbered as materialized (
    select line, social_number, name,
           %(prefix)s || lpad(nextval('bank_account_serial')::text, 16 - length(%(prefix)s), '0') as number
      from bank_judged where reason is null and account_id is null order by line
), opened as (
    select id, number from ledger_open_accounts('bank', coalesce((select array_agg(number order by line) from numbered), '{}'))
)
insert into bank_account (number, holder_number, holder_name, is_open, ledger_account_id, opened_on, held_since)
select n.number, n.social_number, n.name, true, o.id, %(day)s, h.since
  from numbered n join opened o on o.number = n.number left join bank_held_holder h on h.holder_number = n.social_number
 order by n.line
