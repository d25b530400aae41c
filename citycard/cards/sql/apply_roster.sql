-- Apply for the new rows of a roster; a person for whom somebody else applied at this very moment is passed over.
-- The last statement updates the rows, so the number of rows is the number of new applications.
WITH wanted AS (
    SELECT r.id AS roster_row_id, r.row_no, p.id AS person_id, m.unit_id, m.pickup_office_id,
           right(regexp_replace(r.phone, '[^0-9]', '', 'g'), 11) AS phone
      FROM cards_rosterrow r
      JOIN cards_roster m ON m.id = r.roster_id
      JOIN people_person p ON p.social_number = upper(r.social_number)
     WHERE r.roster_id = %(roster_id)s AND r.outcome = 'new'
), written AS (
    INSERT INTO cards_application (number, person_id, kind, source, state, reason, unit_id, pickup_office_id, phone,
                                   submitted_at, version)
    SELECT %(number)s || '-' || lpad(row_no::text, 5, '0'), person_id, 'first', 'unit', 'submitted', '', unit_id,
           pickup_office_id, phone, %(at)s, 1
      FROM wanted ORDER BY person_id
        ON CONFLICT (person_id) WHERE closed_at IS NULL DO NOTHING
    RETURNING id, person_id
)
UPDATE cards_rosterrow r SET application_id = written.id
  FROM wanted JOIN written USING (person_id)
 WHERE r.id = wanted.roster_row_id
