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

-- The two checks are written without FROM, so that PostgreSQL puts them into the statement that asks: a call would cost ten times.
-- The check of a bank card number (S1.5): 19 digits, Luhn; digits in even places are doubled by table.
CREATE FUNCTION cards_luhn(number text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $luhn$
    SELECT CASE WHEN length(number) <> 19 OR translate(number, '0123456789', '') <> '' THEN false ELSE
                (get_byte(number::bytea, 0) + get_byte(number::bytea, 2) + get_byte(number::bytea, 4) + get_byte(number::bytea, 6) + get_byte(number::bytea, 8)
                + get_byte(number::bytea, 10) + get_byte(number::bytea, 12) + get_byte(number::bytea, 14) + get_byte(number::bytea, 16) + get_byte(number::bytea, 18) - 480
                + get_byte('\x00020406080103050709', get_byte(number::bytea, 1) - 48) + get_byte('\x00020406080103050709', get_byte(number::bytea, 3) - 48)
                + get_byte('\x00020406080103050709', get_byte(number::bytea, 5) - 48) + get_byte('\x00020406080103050709', get_byte(number::bytea, 7) - 48)
                + get_byte('\x00020406080103050709', get_byte(number::bytea, 9) - 48) + get_byte('\x00020406080103050709', get_byte(number::bytea, 11) - 48)
                + get_byte('\x00020406080103050709', get_byte(number::bytea, 13) - 48) + get_byte('\x00020406080103050709', get_byte(number::bytea, 15) - 48)
                + get_byte('\x00020406080103050709', get_byte(number::bytea, 17) - 48)) % 10 = 0 END
$luhn$;

-- The check character of a card number (S1.3, GB 11714): digits count 0 to 9, letters 10 to 35, weights 3 7 9 10 5 8 4 2.
CREATE FUNCTION cards_check_character(body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $check$
    SELECT substr('0X987654321', 1 + (
             3 * get_byte('\x00010203040506070809000000000000000a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223', get_byte(body::bytea, 0) - 48)
           + 7 * get_byte('\x00010203040506070809000000000000000a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223', get_byte(body::bytea, 1) - 48)
           + 9 * get_byte('\x00010203040506070809000000000000000a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223', get_byte(body::bytea, 2) - 48)
           + 10 * get_byte('\x00010203040506070809000000000000000a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223', get_byte(body::bytea, 3) - 48)
           + 5 * get_byte('\x00010203040506070809000000000000000a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223', get_byte(body::bytea, 4) - 48)
           + 8 * get_byte('\x00010203040506070809000000000000000a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223', get_byte(body::bytea, 5) - 48)
           + 4 * get_byte('\x00010203040506070809000000000000000a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223', get_byte(body::bytea, 6) - 48)
           + 2 * get_byte('\x00010203040506070809000000000000000a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223', get_byte(body::bytea, 7) - 48)) % 11, 1)
$check$;

-- Bank card numbers and chip codes, each given to one card for ever (S1.4, S1.5). Not an index of cards_card: a batch that
-- returns would then have to rewrite every other index of its cards too. A statement that gives numbers to a whole batch writes
-- them here itself and says so; whoever else changes a card's number meets the trigger.
CREATE TABLE cards_given_number (number varchar(32) PRIMARY KEY, card_id bigint NOT NULL);
CREATE FUNCTION cards_give_number() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $give$
BEGIN
    INSERT INTO cards_given_number (number, card_id)
    SELECT given.number, NEW.id
      FROM (VALUES (NEW.bank_card_number, OLD.bank_card_number), (NEW.chip_code, OLD.chip_code)) AS given (number, before)
     WHERE given.number IS DISTINCT FROM given.before AND given.number IS NOT NULL;
    RETURN NULL;
END $give$;
CREATE TRIGGER cards_give_number AFTER UPDATE OF bank_card_number, chip_code ON cards_card FOR EACH ROW
    WHEN ((NEW.bank_card_number IS DISTINCT FROM OLD.bank_card_number OR NEW.chip_code IS DISTINCT FROM OLD.chip_code)
          AND current_setting('citycard.numbers_by_set', true) IS DISTINCT FROM 'yes')
    EXECUTE FUNCTION cards_give_number();

-- A card is born from its own application, for the same person and unit, in the batch the application is in.
-- One check a statement instead of five foreign keys a row: a batch is a hundred thousand cards.
CREATE FUNCTION cards_card_born() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_hashjoin = off SET enable_mergejoin = off AS $born$
BEGIN  -- by index, card after card: the cost follows the batch, not the city
    IF EXISTS (SELECT 1 FROM born b
                WHERE NOT EXISTS (SELECT 1 FROM cards_application a
                                   WHERE a.id = b.application_id AND a.person_id = b.person_id AND a.batch_id = b.batch_id
                                     AND a.unit_id IS NOT DISTINCT FROM b.unit_id
                                     AND a.pickup_office_id = b.pickup_office_id))
       OR EXISTS (SELECT 1 FROM (SELECT DISTINCT batch_id FROM born) b
                   WHERE NOT EXISTS (SELECT 1 FROM cards_batch WHERE id = b.batch_id)) THEN
        RAISE EXCEPTION 'a card must belong to its application and batch'
            USING ERRCODE = '23503', CONSTRAINT = 'cards_card_born', TABLE = 'cards_card';
    END IF;
    INSERT INTO cards_given_number (number, card_id)
    SELECT bank_card_number, id FROM born WHERE bank_card_number IS NOT NULL
    UNION ALL SELECT chip_code, id FROM born WHERE chip_code IS NOT NULL;
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
DROP TRIGGER cards_give_number ON cards_card;
DROP FUNCTION cards_give_number();
DROP TRIGGER cards_card_born ON cards_card;
DROP FUNCTION cards_card_born();
DROP TABLE cards_given_number;
DROP FUNCTION cards_check_character(text);
DROP FUNCTION cards_luhn(text);
DROP FUNCTION cards_plain(text);
ALTER TABLE cards_application RESET (fillfactor);
ALTER TABLE cards_card RESET (fillfactor);
DROP SEQUENCE cards_card_serial;
"""


class Migration(migrations.Migration):
    dependencies = (("cards", "0001_initial"),)
    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
