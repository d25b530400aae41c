"""The glossary keeps up with the catalogue: a word of the house that it lacks, or tells otherwise, fails here."""

from pathlib import Path

import pytest

from citycard import policy
from citycard.audit import Channel

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
NAMED = {
    **{one.id: one.name for one in policy.services().values()},
    **{one.id: one.name for one in policy.service_channels().values()},
    **{one.kind: one.name for one in policy.papers().kinds.values()},
}


@pytest.mark.parametrize("identifier", NAMED)
def test_catalogue_words_are_there(identifier: str) -> None:
    name = NAMED[identifier]
    assert f"| {name.zh} | `{identifier}` | {name.en} |" in GLOSSARY


def test_every_room_is_there() -> None:
    rooms = {path.parent.name for path in (ROOT / "citycard").glob("*/__init__.py")}
    assert {room for room in rooms if f"| `{room}` |" not in GLOSSARY} == set()


def test_every_recorded_channel_is_there() -> None:
    told = {channel.value for channel in Channel if f"`{channel.value}`" in GLOSSARY}
    assert {channel.value for channel in Channel} - told <= {"api", "demo"}
