-- The applications behind the cards that a returned file failed wait again, with the reason (S3).
UPDATE cards_application a
   SET state = 'accepted', batch_id = NULL, reason = left(c.end_reason, 60), version = version + 1
  FROM cards_card c
 WHERE c.batch_id = %(batch_id)s AND c.ended_at = %(at)s AND c.spoiled_by = %(spoiled_by)s
   AND a.id = c.application_id AND a.batch_id = c.batch_id AND a.state = 'batched'
