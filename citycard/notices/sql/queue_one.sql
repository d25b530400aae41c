-- Queue one message, each key once for ever (A3): what an act with something to tell writes with its record.
INSERT INTO notices_notice (key, template, person_id, unit_id, phone, text, is_code, state, tries, queued_at, next_try_at,
                            reference, failure)
VALUES (%(key)s, %(template)s, %(person_id)s, %(unit_id)s, %(phone)s, %(text)s, %(is_code)s, %(state)s, 0, %(at)s, %(at)s,
        '', %(failure)s)
ON CONFLICT (key) DO NOTHING
RETURNING 1
