-- Give the cards of a batch what the factory returned: issue date (S1.4), validity, chip, place; or spoiled with the reason.
-- A line that is wrong in any way finds no card here; the caller counts, and if one is missing undoes all of it.
WITH taken AS (
UPDATE cards_card c
   SET state = CASE WHEN f.failed_step = '' THEN 'produced' ELSE 'spoiled' END,
       issued_on = nullif(f.issued_on, '')::date,
       valid_until = nullif(f.valid_until, '')::date,
       chip_code = nullif(f.chip_code, ''),
       box = nullif(split_part(f.place, '-', 1), '')::integer,
       slot = nullif(split_part(f.place, '-', 2), '')::integer,
       ended_at = CASE WHEN f.failed_step <> '' THEN %(at)s END,
       end_reason = f.reason,
       spoiled_by = CASE WHEN f.failed_step <> '' THEN 'factory' ELSE '' END
  FROM factory_return_lines f
 WHERE c.batch_id = %(batch_id)s AND c.ended_at IS NULL
   AND c.card_number = f.card_number AND c.line_no::text = f.line
   AND c.bank_card_number = f.bank_card_number AND c.account_number = f.account_number AND f.bank = %(bank)s
   AND (SELECT p.social_number = f.social_number AND p.name = f.name FROM people_person p WHERE p.id = c.person_id)
   AND CASE f.failed_step
       WHEN '' THEN f.reason = ''
           AND length(f.issued_on) = 8 AND translate(f.issued_on, '0123456789', '') = ''
           AND length(f.valid_until) = 8 AND translate(f.valid_until, '0123456789', '') = ''
           AND f.issued_on BETWEEN %(first_day)s AND %(last_day)s
           AND f.valid_until::date = (f.issued_on::date + make_interval(years => %(validity_years)s))::date
           AND length(f.chip_code) = 32 AND left(f.chip_code, 16) = %(chip_start)s
           AND translate(f.chip_code, '0123456789ABCDEF', '') = ''
           AND length(f.atr) <= 66 AND length(f.atr) %% 2 = 0 AND translate(f.atr, '0123456789ABCDEF', '') = ''
           AND translate(f.place, '0123456789', '') = '-' AND length(f.place) <= 13
           AND coalesce(nullif(split_part(f.place, '-', 1), '')::integer, 0) BETWEEN 1 AND 999999
           AND coalesce(nullif(split_part(f.place, '-', 2), '')::integer, 0) BETWEEN 1 AND 999999
       ELSE f.failed_step IN ('制卡', '银行') AND length(f.reason) BETWEEN 1 AND 50
           AND f.issued_on = '' AND f.valid_until = '' AND f.chip_code = '' AND f.place = '' END
RETURNING c.id, c.chip_code
), given AS (
    INSERT INTO cards_given_number (number, card_id)
    SELECT chip_code, id FROM taken WHERE chip_code IS NOT NULL
)
SELECT count(*) FROM taken
