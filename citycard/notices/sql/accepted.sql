-- The gateway took these. A login code is not kept in clear unless this is a demo (S14.2).
UPDATE notices_notice n
   SET state = 'sent', sent_at = %(at)s, reference = o.reference, failure = '',
       text = CASE WHEN n.is_code AND NOT %(shows_codes)s THEN %(code_gone)s ELSE n.text END
  FROM unnest(%(ids)s::bigint[], %(references)s::text[]) AS o (id, reference)
 WHERE n.id = o.id AND n.state IN ('queued', 'failed')
