-- A card side with a bank card number of its own for every good line, on the holder's account.
with numbered as materialized (
    select line, card_number, social_number, nextval('bank_card_serial') as serial
      from bank_judged where reason is null order by line
)
insert into bank_card_side (account_id, bank_card_number, card_number, state, is_lost, is_frozen, pre_opening_id, line_no)
select a.id, %(bin)s || lpad(n.serial::text, 18 - length(%(bin)s), '0') || bank_luhn_digit(%(bin_sum)s, n.serial),
       n.card_number, 'pre_opened', false, false, %(pre_opening_id)s, n.line
  from numbered n join bank_account a on a.holder_number = n.social_number and a.is_open
 order by n.line
