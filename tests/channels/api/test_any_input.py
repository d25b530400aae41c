"""Whatever is sent, the interface answers as its document says, and never with a fault of ours (A4): schemathesis."""

from contextlib import suppress
from datetime import date
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from citycard.staff.models import Posting
from tests.channels.api.calls import PLACES, UNITS, Program, program
from tests.factories import make_application, make_card, make_office, make_person, make_unit

EXAMPLES = 3
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example]


@cache
def operations() -> list[Any]:
    """Everything the document offers, read once."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", WSGIHandler())
    return [result.ok() for result in schema.get_all_operations()]


def everywhere() -> Program:
    """A program of an operator with every role, so that no call stops at the door; the city has something in it."""
    caller = program("community_clerk")
    for role in (*PLACES, *UNITS):
        place = {"unit": make_unit(kind=UNITS[role])} if role in UNITS else {"office": make_office(kind=PLACES[role])}
        Posting.objects.create(operator=caller.operator, role=role, starts_on=date(2026, 1, 1), **place)
    make_application(person=make_person(community=caller.office))
    make_card(state="awaiting_pickup", person=make_person(community=caller.office))
    return caller


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.filterwarnings("ignore")  # schemathesis and its parts warn about themselves
def test_every_operation_answers_as_its_document_says(mode: GenerationMode) -> None:
    """A4: no 5xx, no undocumented status, kind or shape, for values of the document and for others."""
    caller = everywhere()
    seen = {operation.label: _answers(operation, mode, caller) for operation in operations()}
    assert len(seen) > 80
    assert [label for label, answers in seen.items() if 405 in answers] == []


def _answers(operation: Any, mode: GenerationMode, caller: Program) -> set[int]:
    """Call an operation with a few generated values; return the statuses that came back."""
    answers: set[int] = set()

    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=QUIET)
    @given(case=operation.as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        case.headers = {**(case.headers or {}), "Authorization": caller.headers["Authorization"]}
        answers.add(case.call_and_validate(checks=CHECKS).status_code)

    with suppress(Unsatisfiable):  # nothing can be wrong where nothing is sent
        answered()
    return answers
