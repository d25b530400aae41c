-- Lines that no bureau would write: the file is not what it says, and nothing of it is worked off. (file line, field, reason)
with counted as (
    select r.*, count(*) over (partition by card_number) as same_card, count(*) over (partition by line) as same_line
      from bank_received r
), found as (
    select file_line, 'line' as field, 'form' as reason from counted where line is null or line !~ '^[1-9][0-9]{0,6}$'
    union all
    select file_line, 'line', 'twice_in_file' from counted where same_line > 1
    union all
    select file_line, 'card_number', 'form' from counted where card_number is null or card_number !~ '^[0-9A-Z]{8}[0-9X]$'
    union all
    select file_line, 'card_number', 'twice_in_file' from counted where same_card > 1
    union all
    select file_line, 'social_number', 'form' from counted where social_number is null or social_number !~ '^[0-9]{17}[0-9X]$'
    union all
    select file_line, 'name', 'form' from counted where name is null or length(name) > 50
    union all
    select file_line, 'bank', 'other_bank' from counted where bank is distinct from %(bank)s
)
select file_line, field, reason, count(*) over () from found order by 1, 2 limit 200
