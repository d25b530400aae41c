-- Enter newcomers as a set, in the order of their numbers so that two sets never wait for each other in a circle.
-- Who was entered by somebody else meanwhile is left as they are.
INSERT INTO people_person (social_number, name, sex, nation, birth_date, phone, address, category, community_id, unit_id,
                           has_id_card, id_valid_until, is_ward)
SELECT n.*
  FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::date[], %s::text[], %s::text[], %s::text[],
              %s::bigint[], %s::bigint[], %s::boolean[], %s::date[], %s::boolean[])
       AS n (social_number, name, sex, nation, birth_date, phone, address, category, community_id, unit_id,
             has_id_card, id_valid_until, is_ward)
 ORDER BY n.social_number
ON CONFLICT (social_number) DO NOTHING
