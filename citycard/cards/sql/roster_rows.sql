-- Keep the rows of a roster, none of them judged yet.
INSERT INTO cards_rosterrow (roster_id, row_no, fields, social_number, outcome, problems)
SELECT %(roster_id)s, r.row_no, r.fields::jsonb, r.social_number, '', '[]'::jsonb
  FROM unnest(%(row_nos)s::int[], %(fields)s::text[], %(numbers)s::text[]) AS r (row_no, fields, social_number)
