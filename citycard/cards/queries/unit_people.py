"""A unit's people and how far each one's card is: one statement a page, however many people the unit has (S3.1)."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from citycard.shared.numbers import mask
from citycard.shared.sql import load

from ..unit_facts import UnitPeople, UnitPerson

LISTED = 50


def unit_people(
    unit_id: int, *, on: date, text: str = "", stages: tuple[str, ...] = (), start: int = 0, limit: int = LISTED
) -> UnitPeople:
    """Return a unit's living people by id; `text` a whole number or the beginning of a name, `stages` only those."""
    arguments = {"unit_id": unit_id, "on": on, "text": text.strip(), "stages": list(stages), "start": start, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.cards", "unit_people.sql"), arguments)
        found = cursor.fetchall()
    by_stage = found[0][0] if found else None
    rows = tuple(_row(row[1:]) for row in found if row[1] is not None)
    return UnitPeople(rows=rows, by_stage=_decoded(by_stage))


def _decoded(by_stage: object) -> dict[str, int]:
    """Django hands JSON over as text."""
    kept = json.loads(by_stage) if isinstance(by_stage, str) else by_stage
    return kept if isinstance(kept, dict) else {}


def _row(row: Sequence[Any]) -> UnitPerson:
    person_id, name, number, born, category, phone, application_id, application, version, has_photo, submitted_at, stage = row
    return UnitPerson(
        id=person_id,
        name=name,
        number_masked=mask.mask_citizen(number),
        phone_masked=mask.mask_mobile(phone),
        birth_date=born,
        category=category,
        stage=stage,
        application_id=application_id,
        application_number=application or "",
        application_version=version,
        has_photo=bool(has_photo),
        submitted_at=submitted_at,
    )
