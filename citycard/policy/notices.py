"""The words of messages, from `notices.yaml`, each with its fields named; S14.2's sentence is put where it fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from citycard.policy.errors import UnknownPolicy
from citycard.policy.pack import folder
from citycard.policy.reading import Place, Text, open_file
from citycard.policy.rulebook import known_rule


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    """One message: `text` holds `{fields}`, and S14.2's warning where it fits; `is_code` if it carries a login code."""

    id: str
    rule: str
    fields: tuple[str, ...]
    text: Text
    is_code: bool


def notice_templates() -> Mapping[str, NoticeTemplate]:
    """Every message template of the city, by identifier."""
    return _load(folder())


def notice_template(template_id: str) -> NoticeTemplate:
    """The template with that identifier, such as “pickup_person”; raises UnknownPolicy."""
    found = notice_templates().get(template_id)
    if found is None:
        raise UnknownPolicy(kind="notice template", name=template_id)
    return found


@cache
def _load(pack: Path) -> Mapping[str, NoticeTemplate]:
    top = open_file(pack / "notices.yaml").record(required=("warning", "templates"))
    warning = top["warning"].words()
    entries = top["templates"].mapping().items()
    return MappingProxyType({name: _read(name=name, place=place, warning=warning) for name, place in entries})


def _read(*, name: str, place: Place, warning: Text) -> NoticeTemplate:
    told = place.record(required=("rule", "fields", "zh", "en"), optional=("warns", "is_code"))
    fields = told["fields"].strings()
    text = Text(zh=_checked(told["zh"], fields), en=_checked(told["en"], fields))
    if "warns" in told and told["warns"].flag():
        text = Text(zh=text.zh + warning.zh, en=f"{text.en} {warning.en}")
    return NoticeTemplate(
        id=name,
        rule=known_rule(told["rule"]),
        fields=fields,
        text=text,
        is_code=told["is_code"].flag() if "is_code" in told else False,
    )


def _checked(place: Place, fields: tuple[str, ...]) -> str:
    text = place.string()
    try:
        used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise place.bad(f"the braces do not fit: {error}") from None
    if used != set(fields):
        raise place.bad(f"the fields in the text ({', '.join(sorted(used))}) are not those listed ({', '.join(fields)})")
    return text
