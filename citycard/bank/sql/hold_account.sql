-- A holder's open account pays nothing out from now on; an account held already stays as it was. The holder is remembered:
-- an account that a later file opens is held as well (open_accounts.sql).
with remembered as (
    insert into bank_held_holder (holder_number, since) values (%(holder_number)s, %(at)s) on conflict do nothing
)
update bank_account set held_since = %(at)s
 where holder_number = %(holder_number)s and is_open and held_since is null
