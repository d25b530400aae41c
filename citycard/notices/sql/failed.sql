-- These did not go out, or did not arrive: wait and try again, or give up (see rules.after_failure).
UPDATE notices_notice n
   SET state = o.state, next_try_at = o.next_try_at, failure = o.failure,
       text = CASE WHEN o.state = 'expired' THEN %(code_gone)s ELSE n.text END
  FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(next_tries)s::timestamptz[], %(failures)s::text[])
       AS o (id, state, next_try_at, failure)
 WHERE n.id = o.id AND n.state IN ('queued', 'failed', 'sent')
