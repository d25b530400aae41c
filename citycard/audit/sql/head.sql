-- The newest seal, the id up to which its scan had settled everything, and the id up to which a scan begun now will:
-- all transactions that had begun before the seal of that id was scanned are over, so nothing can come late below it.
select s.id, s.chain, s.scanned_to, s.settled_to,
       coalesce((select past.scanned_to from seal past
                 where past.horizon <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                 order by past.id desc limit 1), 0)
from seal s
order by s.id desc
limit 1
