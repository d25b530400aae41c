-- Whom a program acts for by a token, with all postings, oldest first: every call of the JSON interface begins with it.
select o.id, o.account_id, o.staff_no, o.name, o.person_id, p.id, p.role, p.office_id, p.unit_id, p.starts_on, p.ends_on
  from staff_apitoken t
  join staff_operator o on o.id = t.operator_id and o.is_active
  join staff_posting p on p.operator_id = o.id
 where t.digest = %(digest)s and t.expires_at > %(at)s and t.revoked_at is null
 order by p.id
