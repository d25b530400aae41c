"""The bank's side of the card: its own account and card records; no bureau room reads these tables."""

from django.db import models
from django.db.models import Q


class PreOpening(models.Model):
    """A pre-opening file of the bureau that the bank has worked off (预开户批次), once a batch."""

    batch_number = models.CharField(max_length=24, unique=True)
    line_count = models.IntegerField()
    good_count = models.IntegerField()
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "bank_pre_opening"


class BankAccount(models.Model):
    """A settlement account (结算账户) that belongs to a holder, not to a piece of plastic (S9)."""

    number = models.CharField(max_length=20, unique=True)
    holder_number = models.CharField(max_length=18)  # the bank's own copy of the 社会保障号码
    holder_name = models.CharField(max_length=50)
    is_open = models.BooleanField(default=True)
    is_frozen = models.BooleanField(db_default=False)  # an order that lay on a card of the account which has closed since
    held_since = models.DateTimeField(null=True)  # since a death was made known: money comes in, none goes out until the closing
    ledger_account = models.OneToOneField("ledger.LedgerAccount", models.PROTECT, related_name="+")
    opened_on = models.DateField()

    class Meta:
        db_table = "bank_account"
        constraints = (
            models.UniqueConstraint(fields=("holder_number",), condition=Q(is_open=True), name="bank_account_one_open"),
        )


class HeldHolder(models.Model):
    """A holder whose death was made known to the bank: whatever account a later file opens is held from the start (S11.1)."""

    holder_number = models.CharField(max_length=18, primary_key=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "bank_held_holder"


class CardSide(models.Model):
    """The bank function (金融功能) of one card, with its three flags."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="cards")
    bank_card_number = models.CharField(max_length=19, unique=True)
    card_number = models.CharField(max_length=9, unique=True)  # the 社会保障卡号 printed on the same plastic
    state = models.CharField(max_length=12)  # pre_opened | active | closed
    is_lost = models.BooleanField(default=False)
    lost_at = models.DateTimeField(null=True)
    is_pin_locked = models.BooleanField(db_default=False)  # what the bank PIN's tries came to (S6.3)
    is_frozen = models.BooleanField(default=False)
    activated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    pre_opening = models.ForeignKey(PreOpening, models.PROTECT, null=True, related_name="cards")
    line_no = models.IntegerField(null=True)

    class Meta:
        db_table = "bank_card_side"
        indexes = (models.Index(fields=("lost_at",), name="bank_card_side_lost", condition=Q(is_lost=True)),)
        constraints = (
            models.UniqueConstraint(fields=("account",), condition=Q(state="active"), name="bank_card_side_one_active"),
            models.CheckConstraint(
                condition=Q(state="pre_opened", activated_at__isnull=True, closed_at__isnull=True)
                | Q(state="active", activated_at__isnull=False, closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False),
                name="bank_card_side_dated",
            ),
        )


class RefusedLine(models.Model):
    """A line of a pre-opening file for which the bank opened nothing, and why (预开户失败行)."""

    pre_opening = models.ForeignKey(PreOpening, models.PROTECT, related_name="refused")
    line_no = models.IntegerField()
    card_number = models.CharField(max_length=9)
    holder_number = models.CharField(max_length=18)
    holder_name = models.CharField(max_length=50)
    reason = models.CharField(max_length=20)

    class Meta:
        db_table = "bank_refused_line"
