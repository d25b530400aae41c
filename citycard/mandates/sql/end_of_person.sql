-- The person's mandates end on a day, at one bank or at all (S11): those that would have gone on, or on for longer. As they were.
with before as materialized (
  select id, bank, state, ends_on, end_reason from mandates_mandate
   where person_id = %(person_id)s and (%(bank)s::text is null or bank = %(bank)s) and state <> 'ended'
     and (ends_on is null or ends_on > %(day)s)
   order by id for update
)
update mandates_mandate m set state = 'ending', ends_on = %(day)s, end_reason = %(reason)s
  from before where m.id = before.id
returning before.id, before.bank, before.state, before.ends_on, before.end_reason
