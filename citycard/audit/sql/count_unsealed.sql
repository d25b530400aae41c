select count(*)
from act a
where a.id > %s and not exists (select from seal_leaf l where l.act_id = a.id)
