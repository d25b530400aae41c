-- The open applications of a shipment's cards, locked before the cards: so does everybody who needs both (S11.2).
select a.id
  from cards_card k
  join cards_application a on a.id = k.application_id
 where k.pickup_office_id = %(office_id)s and k.collected_at is null and k.ended_at is null
   and k.state = 'dispatched' and k.shipment_id = %(shipment_id)s and a.closed_at is null
 order by a.id
   for no key update of a
