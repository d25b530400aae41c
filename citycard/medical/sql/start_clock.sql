-- The first pickup notice starts the old card's clock (S5.2); a later notice does not start it again.
update medical_old_card set last_valid_on = %(last_day)s
 where person_id = any(%(person_ids)s) and state = 'valid' and last_valid_on is null
