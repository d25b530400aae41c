"""Double entry in two books that never mix; amounts are fen."""

from django.db import models
from django.db.models import Q


class Book(models.TextChoices):
    BANK = "bank", "银行账"
    MEDICAL = "medical", "医保基金账"


class LedgerAccount(models.Model):
    """An account of one book; a citizen's holds a checked balance, an internal one holds none (账户)."""

    book = models.CharField(max_length=8, choices=Book.choices)
    number = models.CharField(max_length=40)
    is_internal = models.BooleanField(default=False)
    balance_fen = models.BigIntegerField(null=True, default=0)

    class Meta:
        db_table = "ledger_account"
        constraints = (
            models.UniqueConstraint(fields=("book", "number"), name="ledger_account_number"),
            models.UniqueConstraint(fields=("id", "book"), name="ledger_account_book"),
            models.CheckConstraint(
                condition=Q(is_internal=True, balance_fen__isnull=True) | Q(is_internal=False, balance_fen__gte=0),
                name="ledger_account_not_overdrawn",
            ),
        )


class Entry(models.Model):
    """One booked event; its postings sum to zero; never changed, only reversed (分录). See sql/guards.sql."""

    book = models.CharField(max_length=8, choices=Book.choices)
    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=32)
    booked_on = models.DateField()
    booked_at = models.DateTimeField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")


class Posting(models.Model):
    """One side of an entry: positive credits the account, negative debits it (fen).

    Both references are checked by the statement trigger of sql/guards.sql, for a whole set at once: a foreign key would
    lock an internal account's row for each posting, and that row is every posting's other side.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings", db_constraint=False)
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="+", db_constraint=False)
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(amount_fen=0), name="ledger_posting_not_zero"),)
