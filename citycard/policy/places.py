"""Channels, life events, divisions and the city itself: the small tables that guides and pages are drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from citycard.policy.errors import UnknownPolicy
from citycard.policy.pack import folder
from citycard.policy.reading import Place, Text, open_file

REACHES = ("home", "near", "counter", "inside")


@dataclass(frozen=True, slots=True)
class ServiceChannel:
    """A way to reach the service (渠道); `reach` groups it: at home, nearby, at a counter, or inside the house."""

    id: str
    name: Text
    reach: str
    icon: str
    how: Text


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """What has happened in a person's life (您遇到的事): a tile of the home page; `is_first` in elder mode."""

    id: str
    name: Text
    line: Text
    icon: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class Division:
    """A county-level division and its GB/T 2260 code (行政区划)."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class City:
    """The city of this policy pack, its two institutions and the card hall everybody is sent to."""

    code: str
    name: Text
    schema: str
    bureau: Text
    bank: Text
    bank_code: str
    phone: str
    website: str
    hall_name: Text
    hall_address: Text
    factory_code: str
    factory: Text


def service_channels() -> Mapping[str, ServiceChannel]:
    """Every channel of the rulebook, by identifier."""
    return _channels(folder())


def life_events() -> Mapping[str, LifeEvent]:
    """The life events in the order of the home page."""
    return _events(folder())


def divisions() -> Mapping[str, Division]:
    """The city's divisions by GB/T 2260 code, the city itself first."""
    return _divisions(folder())


def division(code: str) -> Division:
    """The division with that code; raises UnknownPolicy."""
    found = divisions().get(code)
    if found is None:
        raise UnknownPolicy(kind="division", name=code)
    return found


def city() -> City:
    """The city of this policy pack."""
    return _city(folder())


@cache
def _channels(pack: Path) -> Mapping[str, ServiceChannel]:
    entries = open_file(pack / "channels.yaml").mapping().items()
    return MappingProxyType({name: _read_channel(name, place) for name, place in entries})


def _read_channel(name: str, place: Place) -> ServiceChannel:
    fields = place.record(required=("name", "reach", "icon", "how"))
    return ServiceChannel(
        id=name,
        name=fields["name"].words(),
        reach=fields["reach"].choice(REACHES),
        icon=fields["icon"].string(),
        how=fields["how"].words(),
    )


@cache
def _events(pack: Path) -> Mapping[str, LifeEvent]:
    entries = open_file(pack / "events.yaml").mapping().items()
    return MappingProxyType({name: _read_event(name, place) for name, place in entries})


def _read_event(name: str, place: Place) -> LifeEvent:
    fields = place.record(required=("name", "line", "icon", "is_first"))
    return LifeEvent(
        id=name,
        name=fields["name"].words(),
        line=fields["line"].words(),
        icon=fields["icon"].string(),
        is_first=fields["is_first"].flag(),
    )


@cache
def _divisions(pack: Path) -> Mapping[str, Division]:
    top = open_file(pack / "divisions.yaml").record(required=("source", "divisions"))
    entries = top["divisions"].mapping().items()
    for code, place in entries:
        if len(code) != 6 or not code.isdecimal():
            raise place.bad(f"“{code}” is not a six-digit division code")
    return MappingProxyType({code: Division(code=code, name=place.words()) for code, place in entries})


@cache
def _city(pack: Path) -> City:
    place = open_file(pack / "city.yaml")
    words = ("name", "bureau", "bank", "hall_name", "hall_address", "factory")
    plain = ("code", "schema", "bank_code", "phone", "website", "factory_code")
    fields = place.record(required=(*words, *plain))
    if fields["code"].string() not in _divisions(pack):
        raise fields["code"].bad("the city's code is not in divisions.yaml")
    return City(
        code=fields["code"].string(),
        name=fields["name"].words(),
        schema=fields["schema"].key(),
        bureau=fields["bureau"].words(),
        bank=fields["bank"].words(),
        bank_code=fields["bank_code"].key(),
        phone=fields["phone"].string(),
        website=fields["website"].string(),
        hall_name=fields["hall_name"].words(),
        hall_address=fields["hall_address"].words(),
        factory_code=fields["factory_code"].key(),
        factory=fields["factory"].words(),
    )
