-- One card side with its account.
select s.id, s.card_number, s.bank_card_number, s.account_id, a.number, a.holder_number, a.holder_name,
       s.state, s.is_lost, s.is_frozen or a.is_frozen, s.activated_at, ledger_balance(a.ledger_account_id), s.is_pin_locked, s.lost_at,
       a.held_since is not null
  from bank_card_side s join bank_account a on a.id = s.account_id
 where s.card_number = %(card_number)s
