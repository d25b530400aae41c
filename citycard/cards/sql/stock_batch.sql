-- The produced cards of a batch are in the store, and each has a sealed social side from now on.
WITH stocked AS (
    UPDATE cards_card SET state = 'stocked'
     WHERE batch_id = %(batch_id)s AND state = 'produced' AND ended_at IS NULL
    RETURNING id
)
INSERT INTO cards_socialside (card_id, state, loss, pin_locked)
SELECT id, 'sealed', 'none', false FROM stocked
