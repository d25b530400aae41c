-- Who looked at a person's data (S12), a line for each visit: the same person, place and purpose on one day; the newest first.
select max(a.id), min(a.at), max(a.at), count(*), a.channel, a.operator_label, a.office_id, a.unit_id, a.actor_person_id,
       a.purpose, array_agg(distinct a.facts ->> 'what')
  from act a
 where a.person_id = %(person_id)s and a.act = 'look_up'
 group by a.channel, a.account_id, a.operator_label, a.office_id, a.unit_id, a.actor_person_id, a.purpose,
          (a.at at time zone 'Asia/Shanghai')::date
 order by max(a.at) desc, max(a.id) desc
 limit %(limit)s offset %(offset)s
