-- Queue messages, each key once for ever (A3). Arrays of one length: keys, person ids, unit ids, phones, texts.
INSERT INTO notices_notice (key, template, person_id, unit_id, phone, text, is_code, state, tries, queued_at, next_try_at,
                            reference, failure)
SELECT o.key, %(template)s, o.person_id, o.unit_id, o.phone, o.text, %(is_code)s,
       CASE WHEN o.phone = '' THEN 'call_list' ELSE 'queued' END, 0, %(at)s, %(at)s,
       '', CASE WHEN o.phone = '' THEN %(no_phone)s ELSE '' END
  FROM unnest(%(keys)s::text[], %(person_ids)s::bigint[], %(unit_ids)s::bigint[], %(phones)s::text[], %(texts)s::text[])
       AS o (key, person_id, unit_id, phone, text)
ON CONFLICT (key) DO NOTHING
RETURNING 1
