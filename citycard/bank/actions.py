"""The verbs of the bank. `pre_open` is an act of the bank's back office; activation is a part of a journey."""

from datetime import datetime
from typing import cast

from django.db import connection
from django.db.backends.utils import CursorWrapper

from citycard.audit import Actor, perform
from citycard.pins import PinEntry, set_bank_pin
from citycard.policy import integer_of, text_of
from citycard.shared.clock import in_china
from citycard.shared.exchange import FileHasTooManyLines, Incoming, LineProblem, bad_lines
from citycard.shared.numbers import bank_card
from citycard.shared.sql import load

from .facts import ActivatedSide, PreOpenReceipt
from .models import PreOpening
from .queries import OUR_BANK, side_of
from .rules import BankSideUnknown, BatchAlreadyPreOpened, check_activation
from .states import CARD_SIDE, CLOSED

RECEIVE = """copy bank_received (line, card_number, social_number, name, sex, nation, birth_date, phone, address,
    id_valid_until, bank) from stdin (format csv, quote E'\\x01')"""


def pre_open(*, by: Actor, key: str, at: datetime, file: Incoming) -> PreOpenReceipt:
    """Open an account and a card side for each line of the bureau's pre-opening file (预开户), in a few statements (S3, S1.5).

    A holder's open account is used again; a line whose name is another than that account's gets a reason instead. Refuses
    the whole file, changing nothing: BadLines and the other refusals of `file`, FileHasTooManyLines, BatchAlreadyPreOpened.
    """
    most = integer_of("cards.batch_limit", on=in_china(at).date())
    if file.head.count > most:
        raise FileHasTooManyLines(file=file.name, count=file.head.count, limit=most)
    batch_number = file.head.batch_number
    inputs = {"batch_number": batch_number, "count": file.head.count}
    with perform(act="bank.pre_open", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return PreOpenReceipt.from_json(act.replay)
        with connection.cursor() as cursor:
            cursor.execute("lock table bank_pre_opening in share row exclusive mode")  # one file at a time: holders are shared
            if PreOpening.objects.filter(batch_number=batch_number).exists():
                raise BatchAlreadyPreOpened(batch_number=batch_number)
            _receive(cursor, file)
            good_count = _open(cursor, batch_number=batch_number, line_count=file.head.count, at=at)
        act.note(batch_number=batch_number, good=good_count, sha256=file.sha256)
        return act.done(
            PreOpenReceipt(
                number=act.number("KH"),
                batch_number=batch_number,
                line_count=file.head.count,
                good_count=good_count,
                bad_count=file.head.count - good_count,
            )
        )


def _receive(cursor: CursorWrapper, file: Incoming) -> None:
    """Stream the lines into a temporary table; refuse the file if some are not what a bureau would write."""
    cursor.execute(_sql("receive_lines"))
    with cursor.copy(RECEIVE) as copy:
        for block in file.blocks():
            copy.write(block)
    cursor.execute("analyze bank_received")
    cursor.execute(_sql("bad_lines"), {"bank": OUR_BANK})
    bad = cast(list[tuple[int, str, str, int]], cursor.fetchall())
    if bad:
        problems = tuple(LineProblem(line + file.first_line - 1, field, reason) for line, field, reason, _ in bad)
        raise bad_lines(file.name, problems, count=bad[0][3])


def _open(cursor: CursorWrapper, *, batch_number: str, line_count: int, at: datetime) -> int:
    """Open what is to be opened; return the number of good lines."""
    day = in_china(at).date()
    bin_number = text_of("bank.bin", on=day)
    cursor.execute(_sql("judge_lines"))
    cursor.execute("analyze bank_judged")
    cursor.execute("select count(*) from bank_judged where reason is null")
    (good_count,) = cast(tuple[int], cursor.fetchone())
    opening = PreOpening.objects.create(batch_number=batch_number, line_count=line_count, good_count=good_count, opened_at=at)
    values = {
        "day": day,
        "prefix": text_of("bank.account_prefix", on=day),
        "bin": bin_number,
        "bin_sum": -int(bank_card.check_digit(bin_number.ljust(18, "0"))) % 10,
        "pre_opening_id": opening.pk,
    }
    for step in ("open_accounts", "open_card_sides", "refuse_lines"):
        cursor.execute(_sql(step), values)
    cursor.execute("drop table bank_received, bank_judged")
    return good_count


def activate_card_side(*, card_number: str, holder_number: str, pin: PinEntry, at: datetime) -> ActivatedSide:
    """Activate the financial function (激活金融功能) of a card and set its bank PIN, together or not at all (S5.1, S5.3).

    Part of a journey's transaction. Two tellers at once: the second is refused with the first's day. Refuses:
    BankSideUnknown, what `check_activation` refuses, PinForbidden.
    """
    with connection.cursor() as cursor:
        cursor.execute(_sql("lock_card_side"), {"card_number": card_number})
        row = cast(tuple[object, ...] | None, cursor.fetchone())
        if row is None:
            raise BankSideUnknown
        side = side_of(row)
        activated_on = in_china(side.activated_at).date() if side.activated_at else None
        check_activation(side, holder_number=holder_number, activated_on=activated_on)
        set_bank_pin(card_side_id=side.id, pin=pin, at=at)
        state = CARD_SIDE.after(state=side.state, event="activated")
        cursor.execute(_sql("activate_card_side"), {"id": side.id, "state": state, "at": at})
    return ActivatedSide(
        card_side_id=side.id,
        account_number=side.account_number,
        number_masked=side.number_masked,
        balance_fen=side.balance_fen,
    )


def report_card_lost(*, card_number: str, at: datetime) -> bool:
    """Block the bank function of a card that is lost (银行挂失, S7.1, S9); False when it was blocked or closed already.

    Part of a journey's transaction. Money still comes in; the card pays nothing until the report is taken back or a new card
    is activated. Refuses BankSideUnknown.
    """
    with connection.cursor() as cursor:
        cursor.execute(_sql("lock_card_side"), {"card_number": card_number})
        row = cast(tuple[object, ...] | None, cursor.fetchone())
        if row is None:
            raise BankSideUnknown
        side = side_of(row)
        if side.is_lost or side.state == CLOSED:
            return False
        cursor.execute(_sql("report_card_lost"), {"id": side.id, "at": at})
    return True


def take_back_card_loss(*, card_number: str) -> bool:
    """Let a card that was reported lost pay again (银行解挂, S8.2); False when no loss was reported. Refuses BankSideUnknown.

    A PIN that was locked before stays locked, a frozen account frozen.
    """
    with connection.cursor() as cursor:
        cursor.execute(_sql("lock_card_side"), {"card_number": card_number})
        row = cast(tuple[object, ...] | None, cursor.fetchone())
        if row is None:
            raise BankSideUnknown
        side = side_of(row)
        if not side.is_lost:
            return False
        cursor.execute(_sql("take_back_card_loss"), {"id": side.id})
    return True


def close_card_side(*, card_number: str, at: datetime) -> bool:
    """Close the bank function of one card for ever; the account stays open (S9, S11.2). False when it was closed already.

    An order that froze this card freezes the account from now on: what follows on it is frozen too. Part of a journey's
    transaction. Refuses BankSideUnknown.
    """
    with connection.cursor() as cursor:
        cursor.execute(_sql("lock_card_side"), {"card_number": card_number})
        row = cast(tuple[object, ...] | None, cursor.fetchone())
        if row is None:
            raise BankSideUnknown
        side = side_of(row)
        if not CARD_SIDE.may(state=side.state, event="closed"):
            return False
        state = CARD_SIDE.after(state=side.state, event="closed")
        cursor.execute(_sql("close_card_side"), {"id": side.id, "state": state, "at": at})
    return True


def _sql(name: str) -> str:
    return load("citycard.bank", f"{name}.sql")
