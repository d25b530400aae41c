"""What every test may ask for: a real PostgreSQL in a city schema, a clock that stands still, and no network."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime

import pytest
from django.test import TransactionTestCase

from citycard.shared import clock
from tests import database


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
