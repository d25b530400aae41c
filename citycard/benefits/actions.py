"""The verbs of benefits. They open no transaction; a journey does."""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q

from .facts import PensionBankRow, PensionSwitch, StoppedPension
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


def stop_pension(*, person_id: int, on: date, bank: str | None = None) -> tuple[StoppedPension, ...]:
    """Stop the person's pension on a day, at one bank or everywhere (S11): a death, or an account that closes.

    Return the spans as they stood until then. One that began after the day becomes empty.
    """
    rows = PensionBank.objects.select_for_update().filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), person_id=person_id)
    found = list((rows.filter(bank=bank) if bank else rows).order_by("pk"))
    stood = tuple(StoppedPension(id=row.pk, bank=row.bank, ends_on=row.ends_on) for row in found)
    for row in found:
        row.ends_on = max(on, row.starts_on)
        row.save(update_fields=("ends_on",))
    return stood


def pay_again(
    *, stopped: Iterable[StoppedPension], stopped_on: date, on: date, our_bank: str, our_account: str
) -> tuple[StoppedPension, ...]:
    """Undo `stop_pension` where nothing else has happened since, without a gap: the months between are due (S11.1, S2.2).

    Return the spans that go on after `on`. `our_account`: the account open at our bank; a span on another one there stays stopped.
    """
    before, again = {one.id: one for one in stopped}, list[StoppedPension]()
    for row in PensionBank.objects.select_for_update().filter(pk__in=before).order_by("pk"):
        was, is_ours = before[row.pk], row.bank == our_bank
        if row.ends_on != max(stopped_on, row.starts_on) or (is_ours and row.account_number != our_account):
            continue
        row.ends_on = was.ends_on
        row.save(update_fields=("ends_on",))
        again += [was] if was.ends_on is None or was.ends_on > on else []
    return tuple(again)


def take_over_pension_banks(*, rows: Iterable[PensionBankRow]) -> int:
    """Take over pension banks as they stand, by COPY; return how many."""
    columns = "person_id, bank, account_number, pay_day, starts_on"
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"copy benefits_pension_bank ({columns}) from stdin") as copy:
        for row in rows:
            copy.write_row((row.person_id, row.bank, row.account_number, row.pay_day, row.starts_on))
            count += 1
    return count
