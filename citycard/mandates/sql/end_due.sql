-- Mandates whose first day no longer in force has come (S16.5).
update mandates_mandate set state = 'ended' where state = 'ending' and ends_on <= %(day)s
