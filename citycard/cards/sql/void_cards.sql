-- The cards of a shipment that were asked for before their holders' cancellation (S11.2).
select k.id
  from cards_card k
  join cards_application a on a.id = k.application_id
 where k.shipment_id = %(shipment_id)s and k.state = 'awaiting_pickup'
   and k.collected_at is null and k.ended_at is null
   and exists (select from cards_cancellation c where c.person_id = k.person_id and c.social_cancelled_at >= a.submitted_at)
 order by k.id
   for update of k
