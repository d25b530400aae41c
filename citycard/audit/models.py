"""The record of acts and its seals: tables only. Rows are written by SQL functions and never changed (see sql/guards.sql)."""

from django.db import models
from django.db.models import Q


class Act(models.Model):
    """One act or one look-up (办理记录, A2). The id comes from `act_id_seq` through `audit_next_id()` and nowhere else."""

    id = models.BigIntegerField(primary_key=True)
    number = models.TextField(null=True)
    act = models.TextField()
    channel = models.TextField()
    account_id = models.BigIntegerField(null=True)
    operator_label = models.TextField()
    office_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    actor_person_id = models.BigIntegerField(null=True)
    terminal = models.TextField()
    purpose = models.TextField()
    documents = models.JSONField()
    facts = models.JSONField()
    receipt = models.JSONField(null=True)
    at = models.DateTimeField()
    key = models.TextField(null=True)

    class Meta:
        db_table = "act"
        constraints = (
            models.CheckConstraint(condition=~Q(act="") & ~Q(channel=""), name="audit_act_names_act_and_channel"),
            models.CheckConstraint(
                condition=~Q(operator_label="") | Q(account_id__isnull=False) | Q(actor_person_id__isnull=False),
                name="audit_act_names_operator",
            ),
        )
        indexes = (
            models.Index(fields=("person_id", "-id"), name="act_of_person", condition=Q(person_id__isnull=False)),
            # what was done for a person, who may have been looked up a thousand times since
            models.Index(
                fields=("person_id", "-id"), name="act_done_for_person", condition=Q(person_id__isnull=False) & ~Q(act="look_up")
            ),
            models.Index(fields=("office_id", "-id"), name="act_of_office", condition=Q(office_id__isnull=False)),
            models.Index(fields=("unit_id", "-id"), name="act_of_unit", condition=Q(unit_id__isnull=False)),
        )


class ActPerson(models.Model):
    """The people of an act that is for many (a unit's cards handed over); the act's facts hold their count and digest."""

    pk = models.CompositePrimaryKey("act_id", "person_id")
    act_id = models.BigIntegerField()
    person_id = models.BigIntegerField()

    class Meta:
        db_table = "act_person"
        indexes = (models.Index(fields=("person_id", "-act_id"), name="act_person_of_person"),)


class Idempotency(models.Model):
    """The first use of a key (A3): the same key with the same input is answered with that act's receipt."""

    key = models.TextField(primary_key=True)
    act = models.TextField()
    input_digest = models.BinaryField(max_length=32)
    act_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "idempotency"


class Seal(models.Model):
    """One batch of sealed acts: the Merkle root, chained to the seal before."""

    id = models.BigIntegerField(primary_key=True)
    leaf_count = models.IntegerField()
    root = models.BinaryField(max_length=32)
    chain = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    sealed_at = models.DateTimeField()
    scanned_to = models.BigIntegerField()  # every act visible up to this id is in this seal or an earlier one
    settled_to = models.BigIntegerField()  # no act can appear any more up to this id
    horizon = models.BigIntegerField()  # transactions below this number had begun before the scan, all others after

    class Meta:
        db_table = "seal"


class SealLeaf(models.Model):
    """The place and hash of one act in its seal."""

    pk = models.CompositePrimaryKey("seal_id", "position")
    seal_id = models.BigIntegerField()
    position = models.IntegerField()
    act_id = models.BigIntegerField(unique=True)
    leaf = models.BinaryField(max_length=32)

    class Meta:
        db_table = "seal_leaf"


class StateMove(models.Model):
    """A permitted move of a state machine, the database's copy of the tables in `states.py`."""

    pk = models.CompositePrimaryKey("machine", "source", "target")
    machine = models.TextField()
    source = models.TextField()  # empty: where a new row may begin
    target = models.TextField()

    class Meta:
        db_table = "state_move"


class StateHistory(models.Model):
    """Every move that happened, written by the guard triggers of `shared.states`; ask it by `state_history_of(machine, row)`.

    A line stands for `row_count` rows from `row_id` on, which one statement moved alike: a batch is a few lines.
    """

    id = models.BigAutoField(primary_key=True)
    machine = models.TextField()
    row_id = models.BigIntegerField()
    row_count = models.IntegerField(db_default=1)
    source = models.TextField(null=True)
    target = models.TextField()
    act_id = models.BigIntegerField(null=True)
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "state_history"
        indexes = (models.Index(fields=("row_id",), name="state_history_of_row"),)
