"""The questions one may ask the bank."""

import json
from collections.abc import Iterator, Sequence
from typing import cast

from django.db import connection

from citycard.shared.clock import in_china
from citycard.shared.exchange import Head
from citycard.shared.kept_query import fetch
from citycard.shared.one_trip import Ask, Rows
from citycard.shared.questions import Question, answer
from citycard.shared.sql import load

from .facts import AccountFacts, BankSideFacts, Holding, PreOpenReturn
from .models import CardSide, PreOpening
from .rules import BAD, GOOD, LINE_REASONS, PreOpeningUnknown
from .states import ACTIVE, CLOSED

OUR_BANK = "fushun"
SIDE = (
    "id", "card_number", "bank_card_number", "account_id", "account_number", "holder_number", "holder_name",
    "state", "is_lost", "is_frozen", "activated_at", "balance_fen",
    "is_pin_locked", "lost_at", "is_held",
)  # fmt: skip
BLOCK = 64 * 1024


def holding_of(holder_number: str) -> Holding:
    """Return the holder's open account and the cards on it, in one statement; empty without an account."""
    return answer(holding_asked(holder_number))


def holding_asked(holder_number: str) -> Question[Holding]:
    """The same as a question that goes with others."""
    return Question((Ask(load("citycard.bank", "holding.sql"), {"holder_number": holder_number}),), _holding_told)


def _holding_told(rows: Rows) -> Holding:
    if not rows:
        return Holding(account=None, sides=())
    row = dict(zip(SIDE, rows[0], strict=True))
    account = AccountFacts(
        id=row["account_id"],
        number=row["account_number"],
        holder_name=row["holder_name"],
        balance_fen=row["balance_fen"],
        is_held=row["is_held"],
    )
    return Holding(account=account, sides=tuple(side_of(one) for one in rows if one[0] is not None))


def card_side(card_number: str) -> BankSideFacts | None:
    """Return the bank function of the card with this social security card number, or None."""
    rows = fetch(load("citycard.bank", "card_side.sql"), {"card_number": card_number})
    return side_of(rows[0]) if rows else None


def card_sides(card_numbers: Sequence[str]) -> tuple[BankSideFacts, ...]:
    """Return the bank functions of these cards, in the cards' order; a card the bank has opened nothing for is left out."""
    if not card_numbers:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.bank", "card_sides.sql"), {"card_numbers": list(card_numbers)})
        return tuple(side_of(row) for row in cast(list[tuple[object, ...]], cursor.fetchall()))


def accounts_reported_lost() -> tuple[str, ...]:
    """Return the accounts whose card is reported lost: nothing is debited from them by mandate meanwhile (S7.1, S16)."""
    rows = CardSide.objects.filter(is_lost=True).exclude(state=CLOSED).order_by("lost_at")
    return tuple(rows.values_list("account__number", flat=True))


def open_cards(card_numbers: Sequence[str]) -> frozenset[str]:
    """Return those of the cards whose bank function is active and neither reported lost nor held: they still pay (S7.2)."""
    rows = CardSide.objects.filter(card_number__in=card_numbers, state=ACTIVE, is_lost=False, account__held_since__isnull=True)
    return frozenset(rows.values_list("card_number", flat=True))


def pre_openings(*, start: int = 0, limit: int = 50) -> tuple[str, ...]:
    """Return the batch numbers that the bank has worked off, the newest first, from the `start`-th on."""
    rows = PreOpening.objects.order_by("-opened_at", "-pk").values_list("batch_number", flat=True)
    return tuple(rows[start : start + limit])


def pre_opening_count() -> int:
    """Return how many batches the bank has worked off."""
    return PreOpening.objects.count()


def pre_open_return(batch_number: str) -> PreOpenReturn:
    """Return the bank's return file of a batch (预开户回盘), always the same. Refuses PreOpeningUnknown."""
    opening = PreOpening.objects.filter(batch_number=batch_number).first()
    if opening is None:
        raise PreOpeningUnknown(batch_number=batch_number)
    head = Head(
        batch_number=batch_number,
        count=opening.line_count,
        made_on=in_china(opening.opened_at).date(),
        good=opening.good_count,
        bad=opening.line_count - opening.good_count,
    )
    return PreOpenReturn(head=head, blocks=_return_blocks(opening.pk))


def _return_blocks(pre_opening_id: int) -> Iterator[str]:
    values = {"pre_opening_id": pre_opening_id, "good": GOOD, "bad": BAD, "reasons": json.dumps(LINE_REASONS)}
    held = bytearray()
    with connection.cursor() as cursor, cursor.copy(load("citycard.bank", "return_lines.sql"), values) as copy:
        for row in copy:
            held += row
            if len(held) >= BLOCK:
                yield held.decode()
                held.clear()
    if held:
        yield held.decode()


def side_of(row: tuple[object, ...]) -> BankSideFacts:
    """The facts of a row of card_side.sql or lock_card_side.sql."""
    return BankSideFacts(**dict(zip(SIDE, row, strict=True)))  # pyright: ignore[reportArgumentType]  # columns in SIDE's order
