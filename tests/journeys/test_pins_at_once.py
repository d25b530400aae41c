"""S6.2: counting is exact, with 64 clients at one card at once, each on a connection of its own."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import OperationalError, connection, transaction

from citycard import bank, cards, journeys
from citycard.audit.models import Act
from citycard.bank.models import CardSide
from citycard.cards.models import Card, SocialSide
from citycard.journeys import PinTryReceipt
from citycard.notices.models import Notice
from citycard.pins import PinEntry
from citycard.pins.models import SocialPin
from citycard.shared.refusal import Refusal
from tests.factories import NOW
from tests.journeys.pin_desks import RIGHT, WRONG, ZEROS, active_card, change_pin, reset_pin, try_pin

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 64
T = TypeVar("T")


def at_once(*calls: Callable[[], T]) -> list[T | Refusal]:
    """Let every call begin at the same moment, each in a thread with its own connection; return what each came to."""
    start = threading.Barrier(len(calls))

    def one(call: Callable[[], T]) -> T | Refusal:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return call()
        except Refusal as refusal:
            return refusal
        except OperationalError:
            start.abort()  # no connection for one of them: nobody waits for it
            raise
        finally:
            connection.close()

    connection.close()
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def tries(card: Card, pins: Sequence[str]) -> tuple[list[PinTryReceipt], list[Refusal]]:
    answers = at_once(
        *(lambda pin=pin, place=place: try_pin(card, pin, key=f"{card.pk}-{place}") for place, pin in enumerate(pins))
    )
    receipts = [one for one in answers if isinstance(one, PinTryReceipt)]
    return receipts, [one for one in answers if isinstance(one, Refusal)]


def test_s6_2_of_64_who_guess_at_one_card_six_are_answered_and_no_more() -> None:
    """S6.2: six wrong ones are counted, the sixth locks; the 58 others are told that it is locked, and nothing is counted for them."""
    card = active_card()
    receipts, refusals = tries(card, [WRONG] * CLIENTS)
    assert sorted(one.tries_left for one in receipts) == [0, 1, 2, 3, 4, 5]
    assert [one.is_locked for one in sorted(receipts, key=lambda one: -one.tries_left)] == [False] * 5 + [True]
    assert not any(one.is_right for one in receipts)
    assert len(refusals) == CLIENTS - 6 and {type(one) for one in refusals} == {journeys.SocialPinLocked}
    assert SocialPin.objects.get(card=card.pk).wrong_tries == 6 and SocialSide.objects.get(pk=card.pk).pin_locked
    assert Act.objects.filter(act="verify_social_pin", person_id=card.person_id).count() == 6
    assert Notice.objects.filter(person_id=card.person_id, template="social_pin_locked").count() == 1


def test_s6_2_guessers_never_get_a_seventh_look_even_when_one_of_them_is_right() -> None:
    """S6.2: whatever the order, at most five wrong ones stand before a right one, and after it the count begins again."""
    card = active_card()
    pins = [ZEROS if place % 16 == 0 else WRONG for place in range(CLIENTS)]
    receipts, refusals = tries(card, pins)
    rights = [one for one in receipts if one.is_right]
    runs = Counter(one.tries_left for one in receipts if not one.is_right)
    assert {one.tries_left for one in rights} <= {6} and runs[5] <= len(rights) + 1
    assert all(runs[left] >= runs[left - 1] for left in range(1, 6)), "a run of wrong ones skipped a number"
    assert runs[0] == bool(refusals) == SocialSide.objects.get(pk=card.pk).pin_locked
    assert len(receipts) + len(refusals) == CLIENTS and SocialPin.objects.get(card=card.pk).wrong_tries <= 6


def test_s6_2_guesses_at_two_cards_do_not_count_for_each_other() -> None:
    first, second = active_card(), active_card()
    calls = [
        lambda card=card, place=place: try_pin(card, WRONG, key=f"{card.pk}-{place}")
        for place in range(5)
        for card in (first, second)
    ]
    assert not any(isinstance(one, Refusal) for one in at_once(*calls))
    assert {SocialPin.objects.get(card=card.pk).wrong_tries for card in (first, second)} == {5}


def test_s6_2_tries_and_changes_count_together() -> None:
    """S6.2: a wrong present PIN in a change is a try like any other: of both kinds at once six are answered."""
    card = active_card()
    calls = [
        lambda place=place: (
            try_pin(card, WRONG, key=f"t{place}") if place % 2 else change_pin(card, WRONG, RIGHT, key=f"c{place}")
        )
        for place in range(24)
    ]
    answers = at_once(*calls)
    assert sum(not isinstance(one, Refusal) for one in answers) == 6
    assert SocialPin.objects.get(card=card.pk).wrong_tries == 6


def test_a3_one_request_sent_by_64_lines_is_one_try() -> None:
    """A3: the same key from everywhere: one is counted, all get the same number."""
    card = active_card()
    answers = at_once(*(lambda: try_pin(card, WRONG, key="one request") for _ in range(16)))
    assert len({one.number for one in answers if isinstance(one, PinTryReceipt)}) == 1 and len(answers) == 16
    assert SocialPin.objects.get(card=card.pk).wrong_tries == 1


def test_s6_1_a_reset_among_guessers_leaves_lock_and_count_in_agreement() -> None:
    """S6.1, S6.2: whichever comes first, the flag on the card and the count of the PIN say the same."""
    card = active_card()
    calls: list[Callable[[], object]] = [lambda place=place: try_pin(card, WRONG, key=f"t{place}") for place in range(20)]
    at_once(*calls, lambda: reset_pin(card, key="reset"))
    wrong = SocialPin.objects.get(card=card.pk).wrong_tries
    assert SocialSide.objects.get(pk=card.pk).pin_locked == (wrong >= 6)


def until_somebody_waits() -> None:
    """Return when another connection waits for a lock of ours; the database tells, no clock is slept on."""
    with connection.cursor() as cursor:
        for _ in range(20_000):
            cursor.execute(
                "select exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits for the card")


def test_s7_an_authorisation_that_begins_after_a_loss_is_refused() -> None:
    """S7: one that began before waits for the report's lock and sees it; none slips through behind its commit."""
    card = active_card()
    is_locked = threading.Event()
    waits = ThreadPoolExecutor(8)

    def one(place: int) -> object:
        try:
            is_locked.wait(timeout=60)
            return try_pin(card, key=f"t{place}")
        except Refusal as refusal:
            return type(refusal)
        finally:
            connection.close()

    answers = [waits.submit(one, place) for place in range(8)]
    with transaction.atomic():
        cards.lock_live_cards(card.person_id)
        SocialSide.objects.filter(pk=card.pk).update(loss="temporary", lost_at=NOW)
        is_locked.set()
        until_somebody_waits()
    assert {answer.result(timeout=60) for answer in answers} == {cards.CardReportedLost}
    waits.shutdown()


def test_s6_3_the_bank_pin_is_counted_exactly_too() -> None:
    """S6.3: of 64 tries in a day three are looked at; the card side shows the lock once."""
    card = active_card()
    side = CardSide.objects.get(card_number=card.card_number).pk

    def once() -> tuple[bool, int]:
        with transaction.atomic():
            tried = bank.try_pin(card_side_id=side, pin=PinEntry(WRONG), at=NOW)
        return tried.is_locked, tried.tries_left

    answers = at_once(*(once for _ in range(CLIENTS)))
    assert sorted(str(one) for one in answers if one != (True, 0)) == ["(False, 1)", "(False, 2)"]
    assert CardSide.objects.get(pk=side).is_pin_locked
