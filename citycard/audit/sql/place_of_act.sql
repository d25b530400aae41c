select l.seal_id, l.position, s.root, s.chain, s.signature, (select before.chain from seal before where before.id = s.id - 1)
from seal_leaf l
join seal s on s.id = l.seal_id
where l.act_id = %s
