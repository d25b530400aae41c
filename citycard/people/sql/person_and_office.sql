-- One person, in the order of PersonFacts' fields, and one office, in the order of OfficeFacts': what an application asks first.
select p.id, p.social_number, p.name, p.sex, p.nation, p.birth_date, p.phone, p.address, p.category,
       p.community_id, coalesce(c.name, ''), p.unit_id, coalesce(u.name, ''),
       p.has_id_card, p.id_valid_until, p.is_ward, p.died_on,
       o.id, o.code, o.kind, o.name, o.division, o.address, o.hours, o.phone, o.is_open
  from people_person p
  left join people_office c on c.id = p.community_id
  left join people_unit u on u.id = p.unit_id
  left join people_office o on o.id = %(office_id)s
 where p.id = %(person_id)s
