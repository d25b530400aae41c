-- The bank's own numbers. A serial that was taken and not used is burnt; none is ever given twice (S1.5).
create sequence if not exists bank_card_serial as bigint;
create sequence if not exists bank_account_serial as bigint;

-- The Luhn digit behind a BIN and its serial. `bin_sum` is what the BIN alone adds; of the serial every second digit from
-- the right, beginning with the last, counts double (a double of more than 9 loses 9). One expression, so it is inlined.
create or replace function bank_luhn_digit(bin_sum integer, serial bigint) returns text language sql immutable as $$
    select ((1000 - bin_sum
        - (2 * (serial % 10) - 9 * (serial % 10 / 5)) - serial / 10 % 10
        - (2 * (serial / 100 % 10) - 9 * (serial / 100 % 10 / 5)) - serial / 1000 % 10
        - (2 * (serial / 10000 % 10) - 9 * (serial / 10000 % 10 / 5)) - serial / 100000 % 10
        - (2 * (serial / 1000000 % 10) - 9 * (serial / 1000000 % 10 / 5)) - serial / 10000000 % 10
        - (2 * (serial / 100000000 % 10) - 9 * (serial / 100000000 % 10 / 5)) - serial / 1000000000 % 10
        - (2 * (serial / 10000000000 % 10) - 9 * (serial / 10000000000 % 10 / 5)) - serial / 100000000000 % 10
    ) % 10)::text
$$;
