-- What is under way for a person, in the order of the facts' fields: the open application (S3), a temporary card that is out
-- (S10), a cancellation (S11).
select a.id, a.number, a.person_id, a.kind, a.source, a.state, a.reason, a.unit_id, a.office_id, a.pickup_office_id, a.phone,
       a.photo_id is not null, a.batch_id, b.state, coalesce(b.number, ''), a.replaces_id, a.cause, a.submitted_at,
       a.accepted_at, a.closed_at, a.version,
       t.id, t.number, t.state, t.person_id, t.office_id, o.name, t.hospital, t.issued_at, t.valid_until, t.fee_fen,
       c.id, c.person_id, c.reason, c.state, c.refunds, c.settled_at, c.clearance_number, c.social_cancelled_at
  from (values (%(person_id)s::bigint)) as asked (person_id)
  left join cards_application a on a.person_id = asked.person_id and a.closed_at is null
  left join cards_batch b on b.id = a.batch_id
  left join cards_temporarycard t on t.person_id = asked.person_id and t.state in ('issued', 'fee_due')
  left join people_office o on o.id = t.office_id
  left join lateral (  -- a closed one too while a card that was asked for before it is still being made: it ends when it comes
    select * from cards_cancellation x
     where x.person_id = asked.person_id and (x.closed_at is null or x.social_cancelled_at >= a.submitted_at)
     order by x.id desc limit 1
  ) c on true
