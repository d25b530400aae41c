-- Acts that are committed, above the settled id, and in no seal yet.
select {columns}
from act a
where a.id > %s and not exists (select from seal_leaf l where l.act_id = a.id)
order by a.id
limit %s
