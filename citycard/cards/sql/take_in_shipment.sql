-- The cards of a shipment wait for pickup.
UPDATE cards_card SET state = 'awaiting_pickup'
 WHERE pickup_office_id = %(office_id)s AND collected_at IS NULL AND ended_at IS NULL
   AND state = 'dispatched' AND shipment_id = %(shipment_id)s
