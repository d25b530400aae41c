-- A new bank PIN: only its digest, and wrong tries start from none (S5.3).
insert into pins_bank_pin (card_side, digest, wrong_tries, tries_on, is_locked, set_at)
values (%(card_side_id)s, %(digest)s, 0, null, false, %(at)s)
on conflict (card_side) do update
   set digest = excluded.digest, wrong_tries = 0, tries_on = null, is_locked = false, set_at = excluded.set_at
