"""What the models do not say: the sequence of card numbers, room in each page for a card's moves, and three guards."""

from django.db import migrations

FORWARD = r"""
CREATE SEQUENCE cards_card_serial AS bigint START 1 CACHE 1;
ALTER TABLE cards_card SET (fillfactor = 50);
ALTER TABLE cards_application SET (fillfactor = 70);

-- Free text as a field of a file: no comma, quote, backslash or control character, and nothing a spreadsheet would run.
CREATE FUNCTION cards_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $plain$
    SELECT CASE WHEN words ~ '[[:cntrl:],"\\]|^[=+@＝＋－＠-]'
        THEN regexp_replace(
                regexp_replace(translate(words, ',"', '，”'), '[[:cntrl:]\\]', ' ', 'g'), '^([=+@＝＋－＠-])', '''\1')
        ELSE words END
$plain$;

-- The check of a bank card number (S1.5): 19 digits, Luhn. Digits in even places are doubled by table.
CREATE FUNCTION cards_luhn(number text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $luhn$
    SELECT CASE WHEN length(number) <> 19 OR translate(number, '0123456789', '') <> '' THEN false ELSE (
        SELECT (get_byte(n, 0) + get_byte(n, 2) + get_byte(n, 4) + get_byte(n, 6) + get_byte(n, 8) + get_byte(n, 10)
              + get_byte(n, 12) + get_byte(n, 14) + get_byte(n, 16) + get_byte(n, 18) - 480
              + get_byte(d, get_byte(n, 1) - 48) + get_byte(d, get_byte(n, 3) - 48) + get_byte(d, get_byte(n, 5) - 48)
              + get_byte(d, get_byte(n, 7) - 48) + get_byte(d, get_byte(n, 9) - 48) + get_byte(d, get_byte(n, 11) - 48)
              + get_byte(d, get_byte(n, 13) - 48) + get_byte(d, get_byte(n, 15) - 48) + get_byte(d, get_byte(n, 17) - 48)
               ) % 10 = 0
          FROM (SELECT convert_to(number, 'SQL_ASCII') AS n, '\x00020406080103050709'::bytea AS d OFFSET 0) AS digits) END
$luhn$;

-- A card is born from its own application, for the same person and unit, in the batch the application is in.
-- One check a statement instead of five foreign keys a row: a batch is a hundred thousand cards.
CREATE FUNCTION cards_card_born() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_nestloop = off AS $born$
BEGIN
    IF EXISTS (SELECT 1 FROM born b LEFT JOIN cards_application a ON a.id = b.application_id
                WHERE a.id IS NULL OR a.person_id <> b.person_id OR a.batch_id IS DISTINCT FROM b.batch_id
                   OR a.unit_id IS DISTINCT FROM b.unit_id OR a.pickup_office_id <> b.pickup_office_id)
       OR EXISTS (SELECT 1 FROM (SELECT DISTINCT batch_id FROM born) b
                   WHERE NOT EXISTS (SELECT 1 FROM cards_batch WHERE id = b.batch_id)) THEN
        RAISE EXCEPTION 'a card must belong to its application and batch'
            USING ERRCODE = '23503', CONSTRAINT = 'cards_card_born', TABLE = 'cards_card';
    END IF;
    RETURN NULL;
END $born$;
CREATE TRIGGER cards_card_born AFTER INSERT ON cards_card
    REFERENCING NEW TABLE AS born FOR EACH STATEMENT EXECUTE FUNCTION cards_card_born();

-- Applications, batches and cards are for ever (S1.3).
CREATE FUNCTION cards_for_ever() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
    RAISE EXCEPTION '% keeps its rows for ever', tg_table_name
        USING ERRCODE = '23001', CONSTRAINT = tg_table_name || '_for_ever', TABLE = tg_table_name;
END $keep$;
CREATE TRIGGER cards_application_for_ever BEFORE DELETE ON cards_application
    FOR EACH STATEMENT EXECUTE FUNCTION cards_for_ever();
CREATE TRIGGER cards_batch_for_ever BEFORE DELETE ON cards_batch
    FOR EACH STATEMENT EXECUTE FUNCTION cards_for_ever();
CREATE TRIGGER cards_card_for_ever BEFORE DELETE ON cards_card
    FOR EACH STATEMENT EXECUTE FUNCTION cards_for_ever();
"""
BACKWARD = """
DROP TRIGGER cards_card_for_ever ON cards_card;
DROP TRIGGER cards_batch_for_ever ON cards_batch;
DROP TRIGGER cards_application_for_ever ON cards_application;
DROP FUNCTION cards_for_ever();
DROP TRIGGER cards_card_born ON cards_card;
DROP FUNCTION cards_card_born();
DROP FUNCTION cards_luhn(text);
DROP FUNCTION cards_plain(text);
ALTER TABLE cards_application RESET (fillfactor);
ALTER TABLE cards_card RESET (fillfactor);
DROP SEQUENCE cards_card_serial;
"""


class Migration(migrations.Migration):
    dependencies = (("cards", "0001_initial"),)
    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
