"""Put the sample city into an empty database: places, operators, the cast and as many further people as wanted."""

import io
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from hashlib import sha256
from random import Random
from time import monotonic

from django.db import connection
from PIL import Image, ImageDraw

from citycard import audit, policy
from citycard.mandates import effective_day
from citycard.shared.clock import in_china

from . import replaced, stages
from .calendar import Days
from .cast import CAST
from .lived import Story
from .load import copy_lines, guards_lifted, indexes_made_afterwards, load_people
from .named import residents
from .operators import load_operators
from .places import Places, places
from .residents import Resident, Town
from .tables import Setting
from .words import pickup_words

MOST_PEOPLE = 2_000_000
DEFAULT_PEOPLE = 2_000
LARGE = 50_000
DEFAULT_SEED = 20160501
KEEP_PHOTO = """
INSERT INTO cards_photo (sha256, content, width, height) VALUES (%s, %s, 358, 441)
ON CONFLICT (sha256) DO UPDATE SET width = excluded.width RETURNING id
"""
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
    milliseconds: int

    def __str__(self) -> str:
        took = self.milliseconds / 1000
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
    """Make the city, once: found it, live the cast's story through the real verbs, load the crowd by COPY.

    The same rows come for the same `at`, `people` and `seed_number`.

    `people` counts the invented crowd besides the cast; at most MOST_PEOPLE. Raises CityNotEmpty, ValueError.
    """
    if not 0 <= people <= MOST_PEOPLE:
        raise ValueError(f"between 0 and {MOST_PEOPLE:,} people")
    started = monotonic()
    if not is_empty():
        raise CityNotEmpty("this database has people in it already")
    rng, town = Random(seed_number), places(people)  # noqa: S311 repeatable, not secret
    photo = sample_photo()
    made = _found(at=at, rng=rng, town=town, photo=photo)
    Story(at=in_china(at), cast=CAST, places=town, photo=photo).live()
    cards = sum(bool(stages.BY_NAME[named.stage].card) + (named.befell == replaced.IN_HOSPITAL) for named in CAST)
    if people:
        cards += _load_crowd(at=at, rng=rng, town=town, photo=photo, people=people, seed_number=seed_number)
    audit.seal_new_acts(at=at)
    _analyze()
    took = int((monotonic() - started) * 1000)
    return replace(made, people=people + len(CAST), cards=cards, milliseconds=took)


def _found(*, at: datetime, rng: Random, town: Places, photo: bytes) -> SeedReceipt:
    """Found the city: its places, its operators, and the cast as people who have not applied yet."""
    with audit.perform(act="demo.found_city", by=_maker(), at=at) as act:
        for table, columns, rows in (
            ("people_office", OFFICE_COLUMNS, town.offices),
            ("people_unit", UNIT_COLUMNS, town.units),
        ):
            copy_lines(table, columns, ["\t".join(str(value) for value in astuple(row)) + "\n" for row in rows])
        operators = load_operators(rng=rng, places=town)
        with guards_lifted():
            load_people(residents(CAST, town), setting=_setting(at, photo), at=at, name="cast")
        offices, units = len(town.offices), len(town.units)
        act.note(offices=offices, units=units, operators=operators)
        return act.done(SeedReceipt(people=len(CAST), operators=operators, offices=offices, units=units, cards=0, milliseconds=0))


def _load_crowd(*, at: datetime, rng: Random, town: Places, photo: bytes, people: int, seed_number: int) -> int:
    """Load the crowd by COPY, in one act and one transaction; return how many cards it has."""
    with audit.perform(act="demo.load_crowd", by=_maker(), at=at) as act:
        indexes = indexes_made_afterwards() if people >= LARGE else nullcontext()
        with guards_lifted(), indexes:
            crowd = _crowd(rng=rng, town_places=town, at=at, people=people)
            cards = load_people(crowd, setting=_setting(at, photo), at=at, name="crowd")
        act.note(residents=people, cards=cards, seed=seed_number)
        act.done(SeedReceipt(people=people, operators=0, offices=0, units=0, cards=cards, milliseconds=0))
        return cards


def _maker() -> audit.Actor:
    return audit.Actor(channel=audit.Channel.SYSTEM, account_id=None, label="citycard seed")


def _crowd(*, rng: Random, town_places: Places, at: datetime, people: int) -> Iterator[Resident]:
    town = Town(rng=rng, places=town_places, today=in_china(at).date(), first_id=len(CAST) + 1)
    hall, branches = town_places.of_kind("card_hall")[0], town_places.of_kind("bank_branch")
    for resident in town.people(people):
        stages.draw(rng, resident, hall=hall, branches=branches)
        yield resident


def _setting(at: datetime, photo: bytes) -> Setting:
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
        photo_id=_kept(photo),
        account_prefix=policy.text_of("bank.account_prefix", on=on),
        pay_day=policy.integer_of("benefits.pension_pay_day", on=on),
        mandate_from=lambda ago: effective_day(days.before(ago)).isoformat(),
        words=pickup_words(on),
    )


def sample_photo() -> bytes:
    """Return the one portrait that all sample applications share: a grey outline on white, nobody's face."""
    picture = Image.new("RGB", (358, 441), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((109, 70, 249, 250), fill="#b8c4c1")
    draw.ellipse((39, 280, 319, 640), fill="#b8c4c1")
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=85)
    return content.getvalue()


def _kept(photo: bytes) -> int:
    """Keep the photo, once, and return its id."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_PHOTO, (sha256(photo).digest(), photo))
        return int(cursor.fetchone()[0])


def _analyze() -> None:
    """Tell PostgreSQL what it holds now, so that the first page is as fast as the thousandth."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
