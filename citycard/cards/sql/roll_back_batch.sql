-- Burn the numbers of a batch and let its applications wait again.
WITH burnt AS (
    UPDATE cards_card
       SET state = 'spoiled', ended_at = %(at)s, end_reason = %(reason)s, spoiled_by = 'centre'
     WHERE batch_id = %(batch_id)s AND ended_at IS NULL
    RETURNING application_id
)
UPDATE cards_application a
   SET state = 'accepted', batch_id = NULL, reason = %(reason)s, version = version + 1
  FROM burnt WHERE a.id = burnt.application_id
