-- What the lines say: how many there are, how many good and failed ones, and whether a place in a box stands twice.
SELECT count(*), count(*) FILTER (WHERE failed_step = ''), count(*) FILTER (WHERE failed_step <> ''),
       EXISTS (SELECT 1 FROM factory_return_lines WHERE place <> '' GROUP BY place HAVING count(*) > 1)
  FROM factory_return_lines
