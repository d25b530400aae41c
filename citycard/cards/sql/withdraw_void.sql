-- Accepted applications of people who have cancelled since they applied: a failed line brought them back (S11.2).
update cards_application a
   set state = 'withdrawn', closed_at = %(at)s, reason = %(reason)s, version = version + 1
  from cards_cancellation c
 where c.social_cancelled_at is not null and a.person_id = c.person_id
   and a.state = 'accepted' and a.submitted_at <= c.social_cancelled_at
