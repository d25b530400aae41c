-- The card sides of some cards with their account, in the order given.
select s.id, s.card_number, s.bank_card_number, s.account_id, a.number, a.holder_number, a.holder_name,
       s.state, s.is_lost, s.is_frozen or a.is_frozen, s.activated_at, ledger_balance(a.ledger_account_id), s.is_pin_locked, s.lost_at,
       a.held_since is not null
  from unnest(%(card_numbers)s::text[]) with ordinality as asked (card_number, place)
  join bank_card_side s on s.card_number = asked.card_number
  join bank_account a on a.id = s.account_id
 order by asked.place
