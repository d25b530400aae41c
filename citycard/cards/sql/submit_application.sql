-- One application, under an id drawn before or, without one, the next. A person who has an open one already gets no second (S3).
insert into cards_application (id, number, person_id, kind, source, state, reason, unit_id, office_id, pickup_office_id, phone,
                               photo_id, replaces_id, cause, submitted_at, version)
values (coalesce(%(id)s, nextval('cards_application_id_seq')), %(number)s, %(person_id)s, %(kind)s, %(source)s, 'submitted', '',
        %(unit_id)s, %(office_id)s, %(pickup_office_id)s, %(phone)s, %(photo_id)s, %(replaces_id)s, %(cause)s, %(submitted_at)s, 1)
