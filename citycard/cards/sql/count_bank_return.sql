-- What the lines say: how many there are, and whether an account stands twice.
SELECT count(*), EXISTS (SELECT 1 FROM bank_return_lines WHERE account_number <> '' GROUP BY account_number HAVING count(*) > 1)
  FROM bank_return_lines
