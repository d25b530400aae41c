-- Acts at or below the settled id that no seal knows.
select {columns}
from act a
where a.id <= %s and not exists (select from seal_leaf l where l.act_id = a.id)
order by a.id
