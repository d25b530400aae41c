-- The lines of the production file, in shared.exchange.FACTORY_OUT's order; the photo as Base64 in one line.
-- People, applications and photos are looked up card by card: the cost does not grow with the city.
SELECT concat(
           c.line_no, ',', c.card_number, ',',
           (SELECT concat(p.social_number, ',', p.name, ',', p.sex, ',', p.nation, ',', replace(p.birth_date::text, '-', ''))
              FROM people_person p WHERE p.id = c.person_id), ',',
           (SELECT concat(a.phone, ',', a.kind) FROM cards_application a WHERE a.id = c.application_id), ',',
           b.bank, ',', c.bank_card_number, ',', c.account_number, ',', o.name, ',',
           (SELECT cards_plain(u.name) FROM people_unit u WHERE u.id = c.unit_id), ',',
           (SELECT translate(encode(f.content, 'base64'), E'\n', '')
              FROM cards_application a JOIN cards_photo f ON f.id = a.photo_id WHERE a.id = c.application_id))
  FROM cards_card c
  JOIN cards_batch b ON b.id = c.batch_id
  JOIN (SELECT id, cards_plain(name) AS name FROM people_office) o ON o.id = c.pickup_office_id
 WHERE c.batch_id = %(batch_id)s AND c.ended_at IS NULL
 ORDER BY c.line_no
