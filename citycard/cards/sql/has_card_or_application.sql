-- Has the person an open application or a live card? Both answers come from the indexes that allow only one of each (S3).
select exists (select from cards_application where person_id = %(person_id)s and closed_at is null)
    or exists (select from cards_card where person_id = %(person_id)s and ended_at is null)
