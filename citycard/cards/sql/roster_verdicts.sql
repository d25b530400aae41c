-- Write down what is to become of these rows.
UPDATE cards_rosterrow r SET outcome = v.outcome, problems = v.problems::jsonb
  FROM unnest(%(ids)s::bigint[], %(outcomes)s::text[], %(problems)s::text[]) AS v (id, outcome, problems)
 WHERE r.id = v.id
