"""Add many portraits to a unit's applications at once (批量补相片, S3): each picture by itself, the bad ones are told."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F

from citycard.audit import Actor, perform
from citycard.shared.clock import in_china
from citycard.shared.numbers import mask
from citycard.shared.refusal import Refusal

from ..models import Application, RosterRow
from ..photo import CheckedPhoto, check_photo_file, keep_photo
from ..receipts import PhotoProblem, PhotosReceipt
from ..refusals import ApplicationExported
from ..roster_refusals import PhotoOfNobody, PhotoTwice
from ..unit_facts import NamedPhoto
from .submit import photo_limits

CITIZEN_NUMBER = 18


def add_photos(
    *, by: Actor, key: str, at: datetime, unit_id: int, photos: Iterable[NamedPhoto], roster_id: int | None = None
) -> PhotosReceipt:
    """Put each portrait to the open application it is named after: by citizen number or, with `roster_id`, by row number.

    A picture that cannot be taken changes nothing and stands in the receipt with its reason; the others are taken (S3).
    """
    limits = photo_limits(in_china(at).date())
    good: dict[str, CheckedPhoto] = {}
    problems: list[PhotoProblem] = []
    for photo in photos:
        try:
            if photo.name in good:
                raise PhotoTwice(file=_masked(photo.name))
            good[photo.name] = check_photo_file(content=photo.content, limits=limits)
        except Refusal as refusal:
            problems.append(_problem(photo.name, refusal))
    inputs = {"unit": unit_id, "roster": roster_id, "photos": {name: one.sha256 for name, one in good.items()}}
    with perform(act="cards.add_photos", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return PhotosReceipt.from_json(act.replay)
        people, more = _add(unit_id, roster_id, good)
        problems += more
        act.about_all(people)
        act.note(unit_id=unit_id, added=len(people), refused=len(problems))
        return act.done(PhotosReceipt(number=act.number("XP"), unit_id=unit_id, added=len(people), problems=tuple(problems)))


def _add(unit_id: int, roster_id: int | None, good: dict[str, CheckedPhoto]) -> tuple[list[int], list[PhotoProblem]]:
    """Return the people whose photo was added, and what was not taken."""
    people, problems = list[int](), list[PhotoProblem]()
    meant = _applications(unit_id, roster_id, list(good))
    for name, checked in good.items():
        row = meant.get(name)
        if row is None:
            problems.append(_problem(name, PhotoOfNobody(file=_masked(name))))
        elif row.batch_id is not None:
            problems.append(_problem(name, ApplicationExported(number=row.number)))
        else:
            photo = keep_photo(checked)
            Application.objects.filter(pk=row.pk).update(photo=photo, version=F("version") + 1)
            people.append(row.person_id)
    return people, problems


def _applications(unit_id: int, roster_id: int | None, names: Sequence[str]) -> dict[str, Application]:
    """The unit's open applications that the names mean, locked in id order."""
    rows = RosterRow.objects.filter(roster_id=roster_id, row_no__in=[int(name) for name in names if _is_row(name)])
    by_row = {pk: str(row_no) for pk, row_no in rows.values_list("application_id", "row_no") if roster_id is not None}
    numbers = [name for name in names if len(name) == CITIZEN_NUMBER]
    own = Application.objects.filter(unit_id=unit_id, closed_at__isnull=True)
    chosen = set(own.filter(person__social_number__in=numbers).values_list("pk", flat=True)) | by_row.keys()
    locked = own.select_for_update(of=("self",)).select_related("person").filter(pk__in=chosen).order_by("pk")
    found: dict[str, Application] = {}
    for row in locked:
        found[row.person.social_number] = row
        if row.pk in by_row:
            found[by_row[row.pk]] = row
    return {name: found[_key(name)] for name in names if _key(name) in found}


def _key(name: str) -> str:
    return name.lstrip("0") if _is_row(name) else name


def _is_row(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 7


def _problem(name: str, refusal: Refusal) -> PhotoProblem:
    facts = {fact: str(value) for fact, value in refusal.facts.items()}
    return PhotoProblem(file=_masked(name), code=refusal.code, facts=facts)


def _masked(name: str) -> str:
    return mask.mask_citizen(name) if len(name) >= CITIZEN_NUMBER else name
