"""The catalogue of services (服务事项): one entry prints the guide, draws the channel matrix and fills the desk's checklist."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from citycard.policy.catalogue_file import read_services
from citycard.policy.errors import UnknownPolicy
from citycard.policy.facts import Service
from citycard.policy.pack import folder
from citycard.policy.papers import Case, Comes, RequiredDocument, papers
from citycard.policy.places import life_events, service_channels
from citycard.policy.values import integer_of


def services() -> Mapping[str, Service]:
    """Every service of the city, by identifier, in the order of the life events."""
    return _load(folder())


def service(service_id: str) -> Service:
    """The service with that identifier, such as “card-apply”; raises UnknownPolicy."""
    found = services().get(service_id)
    if found is None:
        raise UnknownPolicy(kind="service", name=service_id)
    return found


def services_of_event(event_id: str) -> tuple[Service, ...]:
    """The services that answer one life event (您遇到的事)."""
    return tuple(one for one in services().values() if one.event.id == event_id)


def services_guarding(act: str) -> tuple[Service, ...]:
    """The services under which an act is done, such as “cards.submit_application”."""
    return tuple(one for one in services().values() if act in one.acts)


def who_may_come(service_id: str, *, age_on_day: int, is_ward: bool, on: date) -> tuple[Comes, ...]:
    """Who may come for it: a guardian only for a minor or a ward (S13.2)."""
    has_guardian = is_ward or age_on_day < integer_of("people.guardian_until_age", on=on)
    return tuple(one for one in service(service_id).actors if has_guardian or one is not Comes.GUARDIAN)


def documents_for(service_id: str, case: Case) -> tuple[RequiredDocument, ...]:
    """The papers this case must show for the service (S3.2, S4.1, S4.2, S5.1, S13.1), in the order of the guide."""
    is_adult = case.age_on_day >= integer_of("people.adult_age", on=case.on)
    return tuple(one for one in service(service_id).documents if one.is_needed(case=case, is_adult=is_adult))


@cache
def _load(pack: Path) -> Mapping[str, Service]:
    found = read_services(pack=pack, channels=service_channels(), events=life_events(), requirements=papers().requirements)
    return MappingProxyType(found)
