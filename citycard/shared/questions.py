"""Questions that go in one trip (一次问几件): what is asked of PostgreSQL together with how its rows are read.

A page asks several rooms about the same person. Asked one after the other, each question wakes PostgreSQL and then the server again,
which costs more than the answers (see docs/decisions/0073); the questions that wait for nothing else go together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar, overload

from citycard.shared.kept_query import fetch_all
from citycard.shared.one_trip import Ask

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """What is asked, in one statement or a few, and `told`, which makes the answer from the rows of each."""

    asks: tuple[Ask, ...]
    told: Callable[..., T]


def answer(question: Question[T]) -> T:
    """Ask one question."""
    return question.told(*fetch_all(question.asks))


@overload
def answers(a: Question[A], b: Question[B], /) -> tuple[A, B]: ...
@overload
def answers(a: Question[A], b: Question[B], c: Question[C], d: Question[D], /) -> tuple[A, B, C, D]: ...
@overload
def answers(
    a: Question[A], b: Question[B], c: Question[C], d: Question[D], e: Question[E], f: Question[F], /
) -> tuple[A, B, C, D, E, F]: ...
def answers(*questions: Question[Any]) -> tuple[Any, ...]:
    """Ask several questions in one trip; the answers come in their order."""
    rows = iter(fetch_all([ask for question in questions for ask in question.asks]))
    return tuple(question.told(*islice(rows, len(question.asks))) for question in questions)
