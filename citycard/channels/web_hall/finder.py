"""“Where can it be done?” (去哪里办): one column of one service, its channels grouped by how far one has to go."""

from dataclasses import dataclass

from citycard.policy import ChannelRow, LifeEvent, Service, Text, life_events, service_channels, services

FIRST = "loss-report:0"
NOT_YET = Text(zh="本网还没开通这一项，请先用别的办法", en="Not offered on this site yet; use another way for now")
# Where a service can be done in this web hall at once.
ONLINE = {
    "loss-report": "/my-card/loss/",
    "card-progress": "/progress/",
    "card-lookup": "/my-card/",
    "application-change": "/my-card/",
    "old-medical-card": "/my-card/",
    "pension-bank": "/my-card/",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing to be done, as the box offers it: a service, or one column of it."""

    value: str
    name: Text


@dataclass(frozen=True, slots=True)
class WishGroup:
    """The things that belong to one life event."""

    event: LifeEvent
    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One channel that does it: its name, how it goes, and its own address if that is here."""

    name: Text
    how: Text
    rule: str
    href: str


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of the box: the service, and its channels at home, nearby and at a counter."""

    service: Service
    value: str
    home: tuple[Way, ...]
    near: tuple[Way, ...]
    counter: tuple[Way, ...]


def wishes() -> tuple[WishGroup, ...]:
    """Everything that can be asked for, by life event."""
    by_event = ((event, [one for one in services().values() if one.event.id == event.id]) for event in life_events().values())
    return tuple(
        WishGroup(event=event, wishes=tuple(wish for one in found for wish in _wishes_of(one)))
        for event, found in by_event
        if found
    )


def find(value: str) -> Found:
    """Return where the chosen thing is done; an unknown choice is answered with the first one."""
    service_id, _, column = value.partition(":")
    service = services().get(service_id)
    if service is None or not column.isdecimal() or int(column) >= len(service.matrix.columns):
        return find(FIRST)
    rows = [row for row in service.matrix.rows if row.cells[int(column)].is_possible]
    groups = {
        reach: tuple(_way(service, row) for row in rows if row.channel.reach == reach) for reach in ("home", "near", "counter")
    }
    return Found(service=service, value=value, **groups)


def online(service: Service) -> str:
    """Return the address in this web hall at which the service is done now, or nothing."""
    is_open = any(row.channel.id == "web_hall" and row.is_open for row in service.matrix.rows)
    return ONLINE.get(service.id, "") if is_open else ""


def _wishes_of(service: Service) -> tuple[Wish, ...]:
    columns = service.matrix.columns
    if len(columns) == 1:
        return (Wish(value=f"{service.id}:0", name=service.name),)
    return tuple(
        Wish(value=f"{service.id}:{at}", name=Text(zh=f"{service.name.zh} · {one.zh}", en=f"{service.name.en} · {one.en}"))
        for at, one in enumerate(columns)
    )


def _way(service: Service, row: ChannelRow) -> Way:
    channel = service_channels()[row.channel.id]
    href = online(service) if channel.id == "web_hall" else ""
    if channel.id == "web_hall" and not row.is_open:
        return Way(name=channel.name, how=NOT_YET, rule=row.rule, href="")
    is_told = row.prepare.zh in channel.how.zh and row.prepare.en.lower() in channel.how.en.lower()
    return Way(name=channel.name, how=channel.how if is_told else row.prepare, rule=row.rule, href=href)
