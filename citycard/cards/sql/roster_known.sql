-- Who has these numbers: where registered, the open application, the live card, a cancellation that waits for the bank.
SELECT p.social_number, p.id, p.name, p.unit_id, p.died_on, a.number, a.state,
       (a.submitted_at AT TIME ZONE 'Asia/Shanghai')::date, c.state,
       EXISTS (SELECT FROM cards_cancellation x WHERE x.person_id = p.id AND x.closed_at IS NULL AND x.state = 'social_cancelled')
  FROM people_person p
  LEFT JOIN cards_application a ON a.person_id = p.id AND a.closed_at IS NULL
  LEFT JOIN cards_card c ON c.person_id = p.id AND c.ended_at IS NULL AND c.role = 'current'
 WHERE p.social_number = ANY (%(numbers)s)
