"""The questions about mandates."""

from collections.abc import Collection
from datetime import date

from citycard.policy import integer_of
from citycard.shared.kept_query import KeptQuery

from .facts import OUR_BANK, MandateFacts
from .models import Mandate
from .rules import first_day


def effective_day(signed_on: date) -> date:
    """Return the first day of a mandate signed on `signed_on`, by the policy of that day (S16.5)."""
    return first_day(signed_on, next_day_until=integer_of("mandates.next_day_until", on=signed_on))


def mandates_of(person_id: int) -> tuple[MandateFacts, ...]:
    """Return all mandates of a person, the newest first."""
    return tuple(_facts(row) for row in _every(person=person_id))


_every = KeptQuery(lambda person: Mandate.objects.filter(person_id=person).order_by("-signed_on", "-pk"))


def mandates_known(person_ids: Collection[int]) -> frozenset[tuple[int, str, str, date]]:
    """Return person, bank, account and day of signing of every mandate that these people have or had; for whole lists."""
    rows = Mandate.objects.filter(person_id__in=person_ids)
    return frozenset(rows.values_list("person_id", "bank", "account_number", "signed_on"))


def live_mandate(*, person_id: int, bank: str = OUR_BANK) -> MandateFacts | None:
    """Return the mandate at `bank` that has no end, or None; there is at most one."""
    row = Mandate.objects.filter(person_id=person_id, bank=bank, ends_on__isnull=True).first()
    return None if row is None else _facts(row)


def _facts(row: Mandate) -> MandateFacts:
    return MandateFacts(
        id=row.pk,
        person_id=row.person_id,
        bank=row.bank,
        account_number=row.account_number,
        state=row.state,
        signed_on=row.signed_on,
        effective_on=row.effective_on,
        ends_on=row.ends_on,
        end_reason=row.end_reason,
    )
