-- Give the cards of a batch what the factory returned: issue date (S1.4), validity, chip, place; or spoiled with the reason.
-- A line that is wrong in any way finds no card here; the caller counts, and if one is missing undoes all of it.
WITH days AS MATERIALIZED (  -- the days a card may be issued on, with the last day of its validity: looked up, not worked out
    SELECT day::date AS issued_on, until::date AS valid_until, to_char(day, 'YYYYMMDD') AS issued, to_char(until, 'YYYYMMDD') AS valid
      FROM generate_series(%(first_day)s::date, %(last_day)s::date, '1 day') day,
           LATERAL (SELECT (day::date + make_interval(years => %(validity_years)s))::date AS until) ends
), taken AS (
UPDATE cards_card c
   SET state = CASE WHEN f.failed_step = '' THEN 'produced' ELSE 'spoiled' END,
       issued_on = d.issued_on,
       valid_until = d.valid_until,
       chip_code = nullif(f.chip_code, ''),
       box = nullif(split_part(f.place, '-', 1), '')::integer,
       slot = nullif(split_part(f.place, '-', 2), '')::integer,
       ended_at = CASE WHEN f.failed_step <> '' THEN %(at)s END,
       end_reason = f.reason,
       spoiled_by = CASE WHEN f.failed_step <> '' THEN 'factory' ELSE '' END
  FROM factory_return_lines f LEFT JOIN days d ON d.issued = f.issued_on
 WHERE c.batch_id = %(batch_id)s AND c.ended_at IS NULL
   AND c.card_number = f.card_number AND c.line_no::text = f.line
   AND c.bank_card_number = f.bank_card_number AND c.account_number = f.account_number AND f.bank = %(bank)s
   AND (SELECT p.social_number = f.social_number AND p.name = f.name FROM people_person p WHERE p.id = c.person_id)
   AND CASE f.failed_step
       WHEN '' THEN f.reason = ''
           AND f.valid_until = d.valid
           AND length(f.chip_code) = 32 AND starts_with(f.chip_code, %(chip_start)s) AND f.chip_code !~ '[^0-9A-F]'
           AND length(f.atr) <= 66 AND length(f.atr) %% 2 = 0 AND f.atr !~ '[^0-9A-F]'
           AND length(f.place) <= 13 AND f.place ~ '^[0-9]+-[0-9]+$'
           AND split_part(f.place, '-', 1)::integer BETWEEN 1 AND 999999
           AND split_part(f.place, '-', 2)::integer BETWEEN 1 AND 999999
       ELSE f.failed_step IN ('制卡', '银行') AND length(f.reason) BETWEEN 1 AND 50
           AND f.issued_on = '' AND f.valid_until = '' AND f.chip_code = '' AND f.place = '' END
RETURNING c.id, c.chip_code, c.state
), given AS (
    INSERT INTO cards_given_number (number, card_id)
    SELECT chip_code, id FROM taken WHERE chip_code IS NOT NULL
)
SELECT count(*) FILTER (WHERE state <> 'spoiled'), count(*) FILTER (WHERE state = 'spoiled') FROM taken
