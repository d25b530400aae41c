-- The opened cards of a batch are in production.
UPDATE cards_card SET state = 'in_production' WHERE batch_id = %(batch_id)s AND ended_at IS NULL
