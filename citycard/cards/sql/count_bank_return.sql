-- What the lines say: how many there are, how many good and failed ones, and whether an account stands twice.
SELECT count(*), count(*) FILTER (WHERE result = '成功'), count(*) FILTER (WHERE result = '失败'),
       EXISTS (SELECT 1 FROM bank_return_lines WHERE account_number <> '' GROUP BY account_number HAVING count(*) > 1)
  FROM bank_return_lines
