-- Apply for everybody on the good rows, in the order of the people so that two rosters never wait in a circle. Whoever
-- another desk applied for at this instant is passed over: the caller sees it by the count (S3: one open application);
-- so is whose social function was cancelled at this instant (S11.2).
WITH wanted AS MATERIALIZED (
    SELECT w.row_id, w.row_no, w.phone, p.id AS person_id
      FROM unnest(%(row_ids)s::bigint[], %(row_nos)s::int[], %(numbers)s::text[], %(phones)s::text[])
           AS w (row_id, row_no, social_number, phone)
      JOIN people_person p ON p.social_number = w.social_number AND p.unit_id = %(unit_id)s
), made AS (
    INSERT INTO cards_application (number, person_id, kind, source, state, reason, unit_id, pickup_office_id, phone,
                                   submitted_at, version)
    SELECT %(number)s || '-' || lpad(row_no::text, greatest(4, length(row_no::text)), '0'), person_id, 'first', 'unit',
           'submitted', '', %(unit_id)s, %(pickup_office_id)s, phone, %(at)s, 1
      FROM wanted
     WHERE NOT EXISTS (SELECT FROM cards_cancellation x
                        WHERE x.person_id = wanted.person_id AND x.closed_at IS NULL AND x.state = 'social_cancelled')
     ORDER BY person_id
    ON CONFLICT (person_id, (CASE WHEN closed_at IS NULL THEN 0 ELSE id END)) DO NOTHING
    RETURNING id, person_id
)
UPDATE cards_rosterrow r SET application_id = made.id
  FROM made JOIN wanted USING (person_id)
 WHERE r.id = wanted.row_id
RETURNING made.person_id
