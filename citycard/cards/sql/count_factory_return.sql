-- What the lines say: how many there are, and whether a place in a box stands twice.
SELECT count(*), EXISTS (SELECT 1 FROM factory_return_lines WHERE place <> '' GROUP BY place HAVING count(*) > 1)
  FROM factory_return_lines
