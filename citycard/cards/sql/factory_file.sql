-- The lines of the production file, in shared.exchange.FACTORY_OUT's order, the photo as Base64 in one line; nothing is NULL.
WITH office AS MATERIALIZED (SELECT id, cards_plain(name) AS name FROM people_office)
SELECT c.line_no, c.card_number, p.social_number, p.name, p.sex, p.nation, replace(p.birth_date::text, '-', ''),
       a.phone, a.kind, %(bank)s, coalesce(c.bank_card_number, ''), coalesce(c.account_number, ''), o.name,
       coalesce((SELECT cards_plain(u.name) FROM people_unit u WHERE u.id = c.unit_id), ''),
       coalesce((SELECT translate(encode(f.content, 'base64'), E'\n', '') FROM cards_photo f WHERE f.id = a.photo_id), '')
  FROM cards_card c
  JOIN people_person p ON p.id = c.person_id
  JOIN cards_application a ON a.id = c.application_id
  JOIN office o ON o.id = c.pickup_office_id
 WHERE c.batch_id = %(batch_id)s AND c.ended_at IS NULL
 ORDER BY c.line_no
