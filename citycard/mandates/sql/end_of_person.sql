-- The person's mandates end on a day, at one bank or at all (S11): those that would have gone on, or on for longer.
update mandates_mandate set state = 'ending', ends_on = %(day)s, end_reason = %(reason)s
 where person_id = %(person_id)s and (%(bank)s::text is null or bank = %(bank)s) and state <> 'ended'
   and (ends_on is null or ends_on > %(day)s)
returning bank
