-- Has the person an open application, a live card, or a cancellation under way? Each answer comes from the index
-- that allows only one of each (S3, S11.2). And under which id a new application can be written.
select exists (select from cards_application where person_id = %(person_id)s and closed_at is null)
    or exists (select from cards_card where person_id = %(person_id)s and ended_at is null)
    or exists (select from cards_cancellation where person_id = %(person_id)s and closed_at is null),
       nextval('cards_application_id_seq')
