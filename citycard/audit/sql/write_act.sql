insert into act (id, number, act, channel, account_id, operator_label, office_id, unit_id, person_id, actor_person_id,
                 terminal, purpose, documents, facts, receipt, at, key)
values (coalesce(%s, audit_next_id()), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
