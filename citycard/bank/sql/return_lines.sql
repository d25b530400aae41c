-- The lines of the return file in the order of the file that came, as plain text without quotes.
copy (
    select s.line_no, s.card_number, a.holder_number, a.holder_name, s.bank_card_number, a.number, %(good)s, null
      from bank_card_side s join bank_account a on a.id = s.account_id where s.pre_opening_id = %(pre_opening_id)s
    union all
    select r.line_no, r.card_number, r.holder_number, r.holder_name, null, null, %(bad)s, %(reasons)s::jsonb ->> r.reason
      from bank_refused_line r where r.pre_opening_id = %(pre_opening_id)s
    order by 1
) to stdout (format csv, quote E'\x01')
