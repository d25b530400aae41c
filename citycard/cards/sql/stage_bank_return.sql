-- Where the lines of a bank's return wait, in shared.exchange.BANK_RETURN's order.
DROP TABLE IF EXISTS pg_temp.bank_return_lines;
CREATE TEMP TABLE bank_return_lines (
    file_line integer GENERATED ALWAYS AS IDENTITY,
    line text, card_number text, social_number text, name text, bank_card_number text, account_number text,
    result text, reason text
) ON COMMIT DROP
