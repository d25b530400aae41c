-- The lines of a pre-opening file as they come, in the order of the layout's columns.
create temporary table bank_received (
    line integer, card_number text, social_number text, name text, sex text, nation text, birth_date text,
    phone text, address text, id_valid_until text, bank text
) on commit drop
