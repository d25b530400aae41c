-- Put the oldest accepted applications into a batch and allot each a card number for ever (S1.3): prefix, serial, GB 11714
-- check character. Two makers at once take different applications; nobody waits.
WITH chosen AS MATERIALIZED (
    SELECT a.id, a.person_id, a.replaces_id, a.pickup_office_id, a.unit_id, a.accepted_at
      FROM cards_application a
     WHERE a.state = 'accepted' AND a.accepted_at IS NOT NULL AND a.closed_at IS NULL
       AND (%(application_ids)s::bigint[] IS NULL OR a.id = ANY (%(application_ids)s::bigint[]))
     ORDER BY a.accepted_at, a.id
     LIMIT %(limit)s
       FOR UPDATE SKIP LOCKED
), batched AS (
    UPDATE cards_application a
       SET state = 'batched', batch_id = %(batch_id)s, reason = ''
      FROM chosen
     WHERE a.id = chosen.id
), serials AS (
    SELECT chosen.*, row_number() OVER (ORDER BY accepted_at, id) AS line_no, nextval('cards_card_serial')::text AS serial
      FROM chosen
), numbered AS (  -- a serial too long for the prefix makes a number too long for its column: nothing is cut off
    SELECT serials.*, %(prefix)s || lpad(serial, greatest(8 - length(%(prefix)s), length(serial)), '0') AS body
      FROM serials
    OFFSET 0
), coded AS (  -- each step once a card: without OFFSET 0 the body would be made anew for each of its characters
    SELECT numbered.*, convert_to(body, 'UTF8') AS characters
      FROM numbered
    OFFSET 0
)
INSERT INTO cards_card (application_id, person_id, batch_id, line_no, role, state, card_number,
                        pickup_office_id, unit_id, end_reason, spoiled_by)
SELECT id, person_id, %(batch_id)s, line_no,
       CASE WHEN replaces_id IS NULL THEN 'current' ELSE 'successor' END, 'numbered',
       body || cards_check_character(characters),
       pickup_office_id, unit_id, '', ''
  FROM coded
