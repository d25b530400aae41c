-- Acts for many whose people are not those that were recorded, and people of acts that are for nobody else.
select a.id
from act a
left join lateral (
    select count(*) as count,
           encode(sha256(convert_to(string_agg(p.person_id::text, ',' order by p.person_id), 'UTF8')), 'hex') as digest
    from act_person p
    where p.act_id = a.id
) found on true
where a.facts ? 'people'
  and (found.count, found.digest) is distinct from
      ((a.facts -> 'people' ->> 'count')::bigint, a.facts -> 'people' ->> 'digest')
union
select p.act_id
from act_person p
where not exists (select from act a where a.id = p.act_id and a.facts ? 'people')
order by 1
