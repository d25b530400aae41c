-- Lines that no bureau would write: the file is not what it says, and nothing of it is worked off. (line, field, reason)
with numbered as (
    select r.*, count(*) over (partition by card_number) as same_card, count(*) over (partition by line) as same_line
      from bank_received r
), found as (
    select line, 'line' as field, 'line_number' as reason from numbered
     where line is null or line not between 1 and %(count)s or same_line > 1
    union all
    select line, 'card_number', 'form' from numbered where card_number is null or card_number !~ '^[0-9A-Z]{8}[0-9X]$'
    union all
    select line, 'card_number', 'twice' from numbered where same_card > 1
    union all
    select line, 'social_number', 'form' from numbered where social_number is null or social_number !~ '^[0-9]{17}[0-9X]$'
    union all
    select line, 'name', 'form' from numbered where name is null or length(name) > 50
    union all
    select line, 'bank', 'other_bank' from numbered where bank is distinct from %(bank)s
)
select coalesce(line, 0), field, reason, count(*) over () from found order by 1, 2 limit 200
