"""A2: no log line and no error page shows a citizen's number, a card's number or what was typed."""

import logging

import pytest
from django.db import IntegrityError, connection
from django.test import Client, override_settings
from django.urls import path

from citycard.site.reports import DiscreetFormatter

urlpatterns = [path("boom/", lambda request: 1 / 0)]


def _line(message: str, error: BaseException | None = None) -> str:
    told = (type(error), error, error.__traceback__) if error else None
    return DiscreetFormatter("{message}", style="{").format(logging.LogRecord("x", 40, "x", 1, message, (), told))


@pytest.mark.parametrize(
    "secret", ["210402199003074321", "21040219900307432X", "13912345628", "6200000012345674186", "A01234567", "A0123456X"]
)
def test_numbers_of_people_and_cards_are_not_logged(secret: str) -> None:
    assert _line(f"seen {secret} here") == "seen *** here"


def test_dates_and_sequence_numbers_are_logged() -> None:
    assert _line("2026-11-23 20:55:00 SQ20261123-000001 batch 17") == "2026-11-23 20:55:00 SQ20261123-000001 batch 17"


@pytest.mark.django_db
def test_the_detail_of_a_database_error_is_not_logged() -> None:
    name = "王芳"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE secret (word text PRIMARY KEY)")
        cursor.execute("INSERT INTO secret VALUES (%s)", [name])
        with pytest.raises(IntegrityError) as refused:
            cursor.execute("INSERT INTO secret VALUES (%s)", [name])
    assert name in str(refused.value)
    line = _line("failed", refused.value)
    assert name not in line
    assert "secret_pkey" in line


@override_settings(ROOT_URLCONF=__name__)
def test_an_error_report_shows_no_posted_field(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post("/boom/", {"pin": "135790"})
    assert answer.status_code == 500
    assert b"135790" not in answer.content
    assert "135790" not in caplog.text
