"""A unit with its clerk at the hall, and what they upload."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from PIL import Image

from citycard.people.models import Office, Unit
from citycard.shared import clock
from tests import factories
from tests.factories import NOW, PASSWORD

HEADINGS = ("姓名", "社会保障号码", "联系手机")


@pytest.fixture(autouse=True)
def stand_still() -> Iterator[None]:
    """It is the morning of 23 November 2026."""
    with clock.frozen(NOW):
        yield


@pytest.fixture
def unit(db: None) -> Unit:
    return factories.make_unit()


@pytest.fixture
def hall(db: None) -> Office:
    return factories.make_office(kind="card_hall")


@pytest.fixture
def clerk(unit: Unit, hall: Office) -> Client:
    return clerk_of(unit)


def clerk_of(unit: Unit, role: str = "employer_clerk") -> Client:
    """Return a browser in which a clerk of the unit is signed in."""
    operator = factories.make_operator(role=role, unit=unit)
    client = Client()
    assert client.login(username=operator.account.username, password=PASSWORD)
    return client


def number(row: int) -> str:
    return factories.citizen_number(born=date(1990, 3, 4), serial=row)


def sheet(*rows: tuple[str, ...], name: str = "名册.xlsx") -> SimpleUploadedFile:
    """Return an Excel roster with these rows below the headings."""
    book = Workbook()
    assert book.active is not None
    for row in (HEADINGS, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def people(count: int) -> list[tuple[str, ...]]:
    return [("陈一诺", number(row), f"1360000{row:04d}") for row in range(count)]


@pytest.fixture
def upload(clerk: Client, hall: Office) -> Callable[..., Any]:
    """Return a function that uploads a roster and follows to its page."""

    def send(*rows: tuple[str, ...], client: Client = clerk, key: str = "k1", **more: Any) -> Any:
        data = {"roster": sheet(*rows), "hall": str(hall.pk), "key": key} | more
        return client.post("/units/rosters/", data, follow=True)

    return send


def portrait(size: tuple[int, int] = (358, 441)) -> SimpleUploadedFile:
    """Return a plain picture in the shape of a portrait."""
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, "JPEG")
    return SimpleUploadedFile("a.jpg", out.getvalue(), content_type="image/jpeg")
