-- A holder's open account pays out again, and whatever a later file opens: the death was recorded by mistake.
with forgotten as (
    delete from bank_held_holder where holder_number = %(holder_number)s
)
update bank_account set held_since = null
 where holder_number = %(holder_number)s and is_open and held_since is not null
