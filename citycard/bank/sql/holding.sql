-- A holder's open account with the cards on it that are not closed, or the account alone.
select s.id, s.card_number, s.bank_card_number, a.id, a.number, a.holder_number, a.holder_name,
       s.state, s.is_lost, s.is_frozen or a.is_frozen, s.activated_at, ledger_balance(a.ledger_account_id), s.is_pin_locked, s.lost_at,
       a.held_since is not null
  from bank_account a left join bank_card_side s on s.account_id = a.id and s.state <> 'closed'
 where a.holder_number = %(holder_number)s and a.is_open
 order by s.id
