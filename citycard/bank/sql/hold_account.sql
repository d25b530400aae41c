-- A holder's open account pays nothing out from now on; an account held already stays as it was.
update bank_account set held_since = %(at)s
 where holder_number = %(holder_number)s and is_open and held_since is null
