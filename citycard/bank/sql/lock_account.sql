-- A holder's open account, locked.
select a.id, a.number, a.ledger_account_id, a.is_frozen from bank_account a
 where a.holder_number = %(holder_number)s and a.is_open
   for update
