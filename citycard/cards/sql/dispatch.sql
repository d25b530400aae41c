-- Send the stocked cards that wait for one office; the office is found by an index that knows no state.
UPDATE cards_card
   SET state = 'dispatched', shipment_id = %(shipment_id)s
 WHERE pickup_office_id = %(office_id)s AND collected_at IS NULL AND ended_at IS NULL AND state = 'stocked'
   AND (%(batch_id)s::bigint IS NULL OR batch_id = %(batch_id)s)
   AND (%(card_ids)s::bigint[] IS NULL OR id = ANY (%(card_ids)s::bigint[]))
