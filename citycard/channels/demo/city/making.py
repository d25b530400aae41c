"""Put the sample city into an empty database: places, operators, the cast and as many further people as wanted."""

import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import chain
from random import Random
from time import monotonic

from django.db import connection
from PIL import Image, ImageDraw

from citycard import audit, policy
from citycard.mandates import effective_day
from citycard.shared.clock import in_china

from . import stages
from .calendar import Days
from .cast import CAST
from .load import copy_lines, guards_lifted, load_people
from .named import residents
from .operators import load_operators
from .places import Places, places
from .residents import Resident, Town
from .tables import Setting
from .words import pickup_words

MOST_PEOPLE = 2_000_000
DEFAULT_PEOPLE = 2_000
DEFAULT_SEED = 20160501
OFFICE_COLUMNS = "id, code, kind, name, division, address, hours, phone, is_open"
UNIT_COLUMNS = "id, credit_code, kind, name, division, address, contact_name, contact_phone"


class CityNotEmpty(Exception):
    """There are people in this database already: the sample city is put into an empty one only."""


@dataclass(frozen=True, kw_only=True)
class SeedReceipt(audit.Receipt):
    """What was made, in rows, and how long it took."""

    people: int
    operators: int
    offices: int
    units: int
    cards: int
    seconds: int
    milliseconds: int

    def __str__(self) -> str:
        took = self.seconds + self.milliseconds / 1000
        return (
            f"{self.people:,} people, {self.cards:,} cards, {self.offices} offices, {self.units:,} employers and schools, "
            f"{self.operators:,} operators in {took:.1f} s ({int(self.people / max(took, 0.001)):,} people/s)"
        )


def is_empty() -> bool:
    """Tell whether nobody lives here yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT FROM people_person) AND NOT EXISTS (SELECT FROM people_office)")
        return bool(cursor.fetchone()[0])


def seed(*, at: datetime, people: int = DEFAULT_PEOPLE, seed_number: int = DEFAULT_SEED) -> SeedReceipt:
    """Make the city, once, in one act: the same rows for the same `at`, `people` and `seed_number`.

    `people` counts the invented crowd besides the cast; at most MOST_PEOPLE. Raises CityNotEmpty, ValueError.
    """
    if not 0 <= people <= MOST_PEOPLE:
        raise ValueError(f"between 0 and {MOST_PEOPLE:,} people")
    started = monotonic()
    by = audit.Actor(channel=audit.Channel.SYSTEM, account_id=None, label="citycard seed")
    with audit.perform(act="demo.seed_city", by=by, at=at) as act:
        if not is_empty():
            raise CityNotEmpty("this database has people in it already")
        receipt = _fill(at=at, people=people, rng=Random(seed_number))  # noqa: S311 repeatable, not secret
        took = monotonic() - started
        receipt = replace(receipt, seconds=int(took), milliseconds=int(took % 1 * 1000))
        act.note(residents=receipt.people, cards=receipt.cards, seed=seed_number)
        act.done(receipt)
    _analyze()
    return receipt


def _fill(*, at: datetime, people: int, rng: Random) -> SeedReceipt:
    town_places = places(people)
    _load_places(town_places)
    operators = load_operators(rng=rng, places=town_places)
    setting = _setting(at)
    everybody = chain(residents(CAST, town_places), _crowd(rng=rng, town_places=town_places, at=at, people=people))
    with guards_lifted():
        counters = load_people(everybody, setting=setting, at=at)
    return SeedReceipt(
        people=people + len(CAST),
        operators=operators,
        offices=len(town_places.offices),
        units=len(town_places.units),
        cards=counters.card,
        seconds=0,
        milliseconds=0,
    )


def _crowd(*, rng: Random, town_places: Places, at: datetime, people: int) -> Iterator[Resident]:
    town = Town(rng=rng, places=town_places, today=in_china(at).date(), first_id=len(CAST) + 1)
    hall, branches = town_places.of_kind("card_hall")[0], town_places.of_kind("bank_branch")
    for resident in town.people(people):
        stages.draw(rng, resident, hall=hall, branches=branches)
        yield resident


def _setting(at: datetime) -> Setting:
    on = in_china(at).date()
    days = Days(
        at,
        old_card_months=policy.integer_of("cards.old_medical_months", on=on),
        card_years=policy.integer_of("cards.validity_years", on=on),
    )
    city = policy.city()
    return Setting(
        days=days,
        bank=city.bank_code,
        factory=city.factory_code,
        photo_id=_sample_photo(),
        pay_day=policy.integer_of("benefits.pension_pay_day", on=on),
        mandate_from=lambda ago: effective_day(days.before(ago)).isoformat(),
        words=pickup_words(on),
    )


def _load_places(town_places: Places) -> None:
    """Their fields stand in the order of the columns."""
    for table, columns, rows in (
        ("people_office", OFFICE_COLUMNS, town_places.offices),
        ("people_unit", UNIT_COLUMNS, town_places.units),
    ):
        copy_lines(table, columns, ["\t".join(str(value) for value in astuple(row)) + "\n" for row in rows])


def _sample_photo() -> int:
    """Keep the one portrait that all sample applications share: a grey outline on white, nobody's face."""
    picture = Image.new("RGB", (358, 441), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((109, 70, 249, 250), fill="#b8c4c1")
    draw.ellipse((39, 280, 319, 640), fill="#b8c4c1")
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=85)
    photo = content.getvalue()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cards_photo (sha256, content, width, height) VALUES (%s, %s, 358, 441) RETURNING id",
            (sha256(photo).digest(), photo),
        )
        return int(cursor.fetchone()[0])


def _analyze() -> None:
    """Tell PostgreSQL what it holds now, so that the first page is as fast as the thousandth."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
