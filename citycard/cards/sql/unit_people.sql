-- A unit's living people, each with the stage the card is at; `text` is a whole number or the beginning of a name. Of two cards
-- the new one is followed if the unit asked for it; what people replaced by themselves online is theirs (S9, S12).
WITH own AS (
    SELECT p.id, p.name, p.social_number, p.birth_date, p.category, coalesce(a.phone, p.phone) AS phone,
           a.id AS application_id, a.number, a.version, a.photo_id IS NOT NULL AS has_photo, a.submitted_at,
           CASE WHEN c.state = 'with_holder' THEN CASE WHEN s.state = 'active' THEN 'active' ELSE 'with_holder' END
                WHEN c.state IN ('dispatched', 'awaiting_pickup', 'with_unit') THEN c.state
                WHEN c.id IS NOT NULL OR a.state = 'batched' THEN 'making'
                ELSE coalesce(a.state, 'none') END AS stage
      FROM people_person p
      LEFT JOIN cards_application a ON a.person_id = p.id AND a.closed_at IS NULL
                                   AND (a.replaces_id IS NULL OR a.unit_id = p.unit_id)
      LEFT JOIN LATERAL (
          SELECT k.id, k.state FROM cards_card k
           WHERE k.person_id = p.id AND k.ended_at IS NULL AND (k.role = 'current' OR k.unit_id = p.unit_id)
             AND (a.replaces_id IS NULL OR k.application_id = a.id)
           ORDER BY k.role DESC LIMIT 1
      ) AS c ON true
      LEFT JOIN cards_socialside s ON s.card_id = c.id
     WHERE p.unit_id = %(unit_id)s AND (p.died_on IS NULL OR p.died_on > %(on)s)
       AND (%(text)s = '' OR starts_with(p.name, %(text)s) OR p.social_number = upper(%(text)s))
), counted AS (
    SELECT jsonb_object_agg(stage, people) AS by_stage FROM (SELECT stage, count(*) AS people FROM own GROUP BY stage) AS each
)
SELECT counted.by_stage, page.*
  FROM counted LEFT JOIN LATERAL (
      SELECT * FROM own WHERE cardinality(%(stages)s::text[]) = 0 OR stage = ANY (%(stages)s::text[])
       ORDER BY id OFFSET %(start)s LIMIT %(limit)s
  ) AS page ON true
