-- Valid old cards to be warned now: on their last days, and not yet given this warning (S5.2).
select id, person_id, last_valid_on from medical_old_card
 where state = 'valid' and last_valid_on between %(first)s and %(last)s and (warned_days is null or warned_days > %(days)s)
 order by id
