"""The questions about benefits."""

from collections.abc import Collection
from datetime import date

from citycard.shared.kept_query import KeptQuery

from .facts import PensionBankFacts
from .models import PensionBank


def pension_bank_of(person_id: int) -> PensionBankFacts | None:
    """Return the bank that pays the person's pension now, or None."""
    rows = _paying(person=person_id)
    return _facts(rows[0]) if rows else None


_paying = KeptQuery(lambda person: PensionBank.objects.filter(person_id=person, ends_on__isnull=True))


def pension_banks_of(person_id: int) -> tuple[PensionBankFacts, ...]:
    """Return every bank that has paid the person's pension, the first first; the periods touch and never overlap."""
    return tuple(_facts(row) for row in PensionBank.objects.filter(person_id=person_id).order_by("starts_on", "pk"))


def pension_banks_known(person_ids: Collection[int]) -> frozenset[tuple[int, str, str, int, date]]:
    """Return person, bank, account, pay day and first day of every bank that pays or paid these people; for whole lists."""
    rows = PensionBank.objects.filter(person_id__in=person_ids)
    return frozenset(rows.values_list("person_id", "bank", "account_number", "pay_day", "starts_on"))


def _facts(row: PensionBank) -> PensionBankFacts:
    return PensionBankFacts(
        person_id=row.person_id,
        bank=row.bank,
        account_number=row.account_number,
        pay_day=row.pay_day,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )
