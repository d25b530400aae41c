-- The person's live mandates at other banks end on the day on which the new one takes effect: no gap, no double debit (S16.5).
update mandates_mandate set state = 'ending', ends_on = greatest(%(effective_on)s, effective_on), end_reason = 'switched'
 where person_id = %(person_id)s and bank <> %(bank)s and ends_on is null
returning bank
