"""The same key from two terminals at the same moment (A3), on two real connections."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from citycard.audit import KeyReusedWithOtherInput, perform
from citycard.audit.models import Act, Idempotency
from citycard.shared.refusal import Refusal
from tests.audit.makers import AT, CLERK, Done


class Thought(Refusal):
    """A test's refusal inside an act."""

    rule = "A4"


def waiting_for_us() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))")
        return cursor.fetchone()[0]


def until_one_waits() -> None:
    """Return when the other connection waits for our key; the database tells, no clock is slept on."""
    for _ in range(20_000):
        if waiting_for_us() == 1:
            return
    raise AssertionError("nobody waits for the key")


def second(name: str) -> Done | type[Refusal]:
    try:
        with perform(act="x.y", by=CLERK, key="same", at=AT, inputs={"name": name}) as act:
            if act.replay is not None:
                return Done.from_json(act.replay)
            return act.done(Done(name="second did it"))
    except Refusal as refusal:
        return type(refusal)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_the_second_waits_and_gets_the_first_receipt() -> None:
    """A3: a double click has one effect; both clicks get the same answer."""
    with ThreadPoolExecutor(1) as pool:
        with perform(act="x.y", by=CLERK, key="same", at=AT, inputs={"name": "甲"}) as act:
            other = pool.submit(second, "甲")
            until_one_waits()
            act.done(Done(name="first did it"))
        answer = other.result(timeout=20)
    assert answer == Done(name="first did it", replayed=True)
    assert Act.objects.count() == Idempotency.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_second_with_other_input_is_refused() -> None:
    """A3."""
    with ThreadPoolExecutor(1) as pool:
        with perform(act="x.y", by=CLERK, key="same", at=AT, inputs={"name": "甲"}) as act:
            other = pool.submit(second, "乙")
            until_one_waits()
            act.done(Done(name="first did it"))
        assert other.result(timeout=20) is KeyReusedWithOtherInput
    assert Act.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_second_does_it_when_the_first_is_refused() -> None:
    """A3, A4: a refused act leaves its key free, also for who is already waiting."""
    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(Thought), perform(act="x.y", by=CLERK, key="same", at=AT, inputs={"name": "甲"}):
            other = pool.submit(second, "甲")
            until_one_waits()
            raise Thought
        assert other.result(timeout=20) == Done(name="second did it")
    assert Act.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_have_one_effect() -> None:
    """A3: eight terminals, one key, one act."""
    start = threading.Barrier(8)

    def click(_: int) -> Done | type[Refusal]:
        start.wait(timeout=20)
        return second("甲")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(click, range(8)))
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 7
    assert Act.objects.count() == 1
