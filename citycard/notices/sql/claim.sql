-- Take due messages for this worker. Nobody else sees them until the lease ends; rows another worker holds are passed over.
UPDATE notices_notice n
   SET tries = n.tries + 1, next_try_at = %(lease_until)s
  FROM (SELECT id FROM notices_notice
         WHERE state IN ('queued', 'failed') AND next_try_at <= %(at)s
         ORDER BY next_try_at
         LIMIT %(limit)s
           FOR UPDATE SKIP LOCKED) due
 WHERE n.id = due.id
RETURNING n.id, n.phone, n.text, n.tries, n.is_code
