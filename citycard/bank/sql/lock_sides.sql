-- The card sides of an account that are not closed, locked in the order of their ids.
select s.id, s.card_number, s.is_frozen, s.state from bank_card_side s
 where s.account_id = %(account_id)s and s.state <> 'closed'
 order by s.id for update
