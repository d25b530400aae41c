-- For each line: the holder's open account if there is one, or the reason why nothing is opened.
create temporary table bank_judged on commit drop as
select r.line::integer as line, r.card_number, r.social_number, r.name, a.id as account_id,
       case when c.id is not null then 'card_known'
            when row_number() over (partition by r.social_number order by r.file_line) > 1 then 'holder_twice'
            when a.holder_name <> r.name then 'name_mismatch' end as reason
  from bank_received r
  left join bank_account a on a.holder_number = r.social_number and a.is_open
  left join bank_card_side c on c.card_number = r.card_number
