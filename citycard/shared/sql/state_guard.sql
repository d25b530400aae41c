-- The door of one state machine (house rule 3), for {table}.{column}. Made by citycard.shared.states; safe to run again.
-- Statement-level: one check and one history INSERT a statement, however many rows it touches.
DELETE FROM state_move WHERE machine = '{name}';
INSERT INTO state_move (machine, source, target) VALUES
{moves};

CREATE OR REPLACE FUNCTION {name}_guard_insert() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $guard$
DECLARE
    stray text;
BEGIN
    SELECT n.{column} INTO stray FROM after_rows n
     WHERE n.{column} NOT IN ({initial}) OR n.{column} IS NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '{name}: a new row may not start in this state'
            USING ERRCODE = '23514', CONSTRAINT = '{name}_move', TABLE = '{table}', COLUMN = '{column}',
                  DETAIL = ' -> ' || coalesce(stray, '');
    END IF;
    INSERT INTO state_history (machine, row_id, source, target, act_id, moved_at)
    SELECT '{name}', n.{key}, NULL, n.{column},
           nullif(current_setting('citycard.act_id', true), '')::bigint,
           coalesce(nullif(current_setting('citycard.at', true), '')::timestamptz, now())
      FROM after_rows n;
    RETURN NULL;
END $guard$;

-- No nested loops: the plan is cached while the transition tables are small and must still do for a whole city.
CREATE OR REPLACE FUNCTION {name}_guard_update() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_nestloop = off AS $guard$
DECLARE
    stray record;
BEGIN
    SELECT coalesce(o.{column}, '') AS source, coalesce(n.{column}, '') AS target INTO stray
      FROM after_rows n
      LEFT JOIN before_rows o ON o.{key} = n.{key}
     WHERE o.{column} IS DISTINCT FROM n.{column}
       AND NOT EXISTS (SELECT 1 FROM state_move m
                        WHERE m.machine = '{name}' AND m.source = o.{column} AND m.target = n.{column})
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '{name}: there is no such move'
            USING ERRCODE = '23514', CONSTRAINT = '{name}_move', TABLE = '{table}', COLUMN = '{column}',
                  DETAIL = stray.source || ' -> ' || stray.target;
    END IF;
    INSERT INTO state_history (machine, row_id, source, target, act_id, moved_at)
    SELECT '{name}', n.{key}, o.{column}, n.{column},
           nullif(current_setting('citycard.act_id', true), '')::bigint,
           coalesce(nullif(current_setting('citycard.at', true), '')::timestamptz, now())
      FROM after_rows n
      JOIN before_rows o ON o.{key} = n.{key}
     WHERE o.{column} IS DISTINCT FROM n.{column};
    RETURN NULL;
END $guard$;

CREATE OR REPLACE TRIGGER {name}_guard_insert AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION {name}_guard_insert();
CREATE OR REPLACE TRIGGER {name}_guard_update AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_guard_update();
