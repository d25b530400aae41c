-- One person, in the order of PersonFacts' fields: the question that every act asks first.
select p.id, p.social_number, p.name, p.sex, p.nation, p.birth_date, p.phone, p.address, p.category,
       p.community_id, coalesce(c.name, ''), p.unit_id, coalesce(u.name, ''),
       p.has_id_card, p.id_valid_until, p.is_ward, p.died_on
  from people_person p
  left join people_office c on c.id = p.community_id
  left join people_unit u on u.id = p.unit_id
 where p.id = %(person_id)s
