"""Who looked at a person's data, as the person reads it (谁看过我的资料, S12): one line a visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import connection

from citycard.shared.sql import load

from ..facts import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class LookLine:
    """One visit to a person's data: who, where, why, from when to when, how often, and what was opened."""

    last_id: int
    first_at: datetime
    last_at: datetime
    count: int
    channel: Channel
    operator_label: str
    office_id: int | None
    unit_id: int | None
    actor_person_id: int | None
    purpose: str
    what: tuple[str, ...]


def looks_at(person_id: int, *, limit: int, offset: int = 0, also: Sequence[str] = ()) -> tuple[LookLine, ...]:
    """Return who looked at the person's data, the newest first: looks of one person, place and purpose on a day are one visit.

    `also` are acts that count as looks, such as a log-in: they are visits of their own, and their name is what was opened.
    """
    asked = {"person_id": person_id, "limit": limit, "offset": offset, "acts": ["look_up", *also]}
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.audit", "looks.sql"), asked)
        rows = cast(list[tuple[object, ...]], cursor.fetchall())
    names = tuple(LookLine.__slots__)
    return tuple(_line(dict(zip(names, row, strict=True))) for row in rows)


def _line(values: dict[str, object]) -> LookLine:
    what = tuple(sorted(one for one in cast(list[str | None], values.pop("what")) if one))
    channel = Channel(str(values.pop("channel")))
    return LookLine(channel=channel, what=what, **values)  # pyright: ignore[reportArgumentType]  # columns in the fields' order
