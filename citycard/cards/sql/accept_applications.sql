-- Accept the applications that still wait to be checked; rows are locked in id order.
WITH chosen AS (
    SELECT id FROM cards_application WHERE id = ANY (%(ids)s) AND state = 'submitted' ORDER BY id FOR UPDATE
)
UPDATE cards_application a SET state = 'accepted', accepted_at = %(at)s, version = version + 1
  FROM chosen WHERE a.id = chosen.id
