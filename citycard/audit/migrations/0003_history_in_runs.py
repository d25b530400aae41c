"""A line of the history stands for a run of rows moved alike; what was written row by row before stays as it is."""

from django.db import migrations, models

# Lines of many rows are few, so finding one row among them may have an index of its own.
FORWARD = """
ALTER TABLE state_history ADD CONSTRAINT state_history_counts_rows CHECK (row_count >= 1);
CREATE INDEX state_history_of_run ON state_history USING gist (int8range(row_id, row_id + row_count)) WHERE row_count > 1;
CREATE FUNCTION state_history_of(of_machine text, of_row bigint)
RETURNS TABLE (source text, target text, act_id bigint, moved_at timestamptz)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $of$
    SELECT line.source, line.target, line.act_id, line.moved_at
      FROM (SELECT * FROM state_history WHERE row_count = 1 AND row_id = of_row
             UNION ALL
            SELECT * FROM state_history WHERE row_count > 1 AND int8range(row_id, row_id + row_count) @> of_row) line
     WHERE line.machine = of_machine ORDER BY line.id
$of$;
"""
# The way back writes each row's line again: no move is ever forgotten.
BACKWARD = """
INSERT INTO state_history (machine, row_id, source, target, act_id, moved_at)
SELECT machine, n, source, target, act_id, moved_at
  FROM state_history, generate_series(row_id + 1, row_id + row_count - 1) n WHERE row_count > 1 ORDER BY id, n;
DROP FUNCTION state_history_of(text, bigint);
DROP INDEX state_history_of_run;
ALTER TABLE state_history DROP CONSTRAINT state_history_counts_rows;
"""


class Migration(migrations.Migration):
    dependencies = (("audit", "0002_done_for_person"),)
    operations = (
        migrations.AddField("statehistory", "row_count", models.IntegerField(db_default=1)),
        migrations.RunSQL(FORWARD, BACKWARD),
    )
