-- The door of one state machine (house rule 3), for {table}.{column}. Made by citycard.shared.states; safe to run again.
-- Statement-level: one check and one history INSERT a statement, however many rows it touches; a line of the history says
-- `row_id` and how many rows after it made the same move (`row_count`): a batch is a few lines, not a hundred thousand.
DELETE FROM state_move WHERE machine = '{name}';
INSERT INTO state_move (machine, source, target) VALUES
{moves};

CREATE OR REPLACE FUNCTION {name}_guard_insert() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $guard$
DECLARE
    stray text;
    act bigint := nullif(current_setting('citycard.act_id', true), '')::bigint;
    at timestamptz := coalesce(nullif(current_setting('citycard.at', true), '')::timestamptz, now());
BEGIN
    SELECT n.{column} INTO stray FROM after_rows n
     WHERE n.{column} NOT IN ({initial}) OR n.{column} IS NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '{name}: a new row may not start in this state'
            USING ERRCODE = '23514', CONSTRAINT = '{name}_move', TABLE = '{table}', COLUMN = '{column}',
                  DETAIL = ' -> ' || coalesce(stray, '');
    END IF;
    {births}
    RETURN NULL;
END $guard$;

-- No nested loops: the plan is cached while the transition tables are small and must still do for a whole city.
CREATE OR REPLACE FUNCTION {name}_guard_update() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_nestloop = off AS $guard$
DECLARE
    stray record;
    act bigint := nullif(current_setting('citycard.act_id', true), '')::bigint;
    at timestamptz := coalesce(nullif(current_setting('citycard.at', true), '')::timestamptz, now());
BEGIN
    IF EXISTS (SELECT FROM after_rows OFFSET 1) THEN
        WITH moved AS (
            SELECT n.{key} AS row_id, o.{column} AS source, n.{column} AS target,
                   n.{key} - row_number() OVER (PARTITION BY o.{column}, n.{column} ORDER BY n.{key}) AS run
              FROM after_rows n
              LEFT JOIN before_rows o ON o.{key} = n.{key}
             WHERE o.{column} IS DISTINCT FROM n.{column}
        ), runs AS MATERIALIZED (
            SELECT min(row_id) AS row_id, count(*) AS row_count, source, target FROM moved GROUP BY source, target, run
        ), written AS (
            INSERT INTO state_history (machine, row_id, row_count, source, target, act_id, moved_at)
            SELECT '{name}', row_id, row_count, source, target, act, at FROM runs WHERE target IS NOT NULL ORDER BY row_id
        )
        SELECT coalesce(pair.source, '') AS source, coalesce(pair.target, '') AS target INTO stray
          FROM (SELECT DISTINCT source, target FROM runs) pair
         WHERE NOT EXISTS (SELECT 1 FROM state_move m
                            WHERE m.machine = '{name}' AND m.source = pair.source AND m.target = pair.target)
         LIMIT 1;
    ELSE  -- one row, as most acts move: runs would cost it a tenth more
        WITH moved AS MATERIALIZED (
            SELECT n.{key} AS row_id, o.{column} AS source, n.{column} AS target
              FROM after_rows n
              LEFT JOIN before_rows o ON o.{key} = n.{key}
             WHERE o.{column} IS DISTINCT FROM n.{column}
        ), written AS (
            INSERT INTO state_history (machine, row_id, source, target, act_id, moved_at)
            SELECT '{name}', row_id, source, target, act, at FROM moved WHERE target IS NOT NULL
        )
        SELECT coalesce(source, '') AS source, coalesce(target, '') AS target INTO stray
          FROM moved
         WHERE NOT EXISTS (SELECT 1 FROM state_move m
                            WHERE m.machine = '{name}' AND m.source = moved.source AND m.target = moved.target);
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION '{name}: there is no such move'
            USING ERRCODE = '23514', CONSTRAINT = '{name}_move', TABLE = '{table}', COLUMN = '{column}',
                  DETAIL = stray.source || ' -> ' || stray.target;
    END IF;
    RETURN NULL;
END $guard$;

CREATE OR REPLACE TRIGGER {name}_guard_insert AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION {name}_guard_insert();
CREATE OR REPLACE TRIGGER {name}_guard_update AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_guard_update();
