-- What the ledger promises, held by the database itself, whoever writes. Statement-level: one check a statement, not a row.
-- An entry comes with all its postings in one statement, they sum to zero, in one book; it is never changed, only reversed.

-- Every booking rewrites the balance and no index knows it: with room in its page the row is rewritten in place (HOT).
alter table ledger_account set (fillfactor = 50);

create or replace function ledger_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is not changed by hand: book an entry, or reverse one', tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'ledger_append_only', table = tg_table_name;
end
$$;

create or replace trigger ledger_entry_append_only before update or delete or truncate on ledger_entry
    for each statement execute function ledger_refuse_change();
create or replace trigger ledger_posting_append_only before update or delete or truncate on ledger_posting
    for each statement execute function ledger_refuse_change();
create or replace trigger ledger_account_stays before delete or truncate on ledger_account
    for each statement execute function ledger_refuse_change();
-- A balance moves only inside the trigger on postings: there the depth is 1.
create or replace trigger ledger_account_by_postings before update on ledger_account
    for each statement when (pg_trigger_depth() = 0) execute function ledger_refuse_change();
create or replace trigger ledger_account_starts_empty before insert on ledger_account
    for each row when (new.balance_fen <> 0) execute function ledger_refuse_change();

create or replace function ledger_check_entries() returns trigger
language plpgsql set search_path from current set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    broken record;
begin
    select n.id, n.reverses_id into broken from new_entries n
     where not exists (select from ledger_posting p where p.entry_id = n.id) limit 1;
    if found then
        raise exception 'entry % came without its postings', broken.id
            using errcode = 'check_violation', constraint = 'ledger_entry_whole', table = 'ledger_entry';
    end if;
    select n.id, n.reverses_id into broken from new_entries n
     where n.reverses_id is not null
       and exists (select from ledger_posting p where p.entry_id in (n.id, n.reverses_id)
                    group by p.account_id having sum(p.amount_fen) <> 0) limit 1;
    if found then
        raise exception 'entry % does not undo entry %', broken.id, broken.reverses_id
            using errcode = 'check_violation', constraint = 'ledger_entry_reversal', table = 'ledger_entry';
    end if;
    return null;
end
$$;
create or replace trigger ledger_entry_check after insert on ledger_entry
    referencing new table as new_entries for each statement execute function ledger_check_entries();

-- The plan is cached from the first call, so it must do for one entry and for a city: index look-ups from the new rows.
create or replace function ledger_check_postings() returns trigger
language plpgsql set search_path from current set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    broken record;
begin
    select s.* into broken from (
        select n.entry_id, sum(n.amount_fen) as total, count(*) as here,
               coalesce(bool_or(a.book is distinct from e.book), true) as is_mixed
          from new_postings n
          left join ledger_entry e on e.id = n.entry_id
          left join ledger_account a on a.id = n.account_id
         group by n.entry_id) s
     where s.total <> 0 or s.is_mixed
        or s.here <> (select count(*) from ledger_posting p where p.entry_id = s.entry_id) limit 1;
    if found then
        raise exception 'entry %: sum %, % postings', broken.entry_id, broken.total, broken.here
            using errcode = 'check_violation', table = 'ledger_posting',
                  constraint = case when broken.total <> 0 then 'ledger_entry_sums_to_zero'
                                    when broken.is_mixed then 'ledger_entry_one_book' else 'ledger_entry_whole' end;
    end if;
    -- Citizens' accounts in the order of their ids: two entries that touch the same two never wait for each other crosswise.
    perform a.id from ledger_account a
      where a.id in (select n.account_id from new_postings n) and not a.is_internal order by a.id for no key update;
    update ledger_account a set balance_fen = a.balance_fen + moved.amount_fen
      from (select n.account_id, sum(n.amount_fen)::bigint as amount_fen from new_postings n group by n.account_id) moved
     where a.id = moved.account_id and not a.is_internal;
    return null;
end
$$;
create or replace trigger ledger_posting_check after insert on ledger_posting
    referencing new table as new_postings for each statement execute function ledger_check_postings();
