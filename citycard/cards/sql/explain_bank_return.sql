-- Every line beside what it should say, to name the wrong ones (see returns.py).
SELECT f.*, c.line_no AS own_line, p.social_number AS own_social_number, p.name AS own_name,
       count(*) OVER (PARTITION BY f.card_number) AS card_count,
       count(*) OVER (PARTITION BY f.bank_card_number) AS number_count,
       count(*) OVER (PARTITION BY f.account_number) AS account_count,
       EXISTS (SELECT 1 FROM cards_given_number o WHERE o.number = f.bank_card_number) AS number_taken
  FROM bank_return_lines f
  LEFT JOIN cards_card c ON c.card_number = f.card_number AND c.batch_id = %(batch_id)s AND c.ended_at IS NULL
  LEFT JOIN people_person p ON p.id = c.person_id
 ORDER BY f.file_line
