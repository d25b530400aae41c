-- Note what is wrong with rows by themselves, before the register is asked.
UPDATE cards_rosterrow r SET problem = p.problem
  FROM jsonb_to_recordset(%(problems)s) AS p (id bigint, problem text)
 WHERE r.id = p.id
