-- The lines of the pre-opening file, in shared.exchange.BANK_OUT's order; nothing is NULL.
SELECT c.line_no, c.card_number, p.social_number, p.name, p.sex, p.nation, replace(p.birth_date::text, '-', ''),
       a.phone, cards_plain(p.address), coalesce(replace(p.id_valid_until::text, '-', ''), ''), %(bank)s
  FROM cards_card c
  JOIN people_person p ON p.id = c.person_id
  JOIN cards_application a ON a.id = c.application_id
 WHERE c.batch_id = %(batch_id)s AND c.ended_at IS NULL
 ORDER BY c.line_no
