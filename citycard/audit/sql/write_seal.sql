insert into seal (id, leaf_count, root, chain, signature, sealed_at, scanned_to, settled_to, horizon)
values (%s, %s, %s, %s, %s, %s, %s, %s, pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
