"""A death enters the register, and one recorded by mistake leaves it again (去世登记、撤销, S11.1): inner verbs of a journey."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import F, Q
from django.db.models.functions import Greatest

from citycard.policy import integer_of
from citycard.shared.period import Span

from .models import Death, Guardianship, Person, Power
from .power_actions import locked_people
from .power_queries import power_facts
from .powers import DeathEnds, DeathFacts, EndedBond, Revived, check_death
from .queries import facts_of
from .refusals import DeathNotKnown
from .rules import check_alive, is_in_force

DIED = "died"


def mark_dead(*, person_id: int, died_on: date, on: date) -> DeathEnds:
    """Enter a death; powers and guardianships of and for the person end that day (S11.1, S13). Return them as they were.

    Refuses: PersonUnknown, PersonDead, DeathInFuture, DeathBeforeBirth.
    """
    who = locked_people(person_id)[person_id]
    check_alive(person=who, on=on)
    check_death(person=who, died_on=died_on, on=on)
    Person.objects.filter(pk=person_id).update(died_on=died_on)
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gt=died_on)
    powers = Power.objects.select_for_update().filter(lasting, Q(holder_id=person_id) | Q(agent_id=person_id)).order_by("pk")
    wards = (
        Guardianship.objects.select_for_update().filter(lasting, Q(guardian_id=person_id) | Q(ward_id=person_id)).order_by("pk")
    )
    ends = DeathEnds(
        powers=tuple(EndedBond(id=row.pk, ends_on=row.ends_on, end_reason=row.end_reason) for row in powers),
        guardianships=tuple(EndedBond(id=row.pk, ends_on=row.ends_on) for row in wards),
    )
    day = Greatest(F("starts_on"), died_on)
    Power.objects.filter(pk__in=[one.id for one in ends.powers]).update(ends_on=day, end_reason=DIED)
    Guardianship.objects.filter(pk__in=[one.id for one in ends.guardianships]).update(ends_on=day)
    return ends


def keep_death(*, person_id: int, died_on: date, at: datetime, ended: Mapping[str, object]) -> None:
    """Write the death into the register of deaths with all that ended with it: from this it could be taken back."""
    Death.objects.create(person_id=person_id, died_on=died_on, recorded_at=at, ended=dict(ended))


def death_of(person_id: int) -> DeathFacts | None:
    """Return the person's death as it stands on the register of deaths, or None."""
    row = Death.objects.filter(person_id=person_id, taken_back_at__isnull=True).first()
    if row is None:
        return None
    return DeathFacts(id=row.pk, person_id=row.person_id, died_on=row.died_on, recorded_at=row.recorded_at, ended=dict(row.ended))


def mark_alive(*, person_id: int, ends: DeathEnds, at: datetime, on: date) -> Revived:
    """Take a death back that never was: the person lives on the register; what it ended there holds again, to its own last day.

    What has changed since, or whose other side has died meanwhile, stays ended. The register of deaths keeps its line.
    Refuses: PersonUnknown, DeathNotKnown.
    """
    died_on = locked_people(person_id)[person_id].died_on
    if died_on is None:
        raise DeathNotKnown
    Person.objects.filter(pk=person_id).update(died_on=None)
    Death.objects.filter(person_id=person_id, taken_back_at__isnull=True).update(taken_back_at=at)
    powers = _powers_again(ends.powers, died_on=died_on, on=on)
    return Revived(powers=powers, guardianships=_guardianships_again(ends.guardianships, died_on=died_on, on=on))


def _powers_again(ended: Iterable[EndedBond], *, died_on: date, on: date) -> int:
    before = {one.id: one for one in ended}
    rows = Power.objects.select_for_update(of=("self",)).select_related("holder", "agent").filter(pk__in=before).order_by("pk")
    counted = 0
    for row in rows:
        if row.ends_on != max(died_on, row.starts_on) or row.end_reason != DIED or row.holder.died_on or row.agent.died_on:
            continue
        row.ends_on, row.end_reason = before[row.pk].ends_on, before[row.pk].end_reason
        row.save(update_fields=("ends_on", "end_reason"))
        counted += power_facts(row).is_in_force_on(on)
    return counted


def _guardianships_again(ended: Iterable[EndedBond], *, died_on: date, on: date) -> int:
    before, until_age = {one.id: one for one in ended}, integer_of("people.guardian_until_age", on=on)
    rows = Guardianship.objects.select_for_update(of=("self",)).select_related("guardian", "ward").filter(pk__in=before)
    counted = 0
    for row in rows.order_by("pk"):
        if row.ends_on != max(died_on, row.starts_on) or row.guardian.died_on or row.ward.died_on:
            continue
        row.ends_on = before[row.pk].ends_on
        row.save(update_fields=("ends_on",))
        both = {"guardian": facts_of(row.guardian), "ward": facts_of(row.ward)}
        counted += is_in_force(**both, span=Span(row.starts_on, row.ends_on), on=on, adult_age=until_age)
    return counted
