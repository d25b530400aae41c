"""The verbs of benefits. They open no transaction; a journey does."""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q

from .facts import PensionBankRow, PensionSwitch
from .models import PensionBank
from .rules import draws_pension, is_switch_needed


def switch_pension_bank(*, person_id: int, category: str, bank: str, account_number: str, on: date) -> PensionSwitch | None:
    """Let a retiree's pension be paid by `bank` from `on`, without a gap and on the same day of the month (S2.2).

    None when there is nothing to switch: no retiree, no pension in payment, or paid there already.
    """
    if not draws_pension(category):
        return None
    now = PensionBank.objects.select_for_update().filter(person_id=person_id, ends_on__isnull=True).first()
    if now is None or not is_switch_needed(
        bank=now.bank, account_number=now.account_number, new_bank=bank, new_account_number=account_number
    ):
        return None
    starts_on = max(on, now.starts_on)
    PensionBank.objects.filter(pk=now.pk).update(ends_on=starts_on)
    PensionBank.objects.create(
        person_id=person_id, bank=bank, account_number=account_number, pay_day=now.pay_day, starts_on=starts_on
    )
    return PensionSwitch(from_bank=now.bank, starts_on=starts_on, pay_day=now.pay_day)


def stop_pension(*, person_id: int, on: date, bank: str | None = None) -> tuple[str, ...]:
    """Stop the person's pension on a day, at one bank or everywhere (S11): a death, or an account that closes.

    Return the banks that paid it until then. A span that began after the day becomes empty.
    """
    rows = PensionBank.objects.select_for_update().filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), person_id=person_id)
    found = list((rows.filter(bank=bank) if bank else rows).order_by("pk"))
    for row in found:
        row.ends_on = max(on, row.starts_on)
        row.save(update_fields=("ends_on",))
    return tuple(sorted({row.bank for row in found}))


def take_over_pension_banks(*, rows: Iterable[PensionBankRow]) -> int:
    """Take over pension banks as they stand, by COPY; return how many."""
    columns = "person_id, bank, account_number, pay_day, starts_on"
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"copy benefits_pension_bank ({columns}) from stdin") as copy:
        for row in rows:
            copy.write_row((row.person_id, row.bank, row.account_number, row.pay_day, row.starts_on))
            count += 1
    return count
