-- The ledger's doors for sets: what another room's SQL calls instead of touching the ledger's tables.

-- Open empty citizens' accounts with these numbers in one book.
create or replace function ledger_open_accounts(p_book text, p_numbers text[])
returns table (id bigint, number text) language sql as $$
    insert into ledger_account (book, number, is_internal, balance_fen)
    select p_book, n.number, false, 0 from unnest(p_numbers) with ordinality n(number, place) order by n.place
    returning ledger_account.id, ledger_account.number::text
$$;

-- Book one entry with all its postings, once: a key used before changes nothing and says whether it meant the same (A3).
create or replace function ledger_book(
    p_book text, p_key text, p_kind text, p_at timestamptz, p_accounts bigint[], p_amounts bigint[],
    p_reverses bigint default null, out entry_id bigint, out is_replay boolean, out is_same boolean
) language plpgsql as $$
begin
    with entry as (
        insert into ledger_entry (book, key, kind, booked_on, booked_at, reverses_id)
        values (p_book, p_key, p_kind, (p_at at time zone 'Asia/Shanghai')::date, p_at, p_reverses)
        on conflict (key) do nothing
        returning id
    ), posted as (
        insert into ledger_posting (entry_id, account_id, amount_fen)
        select entry.id, side.account_id, side.amount_fen
          from entry, unnest(p_accounts, p_amounts) side(account_id, amount_fen)
    )
    select entry.id into entry_id from entry;
    is_replay := not found;
    is_same := true;
    if is_replay then
        select e.id, e.book = p_book and e.kind = p_kind and e.reverses_id is not distinct from p_reverses
                     and not exists (
                         select from (
                             select side.account_id, side.amount_fen from unnest(p_accounts, p_amounts) side(account_id, amount_fen)
                             union all
                             select p.account_id, -p.amount_fen from ledger_posting p where p.entry_id = e.id) both_sides
                          group by both_sides.account_id having sum(both_sides.amount_fen) <> 0)
          into entry_id, is_same
          from ledger_entry e where e.key = p_key;
    end if;
end
$$;

-- Move everything that stands on one citizen's account to another, once: returns what was moved, also when asked again.
create or replace function ledger_move_all(p_key text, p_kind text, p_at timestamptz, p_source bigint, p_target bigint)
returns bigint language plpgsql as $$
declare
    held record;
    moved bigint;
begin
    select a.book, a.balance_fen into strict held from ledger_account a where a.id = p_source for no key update;
    select p.amount_fen into moved
      from ledger_entry e join ledger_posting p on p.entry_id = e.id and p.account_id = p_target
     where e.key = p_key;
    if found then
        return moved;
    end if;
    if held.balance_fen > 0 then
        perform ledger_book(held.book, p_key, p_kind, p_at, array[p_source, p_target], array[-held.balance_fen, held.balance_fen]);
    end if;
    return coalesce(held.balance_fen, 0);
end
$$;

-- What stands on a citizen's account, in fen.
create or replace function ledger_balance(p_account bigint) returns bigint language sql stable as $$
    select a.balance_fen from ledger_account a where a.id = p_account
$$;
