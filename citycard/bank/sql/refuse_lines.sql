-- The other lines, each with its reason.
insert into bank_refused_line (pre_opening_id, line_no, card_number, holder_number, holder_name, reason)
select %(pre_opening_id)s, line, card_number, social_number, name, reason from bank_judged where reason is not null
