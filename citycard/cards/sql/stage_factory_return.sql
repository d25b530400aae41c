-- Where the lines of a factory's return wait, in shared.exchange.FACTORY_RETURN's order.
DROP TABLE IF EXISTS pg_temp.factory_return_lines;
CREATE TEMP TABLE factory_return_lines (
    file_line integer GENERATED ALWAYS AS IDENTITY,
    line text, card_number text, social_number text, name text, issued_on text, valid_until text, chip_code text, atr text,
    bank text, bank_card_number text, account_number text, place text, failed_step text, reason text
) ON COMMIT DROP
