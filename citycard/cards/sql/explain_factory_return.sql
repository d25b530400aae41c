-- Every line beside what it should say, to name the wrong ones (see returns.py).
SELECT f.*, c.line_no AS own_line, p.social_number AS own_social_number, p.name AS own_name,
       c.bank_card_number AS own_bank_card_number, c.account_number AS own_account_number,
       count(*) OVER (PARTITION BY f.card_number) AS card_count,
       count(*) OVER (PARTITION BY f.chip_code) AS chip_count,
       count(*) OVER (PARTITION BY f.place) AS place_count,
       EXISTS (SELECT 1 FROM cards_given_number o WHERE o.number = f.chip_code) AS chip_taken
  FROM factory_return_lines f
  LEFT JOIN cards_card c ON c.card_number = f.card_number AND c.batch_id = %(batch_id)s AND c.ended_at IS NULL
  LEFT JOIN people_person p ON p.id = c.person_id
 ORDER BY f.file_line
