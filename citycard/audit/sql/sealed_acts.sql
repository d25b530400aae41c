-- Every leaf in its order, with its seal and its act where they still exist.
select l.seal_id, l.position, l.act_id, l.leaf, s.leaf_count, s.root, s.chain, {columns}
from seal_leaf l
left join seal s on s.id = l.seal_id
left join act a on a.id = l.act_id
order by l.seal_id, l.position
