-- Who looked at a person's data (S12), a line for each visit: the same person, place and purpose on one day; the newest first.
-- Acts that are looks too, such as a log-in as the person, are lines of their own and say by their name what they were.
select max(a.id), min(a.at), max(a.at), count(*), a.channel, a.operator_label, a.office_id, a.unit_id, a.actor_person_id,
       a.purpose, array_agg(distinct case a.act when 'look_up' then a.facts ->> 'what' else a.act end)
  from act a
 where a.person_id = %(person_id)s and a.act = any(%(acts)s)
 group by a.channel, a.account_id, a.operator_label, a.office_id, a.unit_id, a.actor_person_id, a.purpose, a.act = 'look_up',
          (a.at at time zone 'Asia/Shanghai')::date
 order by max(a.at) desc, max(a.id) desc
 limit %(limit)s offset %(offset)s
