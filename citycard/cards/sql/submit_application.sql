-- One application. Of two desks at the same instant one gets an id back; the other gets no row and looks at the winner's (S3).
insert into cards_application (number, person_id, kind, source, state, reason, unit_id, office_id, pickup_office_id, phone,
                               photo_id, replaces_id, cause, submitted_at, version)
values (%(number)s, %(person_id)s, %(kind)s, %(source)s, 'submitted', '', %(unit_id)s, %(office_id)s, %(pickup_office_id)s,
        %(phone)s, %(photo_id)s, %(replaces_id)s, %(cause)s, %(submitted_at)s, 1)
on conflict do nothing
returning id
