-- Say of each row what would become of it: bad (why), same (being served already, or has a card), or new (S3, S3.1).
UPDATE cards_rosterrow r
   SET problem = found.problem,
       outcome = CASE WHEN found.problem <> '' THEN 'bad' WHEN found.is_served THEN 'same' ELSE 'new' END
  FROM (
    SELECT own.id,
           p.id IS NOT NULL AND (
               EXISTS (SELECT 1 FROM cards_application a WHERE a.person_id = p.id AND a.closed_at IS NULL)
               OR EXISTS (SELECT 1 FROM cards_card c WHERE c.person_id = p.id AND c.ended_at IS NULL)) AS is_served,
           CASE WHEN own.problem <> '' AND own.problem NOT LIKE 'roster\_register\_%%' THEN own.problem
                WHEN own.place > 1 THEN 'roster_register_twice'
                WHEN p.id IS NULL THEN 'roster_register_unknown'
                WHEN p.name <> own.plain_name THEN 'roster_register_name'
                WHEN p.died_on <= %(on)s THEN 'roster_register_dead'
                WHEN p.unit_id IS DISTINCT FROM own.unit_id THEN 'roster_register_other_unit'
                ELSE '' END AS problem
      FROM (SELECT row_of.*, m.unit_id,
                   translate(row_of.name, '•‧・∙⋅･', '······') AS plain_name,
                   row_number() OVER (PARTITION BY upper(row_of.social_number) ORDER BY row_of.row_no) AS place
              FROM cards_rosterrow row_of JOIN cards_roster m ON m.id = row_of.roster_id
             WHERE row_of.roster_id = %(roster_id)s) AS own
      LEFT JOIN people_person p ON p.social_number = upper(own.social_number)
  ) AS found
 WHERE r.id = found.id
