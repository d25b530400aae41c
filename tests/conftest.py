"""What every test may ask for: a real PostgreSQL in a city schema, a clock that stands still, and no network."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from citycard.shared import clock
from tests import database

# Whether a test passes hangs on no machine's speed: Hypothesis judges what it finds, not how long it took.
settings.register_profile("city", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("city")

# The longest files, longest first: one that began last would run alone at the end, while the other worker waits.
LONGEST = (
    "e2e/test_desk.py",
    "e2e/test_web_hall.py",
    "e2e/test_units.py",
    "journeys/test_any_life.py",
    "e2e/test_loss.py",
    "channels/api/test_any_input.py",
    "e2e/test_ending.py",
    "e2e/test_style.py",
    "e2e/test_card_in_use.py",
    "e2e/test_pins.py",
    "e2e/test_city_story.py",
    "e2e/test_kiosk.py",
    "channels/test_no_pin_anywhere.py",
    "journeys/test_pins_at_once.py",
    "ledger/test_properties.py",
    "files/test_exchange.py",
    "channels/desk/test_any_input.py",
    "channels/api/test_stories.py",
    "channels/desk/test_ending.py",
    "site/test_embedded.py",
    "site/test_city_made.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; the others keep their order."""
    place = {Path(__file__).parent / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: object) -> Iterator[None]:
    """Give this worker a database of its own; what a test commits is washed out behind it."""
    server = database.start_server()
    name = f"test_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        database.renew(server, name)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: database.wash(server, name))
        yield
        database.drop(server, name)


@pytest.fixture
def clock_at() -> Iterator[Callable[[datetime], datetime]]:
    """Return a function that stops the house's clock at a moment; asked again, it moves it there."""
    with ExitStack() as stack:

        def stand_still(at: datetime) -> datetime:
            frozen: AbstractContextManager[object] = clock.frozen(at)
            stack.enter_context(frozen)
            return at

        yield stand_still
