-- A person's live cards, locked in the order of their ids: nobody waits in a circle.
select id from cards_card where person_id = %(person_id)s and ended_at is null order by id for no key update
