-- A person's live cards with their social sides, the current one first, in the order of CardFacts' fields.
select k.id, k.application_id, k.person_id, k.batch_id, k.role, k.state, k.card_number, k.bank_card_number, k.account_number,
       k.chip_code, s.state, coalesce(s.loss, 'none'), coalesce(s.pin_locked, false), k.issued_on, k.valid_until, k.box, k.slot,
       k.pickup_office_id, o.name, k.unit_id, k.notified_on, k.collected_at, s.activated_at, k.ended_at, k.end_reason,
       s.lost_at, s.formal_at
  from cards_card k
  join people_office o on o.id = k.pickup_office_id
  left join cards_socialside s on s.card_id = k.id
 where k.person_id = %(person_id)s and k.ended_at is null
 order by k.role
