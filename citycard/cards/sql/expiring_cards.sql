-- Cards in use whose last day lies between two days, with whom to tell; who has asked for a new card, or has died, is left out.
select k.id, k.person_id, p.name, p.phone, k.valid_until
  from cards_card k
  join people_person p on p.id = k.person_id
 where k.valid_until between %(first)s and %(last)s
   and k.state = 'with_holder' and k.role = 'current' and k.ended_at is null and p.died_on is null
   and not exists (select from cards_application a where a.person_id = k.person_id and a.closed_at is null)
   and not exists (select from cards_card n where n.person_id = k.person_id and n.ended_at is null and n.role = 'successor')
 order by k.id
