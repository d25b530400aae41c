-- The lines of the pre-opening file, in shared.exchange.BANK_OUT's order.
-- People and applications are looked up card by card: the cost does not grow with the city.
SELECT concat(
           c.line_no, ',', c.card_number, ',',
           (SELECT concat(p.social_number, ',', p.name, ',', p.sex, ',', p.nation, ',', replace(p.birth_date::text, '-', ''),
                          ',', (SELECT a.phone FROM cards_application a WHERE a.id = c.application_id), ',',
                          cards_plain(p.address), ',', replace(p.id_valid_until::text, '-', ''))
              FROM people_person p WHERE p.id = c.person_id), ',', b.bank)
  FROM cards_card c
  JOIN cards_batch b ON b.id = c.batch_id
 WHERE c.batch_id = %(batch_id)s AND c.ended_at IS NULL
 ORDER BY c.line_no
