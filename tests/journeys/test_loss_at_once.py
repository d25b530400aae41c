"""Loss reports and what happens in the same instant (S7): two channels, take-back and replacement, authorisations under load."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count

import pytest
from django.db import connection

from citycard import bank, journeys
from citycard.audit import Channel
from citycard.bank.models import BankAccount
from citycard.cards import CardReportedLost
from citycard.cards.models import Card, SocialSide
from citycard.notices.models import Notice
from citycard.shared.refusal import Refusal
from tests.factories import NOW, system_actor
from tests.journeys.losses import active_card, mandate, report, take_back
from tests.journeys.pin_desks import try_pin

pytestmark = pytest.mark.django_db(transaction=True)
C = Channel
TERMINALS, BEFORE, AFTER = 12, 40, 10
WAITING = "select exists (select from pg_locks where not granted)"
_keys = count(1)


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Run the jobs from one starting shot, each in a thread of its own; a refusal is a result too."""
    start, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int, job: Callable[[], object]) -> None:
        start.wait(10)
        try:
            results[place] = job()
        except Refusal as refusal:
            results[place] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return results


def test_s7_two_channels_at_once_make_one_report_and_one_repeat() -> None:
    """S7: whoever is second changes nothing and says so; one message goes out."""
    card = active_card()
    receipts = at_once(*(partial(report, card, way) for way in (C.WEB_HALL, C.IVR, C.KIOSK, C.WECHAT)))
    assert sorted(one.already for one in receipts) == [False, True, True, True]
    assert Notice.objects.filter(person_id=card.person_id).count() == 1


def test_s7_bank_and_phone_at_once_end_with_both_functions_reported() -> None:
    """S7.1: in whatever order they come through, the stronger report stands."""
    for card in (active_card(), active_card(), active_card()):
        ways = (C.IVR, C.BANK_BRANCH, C.COMMUNITY)
        receipts = at_once(*(partial(report, card, way) for way in ways))
        assert SocialSide.objects.get(pk=card.pk).loss == "formal"
        assert receipts[1].bank_reported and not receipts[1].already


def test_s8_two_clerks_take_one_report_back_once() -> None:
    """S8: the second is told that nothing is reported any more."""
    card = active_card()
    report(card)
    results = at_once(lambda: take_back(card), lambda: take_back(card))
    assert sorted(str(one) if isinstance(one, str) else "done" for one in results) == ["done", "nothing_reported"]


def terminal(card: Card, *, authorised: threading.Semaphore, reported: threading.Event) -> str:
    """Authorise without pause until the card was refused ten times; say so if one succeeds that began after the report."""
    refused = 0
    while refused < AFTER:
        began_after = reported.is_set()
        try:
            try_pin(card, key=f"load-{next(_keys)}")
        except CardReportedLost:
            refused += 1
        else:
            authorised.release()
            if began_after:
                return "authorised after the report"
    return "refused"


def test_s7_an_authorisation_that_begins_after_the_report_is_refused() -> None:
    """S7: terminals authorise without pause; one that begins once the report is committed never succeeds, and none errs."""
    card, authorised, reported = active_card(), threading.Semaphore(0), threading.Event()

    def reporter() -> str:
        for _ in range(BEFORE):
            assert authorised.acquire(timeout=30)
        receipt = report(card, C.IVR)
        reported.set()
        return receipt.number

    busy = partial(terminal, card, authorised=authorised, reported=reported)
    number, *rest = at_once(reporter, *(busy for _ in range(TERMINALS)))
    assert str(number).startswith("GS") and rest == ["refused"] * TERMINALS


def is_over_or_waits(over: threading.Event) -> bool:
    """True once the other is through, or waits for a lock that somebody holds."""
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute(WAITING)
            if over.wait(0.02) or cursor.fetchone() == (True,):
                return True
    return False


@pytest.mark.parametrize("state", ["signed", "in_force"])
def test_s8_2_a_report_taken_back_while_the_night_runs_leaves_no_mandate_waiting(
    state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S7.1, S8.2, S16.5: the run has read that the card is lost, then the bank takes the report back: nothing waits for ever."""
    card = active_card()
    running = mandate(card, state)
    BankAccount.objects.filter(holder_number=card.person.social_number).update(number=running.account_number)
    report(card, C.BANK_BRANCH)
    has_read, over, seen = threading.Event(), threading.Event(), list[bool]()
    read = bank.accounts_reported_lost

    def read_and_wait() -> Sequence[str]:
        lost = read()
        has_read.set()
        seen.append(running.account_number in lost and is_over_or_waits(over))
        return lost

    def found() -> object:
        has_read.wait(10)
        try:
            return take_back(card, C.BANK_BRANCH)
        finally:
            over.set()

    monkeypatch.setattr(bank, "accounts_reported_lost", read_and_wait)
    at_once(partial(journeys.advance_mandates, by=system_actor(), at=NOW), found)
    running.refresh_from_db()
    assert seen == [True] and running.state == "in_force"
