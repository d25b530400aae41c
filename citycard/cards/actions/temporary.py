"""Temporary cards (临时卡, S10): a hall takes them into its books by number range, lends one, takes it back or settles its cost.

`stock_temporary_cards` is an act; the others are parts of journeys and open no transaction of their own.
"""

import re
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from citycard.audit import Actor, perform
from citycard.policy import integer_of
from citycard.shared.clock import in_china
from citycard.shared.sql import load

from ..later_facts import TemporaryCardFacts
from ..models import TemporaryCard
from ..queries.ending import OUT
from ..queries.temporary import temporary_facts
from ..receipts import TemporaryStockReceipt
from ..rules import temporary_range
from ..states import TEMPORARY_CARD
from ..temporary_refusals import (
    HospitalMissing,
    NoTemporaryCard,
    NoTemporaryFeeDue,
    TemporaryCardNotInStock,
    TemporaryCardOfOtherHall,
    TemporaryCardUnknown,
    TemporaryNumberTaken,
)

LONGEST_HOSPITAL = 60
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def stock_temporary_cards(*, by: Actor, key: str, at: datetime, office_id: int, first: str, last: str) -> TemporaryStockReceipt:
    """Take a range of temporary cards into a hall's books (临时卡入库, S10.1): all of them or none.

    Refuses: TemporaryRangeWrong, TemporaryRangeTooLarge, TemporaryNumberTaken.
    """
    limit = integer_of("cards.temporary_stock_limit", on=in_china(at).date())
    numbers = temporary_range(first=first, last=last, limit=limit)
    inputs = {"office_id": office_id, "first": numbers[0], "last": numbers[-1]}
    with perform(act="stock_temporary_cards", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return TemporaryStockReceipt.from_json(act.replay)
        with connection.cursor() as cursor:
            cursor.execute(load("citycard.cards", "stock_temporary.sql"), {"numbers": list(numbers), "office_id": office_id})
            taken = {number for (number,) in cursor.fetchall()}
        if len(taken) != len(numbers):
            raise TemporaryNumberTaken(number=next(number for number in numbers if number not in taken))
        act.note(first=numbers[0], last=numbers[-1], cards=len(numbers))
        return act.done(
            TemporaryStockReceipt(
                number=act.number("LS"), office_id=office_id, first=numbers[0], last=numbers[-1], card_count=len(numbers)
            )
        )


def lend_temporary_card(
    *,
    number: str,
    office_id: int,
    person_id: int,
    application_id: int | None,
    hospital: str,
    valid_until: date | None,
    at: datetime,
) -> TemporaryCardFacts:
    """Give a card of this hall's stock to a person in hospital (S10.1); `application_id` is the replacement it bridges.

    Refuses: HospitalMissing, TemporaryCardUnknown, TemporaryCardOfOtherHall, TemporaryCardNotInStock, TemporaryCardIssued.
    """
    named = hospital.strip()
    if not named or len(named) > LONGEST_HOSPITAL or _CONTROL.search(named):
        raise HospitalMissing
    row = _locked().filter(number=number.strip().upper()).first()
    if row is None:
        raise TemporaryCardUnknown
    if row.office_id != office_id:
        raise TemporaryCardOfOtherHall(office=row.office.name)
    if row.state != "in_stock":
        raise TemporaryCardNotInStock(state_label=TEMPORARY_CARD.label(row.state))
    row.state = TEMPORARY_CARD.after(state=row.state, event="issue")
    row.person_id, row.application_id, row.hospital = person_id, application_id, named
    row.issued_at, row.valid_until = at, valid_until
    row.save(update_fields=("state", "person", "application", "hospital", "issued_at", "valid_until"))
    return temporary_facts(row)


def hand_back_temporary_card(*, person_id: int, office_id: int | None) -> TemporaryCardFacts:
    """Take the person's temporary card back: cleaned, it lies in this hall's stock again (S10.3). Refuses NoTemporaryCard."""
    row = _out(person_id)
    if row is None or row.state != "issued":
        raise NoTemporaryCard
    held = temporary_facts(row)
    row.state = TEMPORARY_CARD.after(state=row.state, event="hand_back")
    row.person = row.application = row.issued_at = row.valid_until = None
    row.hospital = ""
    row.office_id = office_id or row.office_id
    row.save(update_fields=("state", "person", "application", "hospital", "issued_at", "valid_until", "office"))
    return held


def lose_temporary_card(*, person_id: int, fee_fen: int | None) -> TemporaryCardFacts:
    """Write the person's temporary card off as lost or damaged; its cost in fen, if the policy names one, is due (S10.4).

    Refuses NoTemporaryCard.
    """
    row = _out(person_id)
    if row is None or row.state != "issued":
        raise NoTemporaryCard
    row.state, row.fee_fen = TEMPORARY_CARD.after(state=row.state, event="report_lost"), fee_fen
    row.save(update_fields=("state", "fee_fen"))
    return temporary_facts(row)


def settle_temporary_card(*, person_id: int, fee_fen: int) -> TemporaryCardFacts:
    """The cost of the lost temporary card has been paid: that settles its return (S10.3, S10.4). Refuses NoTemporaryFeeDue."""
    row = _out(person_id)
    if row is None or row.state != "fee_due":
        raise NoTemporaryFeeDue
    row.state, row.fee_fen = TEMPORARY_CARD.after(state=row.state, event="settle"), fee_fen
    row.save(update_fields=("state", "fee_fen"))
    return temporary_facts(row)


def _out(person_id: int) -> TemporaryCard | None:
    return _locked().filter(person_id=person_id, state__in=OUT).first()


def _locked() -> QuerySet[TemporaryCard]:
    return TemporaryCard.objects.select_for_update(of=("self",)).select_related("office")
