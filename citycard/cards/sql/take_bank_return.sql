-- Give the cards of a batch what the bank returned: opened with their numbers, or spoiled with the bank's reason.
-- A line that is wrong in any way finds no card here; the caller counts, and if one is missing undoes all of it.
WITH taken AS (
UPDATE cards_card c
   SET state = CASE WHEN f.result = '成功' THEN 'opened' ELSE 'spoiled' END,
       bank_card_number = nullif(f.bank_card_number, ''),
       account_number = nullif(f.account_number, ''),
       ended_at = CASE WHEN f.result = '失败' THEN %(at)s END,
       end_reason = f.reason,
       spoiled_by = CASE WHEN f.result = '失败' THEN 'bank' ELSE '' END
  FROM (SELECT l.*, CASE WHEN length(bank_card_number) = 19 AND bank_card_number !~ '[^0-9]'
                         THEN bank_card_number::bytea END AS digits
          FROM bank_return_lines l OFFSET 0) f  -- the digits once a line: without OFFSET 0, once for each of them
 WHERE c.batch_id = %(batch_id)s AND c.ended_at IS NULL
   AND c.card_number = f.card_number AND c.line_no::text = f.line
   AND (SELECT p.social_number = f.social_number AND p.name = f.name FROM people_person p WHERE p.id = c.person_id)
   AND CASE f.result
       WHEN '成功' THEN f.reason = ''
           AND length(f.account_number) BETWEEN 8 AND 20 AND f.account_number !~ '[^0-9]'
           AND starts_with(f.bank_card_number, %(bin)s) AND cards_luhn(f.digits)
       WHEN '失败' THEN f.bank_card_number = '' AND f.account_number = '' AND length(f.reason) BETWEEN 1 AND 50
       ELSE false END
RETURNING c.id, c.bank_card_number, c.state
), given AS (
    INSERT INTO cards_given_number (number, card_id)
    SELECT bank_card_number, id FROM taken WHERE bank_card_number IS NOT NULL
)
SELECT count(*) FILTER (WHERE state <> 'spoiled'), count(*) FILTER (WHERE state = 'spoiled') FROM taken
