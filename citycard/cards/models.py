"""Applications, batches, cards and their social side: tables and constraints only."""

from django.db import models
from django.db.models import Case, F, Q, When


class Photo(models.Model):
    """A checked portrait (相片), kept once however often it is used."""

    sha256 = models.BinaryField(max_length=32, unique=True)
    content = models.BinaryField()
    width = models.IntegerField()
    height = models.IntegerField()


class Batch(models.Model):
    """A production batch (制卡批次): one bank, one factory."""

    number = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=20)
    bank = models.CharField(max_length=16)
    factory = models.CharField(max_length=16)
    card_count = models.IntegerField()
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class Application(models.Model):
    """A request for a card (制卡申请): at most one open one a person (S3); the index that says so finds all of a person.

    No index here knows `state` or `batch`: a whole batch then enters its batch without leaving its pages (HOT). The two queues
    are found by whether an application was accepted; `waiting` says so beside the state.
    """

    number = models.CharField(max_length=24)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)  # first | lost | changed | remake
    source = models.CharField(max_length=10)  # individual | unit
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.ForeignKey("people.Office", models.PROTECT, null=True, related_name="+", db_index=False)
    pickup_office = models.ForeignKey("people.Office", models.PROTECT, related_name="+", db_index=False)
    phone = models.CharField(max_length=11)
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, related_name="+", db_index=False)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False)
    replaces = models.ForeignKey("cards.Card", models.PROTECT, null=True, related_name="+", db_index=False)
    cause = models.CharField(max_length=8, blank=True, db_default="")  # of a replacement: lost | damaged | expired | data
    submitted_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    @staticmethod
    def waiting(state: str) -> Q:
        """Those that wait to be checked (`submitted`) or batched (`accepted`), in words that their index knows."""
        return Q(state=state, accepted_at__isnull=state == "submitted", closed_at__isnull=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("number",), name="cards_application_number"),
            models.UniqueConstraint(
                "person",
                Case(When(closed_at__isnull=True, then=0), default=F("id"), output_field=models.BigIntegerField()),
                name="cards_application_one_open",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, state__in=("drafted", "submitted", "accepted", "batched"))
                | Q(closed_at__isnull=False, state__in=("fulfilled", "withdrawn", "rejected")),
                name="cards_application_closed_state",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, state__in=("drafted", "submitted", "withdrawn", "rejected"))
                | Q(accepted_at__isnull=False) & ~Q(state__in=("drafted", "submitted")),
                name="cards_application_accepted_state",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("lost", "changed")) | Q(replaces__isnull=False), name="cards_application_replaces"
            ),
        )
        indexes = (
            models.Index(
                fields=("submitted_at",),
                name="cards_application_check_queue",
                condition=Q(accepted_at__isnull=True, closed_at__isnull=True),
            ),
            models.Index(
                fields=("accepted_at", "id"),
                name="cards_application_batch_queue",
                condition=Q(accepted_at__isnull=False, closed_at__isnull=True),
            ),
            models.Index(
                fields=("unit",), name="cards_application_unit", condition=Q(unit__isnull=False, closed_at__isnull=True)
            ),
        )


class Shipment(models.Model):
    """A dispatch of stocked cards to a hall or branch (分拨单)."""

    number = models.CharField(max_length=24, unique=True)
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")
    card_count = models.IntegerField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)


class CardRole(models.TextChoices):
    CURRENT = "current"
    SUCCESSOR = "successor"  # being made, or waiting, to replace the current one (S9)


