from django.db import migrations, models

# What the bank was told before it kept a list: the accounts it holds, and deaths of people for whom nothing was open then.
# An account that a late file opened for one of them is held from now on (decision 97).
KNOWN = """
insert into bank_held_holder (holder_number, since)
select holder_number, min(held_since) from bank_account where held_since is not null group by holder_number;
insert into bank_held_holder (holder_number, since)
select social_number, died_on::timestamp at time zone 'Asia/Shanghai' from people_person where died_on is not null
on conflict do nothing;
update bank_account a set held_since = h.since
  from bank_held_holder h where h.holder_number = a.holder_number and a.is_open and a.held_since is null;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('bank', '0006_frozen_account'),
        ('people', '0003_powers'),
    ]

    operations = [
        migrations.CreateModel(
            name='HeldHolder',
            fields=[
                ('holder_number', models.CharField(max_length=18, primary_key=True, serialize=False)),
                ('since', models.DateTimeField()),
            ],
            options={
                'db_table': 'bank_held_holder',
            },
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
