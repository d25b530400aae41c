-- One row an internal account (its number, the sum of its postings up to the day), and one row without a number for all
-- citizens' accounts: their sum, and how many balances differ from the sum of all their postings.
with sums as (
    select p.account_id, sum(p.amount_fen) filter (where e.booked_on <= %(day)s) as until_day, sum(p.amount_fen) as ever
      from ledger_posting p join ledger_entry e on e.id = p.entry_id
     where e.book = %(book)s
     group by p.account_id
)
select case when a.is_internal then a.number end as number,
       coalesce(sum(s.until_day), 0)::bigint as total_fen,
       count(*) filter (where a.balance_fen <> coalesce(s.ever, 0))::bigint as drifted
  from ledger_account a left join sums s on s.account_id = a.id
 where a.book = %(book)s
 group by 1
 order by 1 nulls last
