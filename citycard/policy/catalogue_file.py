"""Reading `services/*.yaml` into the catalogue: nothing missing, nothing unknown, every name resolved."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from citycard.policy.facts import Cell, ChannelMatrix, ChannelRow, Fee, Question, Service, Step
from citycard.policy.papers import Comes, RequiredDocument
from citycard.policy.places import LifeEvent, ServiceChannel
from citycard.policy.reading import Place, Text, open_file
from citycard.policy.rulebook import known_rule
from citycard.policy.values import values

_REQUIRED = (
    "name", "promise", "event", "who", "actors", "channels", "documents", "fee", "takes", "steps",
    "questions", "related", "rules", "acts", "is_online",
)  # fmt: skip
_DEFAULT_COLUMN = Text(zh="能办什么", en="What is done there")


def read_services(
    *,
    pack: Path,
    channels: Mapping[str, ServiceChannel],
    events: Mapping[str, LifeEvent],
    requirements: Mapping[str, RequiredDocument],
) -> dict[str, Service]:
    """Every service of the pack, ordered by life event; a related service that does not exist is refused."""
    paths = sorted((pack / "services").glob("*.yaml"))
    ids = {path.stem for path in paths}
    found: list[Service] = []
    for path in paths:
        fields = open_file(path).record(required=_REQUIRED, optional=("columns", "documents_note"))
        event = events[fields["event"].choice(events)]
        related = tuple(item.choice(ids - {path.stem}) for item in fields["related"].items())
        matrix = _read_matrix(fields, channels)
        documents = tuple(_read_use(item, requirements) for item in fields["documents"].items())
        found.append(_service(path.stem, fields, event=event, related=related, matrix=matrix, documents=documents))
    order = list(events)
    return {one.id: one for one in sorted(found, key=lambda one: (order.index(one.event.id), one.id))}


def _service(
    service_id: str,
    fields: Mapping[str, Place],
    *,
    event: LifeEvent,
    related: tuple[str, ...],
    matrix: ChannelMatrix,
    documents: tuple[RequiredDocument, ...],
) -> Service:
    return Service(
        id=service_id,
        name=fields["name"].words(),
        promise=fields["promise"].words(),
        event=event,
        who=fields["who"].words(),
        actors=tuple(item.member(Comes) for item in fields["actors"].items()),
        matrix=matrix,
        documents=documents,
        documents_note=fields["documents_note"].words() if "documents_note" in fields else None,
        fee=_read_fee(fields["fee"]),
        takes=fields["takes"].words(),
        steps=tuple(_read_step(item) for item in fields["steps"].items()),
        questions=tuple(_read_question(item) for item in fields["questions"].items()),
        related=related,
        rules=tuple(known_rule(item) for item in fields["rules"].items()),
        acts=fields["acts"].strings(),
        is_online=fields["is_online"].flag(),
    )


def _read_matrix(fields: Mapping[str, Place], channels: Mapping[str, ServiceChannel]) -> ChannelMatrix:
    columns = tuple(item.words() for item in fields["columns"].items()) if "columns" in fields else (_DEFAULT_COLUMN,)
    rows = tuple(_read_row(item, channels, width=len(columns)) for item in fields["channels"].items())
    if not rows:
        raise fields["channels"].bad("a service needs at least one channel")
    if len({row.channel.id for row in rows}) != len(rows):
        raise fields["channels"].bad("a channel is listed twice")
    return ChannelMatrix(columns=columns, rows=rows)


def _read_row(place: Place, channels: Mapping[str, ServiceChannel], *, width: int) -> ChannelRow:
    row = place.record(required=("channel", "cells", "prepare", "rule"), optional=("is_open",))
    cells = tuple(_read_cell(item) for item in row["cells"].items())
    if len(cells) != width:
        raise row["cells"].bad(f"{width} cells are needed, one a column; here are {len(cells)}")
    return ChannelRow(
        channel=channels[row["channel"].choice(channels)],
        cells=cells,
        prepare=row["prepare"].words(),
        rule=known_rule(row["rule"]),
        is_open=row["is_open"].flag() if "is_open" in row else False,
    )


def _read_cell(place: Place) -> Cell:
    cell = place.record(required=("zh", "en"), optional=("is_possible",))
    is_possible = cell["is_possible"].flag() if "is_possible" in cell else True
    return Cell(is_possible=is_possible, words=Text(zh=cell["zh"].string(), en=cell["en"].string()))


def _read_use(place: Place, requirements: Mapping[str, RequiredDocument]) -> RequiredDocument:
    use = place.record(required=("use",), optional=("rule",))
    found = requirements[use["use"].choice(requirements)]
    return replace(found, rule=known_rule(use["rule"])) if "rule" in use else found


def _read_fee(place: Place) -> Fee:
    fee = place.record(required=("zh", "en"), optional=("value",))
    words = Text(zh=fee["zh"].string(), en=fee["en"].string())
    return Fee(words=words, value=fee["value"].choice(values()) if "value" in fee else None)


def _read_step(place: Place) -> Step:
    step = place.record(required=("title", "words"), optional=("rule",))
    rule = known_rule(step["rule"]) if "rule" in step else None
    return Step(title=step["title"].words(), words=step["words"].words(), rule=rule)


def _read_question(place: Place) -> Question:
    question = place.record(required=("ask", "answer"))
    return Question(ask=question["ask"].words(), answer=question["answer"].words())
