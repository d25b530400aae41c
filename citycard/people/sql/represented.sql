-- For whom a person stands in (替家人办): guardianships and powers together, each with both people in the order of PersonFacts.
with who as not materialized (  -- the people of a few lines, never the whole city
    select p.id, p.social_number, p.name, p.sex, p.nation, p.birth_date, p.phone, p.address, p.category,
           p.community_id, coalesce(c.name, '') as community_name, p.unit_id, coalesce(u.name, '') as unit_name,
           p.has_id_card, p.id_valid_until, p.is_ward, p.died_on
      from people_person p
      left join people_office c on c.id = p.community_id
      left join people_unit u on u.id = p.unit_id
)
select 'guardian' as kind, g.id as line, g.relation, g.proof, g.starts_on, g.ends_on, '' as end_reason, other.*, self.*
  from people_guardianship g
  join who other on other.id = g.ward_id
  join who self on self.id = g.guardian_id
 where g.guardian_id = %(person_id)s
union all
select 'agent', p.id, p.relation, p.proof, p.starts_on, p.ends_on, p.end_reason, other.*, self.*
  from people_power p
  join who other on other.id = p.holder_id
  join who self on self.id = p.agent_id
 where p.agent_id = %(person_id)s
 order by 1 desc, 2
