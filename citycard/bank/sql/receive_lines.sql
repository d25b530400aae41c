-- The lines of a pre-opening file as they come, in the order of shared.exchange.BANK_OUT's columns.
create temporary table bank_received (
    file_line integer generated always as identity,
    line text, card_number text, social_number text, name text, sex text, nation text, birth_date text,
    phone text, address text, id_valid_until text, bank text
) on commit drop
