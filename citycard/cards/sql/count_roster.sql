-- Count what the rows of a roster would become.
UPDATE cards_roster m
   SET done_count = row_count, new_count = c.new, same_count = c.same, bad_count = c.bad
  FROM (SELECT count(*) FILTER (WHERE outcome = 'new') AS new, count(*) FILTER (WHERE outcome = 'same') AS same,
               count(*) FILTER (WHERE outcome = 'bad') AS bad
          FROM cards_rosterrow WHERE roster_id = %(roster_id)s) AS c
 WHERE m.id = %(roster_id)s
