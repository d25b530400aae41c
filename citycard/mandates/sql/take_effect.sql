-- Mandates whose day has come (S16.5).
update mandates_mandate set state = 'in_force' where state = 'signed' and effective_on <= %(day)s
returning id