class Card(models.Model):
    """One plastic card (社会保障卡), for ever one row (S1.3); at most one live card a person and role (S3).

    The index that says so also finds all cards of a person. No index here knows `state`: a whole batch moves five times, and
    each move then rewrites rows in their own page (HOT). For the same reason a table of its own keeps that no bank card number
    or chip code is given twice (`cards_given_number` in migration 0002). That application, person and batch exist and belong
    together is checked for a whole batch at once, not row by row (`cards_card_born` there); none can ever be deleted.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    line_no = models.IntegerField()
    role = models.CharField(max_length=10, choices=CardRole.choices, default=CardRole.CURRENT)
    state = models.CharField(max_length=16)
    card_number = models.CharField(max_length=9)
    bank_card_number = models.CharField(max_length=19, null=True)
    account_number = models.CharField(max_length=20, null=True)
    chip_code = models.CharField(max_length=32, null=True)
    issued_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    box = models.IntegerField(null=True)
    slot = models.IntegerField(null=True)
    pickup_office = models.ForeignKey("people.Office", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False)
    shipment = models.ForeignKey(Shipment, models.PROTECT, null=True, related_name="+", db_index=False)
    notified_on = models.DateField(null=True)
    collected_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=80, blank=True)
    spoiled_by = models.CharField(max_length=8, blank=True)  # bank | factory | centre: where a card was lost in making

    class Meta:
        indexes = (
            models.Index(
                fields=("pickup_office",),
                name="cards_card_waiting",
                condition=Q(collected_at__isnull=True, ended_at__isnull=True),
            ),
            models.Index(
                fields=("unit",),
                name="cards_card_unit",
                condition=Q(unit__isnull=False, collected_at__isnull=True, ended_at__isnull=True),
            ),
            models.Index(fields=("ended_at",), name="cards_card_spoiled", condition=~Q(spoiled_by="")),
            models.Index(fields=("collected_at",), name="cards_card_collected", condition=Q(collected_at__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(
                "person",
                "role",
                Case(When(ended_at__isnull=True, then=0), default=F("id"), output_field=models.BigIntegerField()),
                name="cards_card_one_live",
            ),
            models.UniqueConstraint(fields=("card_number",), name="cards_card_number"),
            models.UniqueConstraint(fields=("batch", "line_no"), name="cards_card_line"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False, state__in=("ended", "spoiled"))
                | (Q(ended_at__isnull=True) & ~Q(state__in=("ended", "spoiled"))),
                name="cards_card_ended_state",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("issued_on")), name="cards_card_validity"
            ),
        )


class SocialSide(models.Model):
    """The social security function (社会保障功能) of a card, with its two flags."""

    card = models.OneToOneField(Card, models.PROTECT, primary_key=True, related_name="social")
    state = models.CharField(max_length=12)
    loss = models.CharField(max_length=10, default="none")  # none | temporary | formal
    lost_at = models.DateTimeField(null=True)  # when the loss was first reported
    formal_at = models.DateTimeField(null=True)  # when the report became, or was, a formal one
    pin_locked = models.BooleanField(default=False)
    activated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("activated_at",), name="cards_social_activated", condition=Q(activated_at__isnull=False)),
            models.Index(fields=("lost_at",), name="cards_social_lost", condition=Q(lost_at__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(loss="formal", formal_at__isnull=False) | (~Q(loss="formal") & Q(formal_at__isnull=True)),
                name="cards_social_formal_dated",
            ),
        )


class TemporaryCard(models.Model):
    """A temporary card (临时卡) of a card hall: for hospital stay and settlement while a replacement is under way (S10)."""

    number = models.CharField(max_length=12, unique=True)
    office = models.ForeignKey("people.Office", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10)  # in_stock | issued | fee_due | settled
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+", db_index=False)
    hospital = models.CharField(max_length=60, blank=True)
    issued_at = models.DateTimeField(null=True)
    valid_until = models.DateField(null=True)  # null where the city sets no validity
    fee_fen = models.BigIntegerField(null=True)  # once lost or damaged (工本费)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(state__in=("issued", "fee_due")), name="cards_temporary_one_out"
            ),
            models.CheckConstraint(
                condition=Q(state="in_stock", person__isnull=True, application__isnull=True, issued_at__isnull=True)
                | Q(state__in=("issued", "fee_due", "settled"), person__isnull=False, issued_at__isnull=False),
                name="cards_temporary_whose",
            ),
        )


class Cancellation(models.Model):
    """A cancellation under way or done (注销): refunds, then the social function, then the bank (S11)."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16)  # settled_abroad | died | left_insurance
    state = models.CharField(max_length=16)  # settled | lapsed | social_cancelled | closed
    refunds = models.JSONField()  # the agency's receipts: [{"kind", "receipt", "amount_fen", "paid_on"}]
    settled_at = models.DateTimeField()
    clearance_number = models.CharField(max_length=24, null=True, unique=True)
    social_cancelled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person",), condition=Q(closed_at__isnull=True), name="cards_cancellation_one_open"),
            models.CheckConstraint(
                condition=Q(state="settled", clearance_number__isnull=True, closed_at__isnull=True)
                | Q(state="lapsed", clearance_number__isnull=True, closed_at__isnull=False)
                | Q(state="social_cancelled", clearance_number__isnull=False, closed_at__isnull=True)
                | Q(state="closed", clearance_number__isnull=False, closed_at__isnull=False),
                name="cards_cancellation_dated",
            ),
        )


class Handover(models.Model):
    """A hand-over of a card: to a unit's agent, or to the holder or who came for them (S4.1, S4.2)."""

    card = models.ForeignKey(Card, models.PROTECT, related_name="handovers")
    taken_by = models.CharField(max_length=12)  # holder | guardian | agent | unit_agent
    name = models.CharField(max_length=50)
    number_masked = models.CharField(max_length=18)
    relation = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()


class ExchangeFile(models.Model):
    """A file exchanged with bank or factory (往来文件): a received one is taken once (S3)."""

    kind = models.CharField(max_length=16)  # bank_out | bank_in | factory_out | factory_in
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="files")
    name = models.CharField(max_length=80)
    sha256 = models.BinaryField(max_length=32)
    line_count = models.IntegerField()
    good_count = models.IntegerField()
    bad_count = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "sha256"), name="cards_file_once"),
            models.UniqueConstraint(fields=("kind", "batch"), name="cards_file_one_a_batch"),
        )


class Roster(models.Model):
    """A unit's list of people to apply for (单位批量申请名册, S3.1)."""

    number = models.CharField(max_length=24, unique=True)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+")
    pickup_office = models.ForeignKey("people.Office", models.PROTECT, related_name="+", db_index=False)
    file_name = models.CharField(max_length=80)
    sha256 = models.BinaryField(max_length=32)
    applies_good_rows = models.BooleanField()
    state = models.CharField(max_length=10)  # checking | refused | applied
    row_count = models.IntegerField()
    done_count = models.IntegerField(default=0)
    new_count = models.IntegerField(default=0)
    same_count = models.IntegerField(default=0)
    bad_count = models.IntegerField(default=0)
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=20)
    account_id = models.BigIntegerField(null=True)
    operator_label = models.CharField(max_length=80)


class RosterRow(models.Model):
    """One row of a roster as it stood in the file, and what became of it."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="rows", db_index=False)
    row_no = models.IntegerField()
    fields = models.JSONField()
    social_number = models.CharField(max_length=18, blank=True)  # as parsed; empty when it cannot be one
    outcome = models.CharField(max_length=4, blank=True)  # new | same | bad; empty until it is checked
    problems = models.JSONField(default=list)  # refusals as {"code", "facts"}
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("roster", "row_no"), name="cards_roster_row"),)
