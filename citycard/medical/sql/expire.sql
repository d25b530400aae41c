-- Old cards whose last valid day has passed are void from 0:00 China time of the day after it, whenever the job runs (S5.2).
update medical_old_card
   set state = 'void', void_reason = 'expired',
       voided_at = (last_valid_on + 1)::timestamp at time zone 'Asia/Shanghai'
 where state = 'valid' and last_valid_on < %(day)s
returning id, person_id, last_valid_on
