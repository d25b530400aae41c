"""The verbs of mandates. They open no transaction; a journey does."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from django.db import IntegrityError, connection

from citycard.shared.constraints import translate
from citycard.shared.sql import load

from .facts import OUR_BANK, Advanced, EndedMandate, MandateRow, SignedMandate
from .models import Mandate
from .queries import effective_day, live_mandate
from .rules import check_sign, state_again
from .states import AGAIN, ENDED, IN_FORCE, MANDATE, SIGNED, SUSPENDED


def sign(
    *, person_id: int, category: str, account_number: str, is_account_active: bool, signed_on: date, bank: str = OUR_BANK
) -> SignedMandate:
    """Sign a mandate (签自动缴款授权书) at `bank`; those at other banks end when it takes effect (S2.3, S16.5).

    Refuses: MandateOnlyForIndividuals, MandateNeedsActiveAccount, MandateAlreadySigned.
    """
    live = live_mandate(person_id=person_id, bank=bank)
    check_sign(
        category=category,
        is_account_active=is_account_active,
        signed_on=live.signed_on if live else None,
        effective_on=live.effective_on if live else None,
    )
    starts = effective_day(signed_on)
    try:
        mandate = Mandate.objects.create(
            person_id=person_id,
            bank=bank,
            account_number=account_number,
            state=SIGNED,
            signed_on=signed_on,
            effective_on=starts,
        )
    except IntegrityError as error:
        raise translate(error, signed_on=signed_on, effective_on=starts) from error
    ended = _ended_elsewhere(person_id=person_id, bank=bank, effective_on=starts)
    return SignedMandate(mandate_id=mandate.pk, effective_on=starts, ended_banks=ended)


def advance(*, on: date) -> Advanced:
    """Let the states follow the dates, two statements for the whole city, each night (S16.5). A second run does nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_sql("take_effect"), {"day": on})
        begun = tuple(key for (key,) in cast(list[tuple[int]], cursor.fetchall()))
        cursor.execute(_sql("end_due"), {"day": on})
        return Advanced(begun=begun, ended=cursor.rowcount)


def suspend(*, person_id: int) -> int:
    """Suspend the person's mandate in force at our bank while the card is reported lost (暂停代扣, S7.1); return how many.

    One that is signed and has yet to begin is locked with it: `suspend_begun` sees the report when its day comes.
    """
    return _move(person_id, IN_FORCE, "suspend")


def suspend_begun(*, mandate_ids: Iterable[int], account_numbers: Iterable[str]) -> int:
    """Suspend those of the mandates begun just now whose accounts' cards are reported lost; return how many (S7.1, S16.5).

    Only what `advance` began and so holds locked: of any other the report may have been taken back since it was read.
    """
    rows = Mandate.objects.filter(pk__in=list(mandate_ids), bank=OUR_BANK, account_number__in=list(account_numbers))
    return rows.update(state=MANDATE.after(state=IN_FORCE, event="suspend"))


def resume(*, person_id: int) -> int:
    """Let a suspended mandate be in force again: the report is taken back, or a new card is active (S8.2, S9); return how many.

    One that the night is just beginning is waited for: it may have been suspended there.
    """
    return _move(person_id, SUSPENDED, "resume")


def _move(person_id: int, source: str, event: str) -> int:
    """Lock the person's mandates at our bank that live, whatever their state; only then look which of them move."""
    rows = Mandate.objects.filter(person_id=person_id, bank=OUR_BANK, state__in=(SIGNED, IN_FORCE, SUSPENDED))
    locked = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    moving = Mandate.objects.filter(pk__in=locked, state=source)
    return moving.update(state=MANDATE.after(state=source, event=event)) if locked else 0


def end_all(*, person_id: int, on: date, reason: str, bank: str | None = None) -> tuple[EndedMandate, ...]:
    """End the person's mandates on a day, at one bank or everywhere (S11): a death, or an account that closes.

    Return them as they stood. What is to end before that day by itself stays so; a day of the past ends at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_sql("end_of_person"), {"person_id": person_id, "bank": bank, "day": on, "reason": reason})
        rows = cast(list[tuple[int, str, str, date | None, str]], cursor.fetchall())
    names = ("id", "bank", "state", "ends_on", "end_reason")
    return tuple(EndedMandate(**dict(zip(names, row, strict=True))) for row in sorted(rows))  # pyright: ignore[reportArgumentType]


def take_up_again(
    *, ended: Iterable[EndedMandate], ended_on: date, reason: str, on: date, our_account: str, is_reported_lost: bool
) -> tuple[EndedMandate, ...]:
    """Undo `end_all` where nothing else has happened since; return what still counts after `on`, as it stood before (S11.1).

    `our_account`: the account open at our bank, empty without one: a mandate on another account there stays ended.
    `is_reported_lost`: a card on it is reported lost, so the mandate waits (S7.1).
    """
    before, again = {one.id: one for one in ended}, list[EndedMandate]()
    rows = Mandate.objects.select_for_update().filter(pk__in=before, ends_on=ended_on, end_reason=reason)
    for row in rows.order_by("pk"):
        was = before[row.pk]
        if row.bank == OUR_BANK and row.account_number != our_account:
            continue
        is_waiting = row.bank == OUR_BANK and is_reported_lost
        state = state_again(was, effective_on=row.effective_on, on=on, is_reported_lost=is_waiting)
        row.state = state if state == row.state else MANDATE.after(state=row.state, event=AGAIN[state])
        row.ends_on, row.end_reason = was.ends_on, was.end_reason
        row.save(update_fields=("state", "ends_on", "end_reason"))
        again += [was] if state != ENDED else []
    return tuple(again)


def take_over_mandates(*, rows: Iterable[MandateRow]) -> int:
    """Take over other banks' mandates in force, by COPY; return how many."""
    columns = "person_id, bank, account_number, state, signed_on, effective_on, end_reason"
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"copy mandates_mandate ({columns}) from stdin") as copy:
        for row in rows:
            copy.write_row((row.person_id, row.bank, row.account_number, "in_force", row.signed_on, row.effective_on, ""))
            count += 1
    return count


def _ended_elsewhere(*, person_id: int, bank: str, effective_on: date) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_sql("end_others"), {"person_id": person_id, "bank": bank, "effective_on": effective_on})
        return tuple(sorted(name for (name,) in cast(list[tuple[str]], cursor.fetchall())))


def _sql(name: str) -> str:
    return load("citycard.mandates", f"{name}.sql")
