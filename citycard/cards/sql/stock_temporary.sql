-- Temporary cards taken into a hall's books; a number that is there already gives no row back.
insert into cards_temporarycard (number, office_id, state, hospital)
select number, %(office_id)s, 'in_stock', '' from unnest(%(numbers)s::text[]) as number
on conflict (number) do nothing
returning number
