"""The checklist of papers (材料): computed on the server from the facts of the case, ticked by the clerk (S3.2, S4.1, S4.2, S5.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from citycard.audit import ShownDocument
from citycard.channels.refusals import language
from citycard.journeys import IDENTITY
from citycard.people import PersonFacts
from citycard.policy import Case, Comes, RequiredDocument, documents_for, who_may_come

FIELD, KIND = "paper", "kind-"
AS_RADIOS = 3
SOMEBODY_ELSE = ("guardian", "agent")
CARDS = ("new_card", "social_card", "old_medical_card")  # what stands on them is the card's own number, not the person's


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper to look at: what it is, what to look for, which kinds will do, and whether its original was seen."""

    id: str
    owner: str
    name: str
    look_at: str
    rule: str
    kinds: tuple[tuple[str, str], ...]
    kind: str
    is_checked: bool

    @property
    def is_short(self) -> bool:
        """True when the kinds are few enough to stand side by side."""
        return len(self.kinds) <= AS_RADIOS


@dataclass(frozen=True, slots=True)
class Checklist:
    """All papers of one case, in the order of the guide."""

    lines: tuple[PaperLine, ...]

    @property
    def checked_count(self) -> int:
        """How many originals were seen."""
        return sum(line.is_checked for line in self.lines)

    @property
    def missing(self) -> tuple[PaperLine, ...]:
        """The papers whose originals were not seen yet."""
        return tuple(line for line in self.lines if not line.is_checked)

    @property
    def names(self) -> tuple[str, ...]:
        """What each paper is called."""
        return tuple(line.name for line in self.lines)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules by which the papers are asked for, each once."""
        return tuple(dict.fromkeys(line.rule for line in self.lines))

    def identity_kind(self, comes: Comes) -> str:
        """The kind of the paper that is the valid ID of who comes; empty when the case asks for none."""
        return next((line.kind for line in self.lines if line.id in IDENTITY.get(comes, ())), "")

    def shown(self, numbers: Mapping[str, str], *, name: str = "", relation: str = "") -> tuple[ShownDocument, ...]:
        """The papers seen, for the record of acts; `numbers` gives each owner's masked number, the rest tells who came for them."""
        return tuple(
            ShownDocument(
                kind=line.kind,
                holder=line.owner,
                number_masked="" if line.kind in CARDS else numbers.get(line.owner, ""),
                name=name if line.owner in SOMEBODY_ELSE else "",
                relation=relation if line.owner in SOMEBODY_ELSE else "",
            )
            for line in self.lines
            if line.is_checked
        )


def coming(service: str, who: PersonFacts, *, wanted: str, on: date) -> tuple[Comes, tuple[Comes, ...]]:
    """Who comes in this case, as asked for if that may be, and who may come at all (S13.2)."""
    allowed = who_may_come(service, age_on_day=who.age_on(on), is_ward=who.is_ward, on=on)
    return next((one for one in allowed if one == wanted), allowed[0]), allowed


def checklist(service: str, case: Case, data: QueryDict | None = None, *, without: str = "") -> Checklist:
    """The papers of a case, ticked as in the form that was sent; `without` one that this act has no use for."""
    return Checklist(lines=tuple(_line(one, data) for one in documents_for(service, case) if one.id != without))


def _line(needed: RequiredDocument, data: QueryDict | None) -> PaperLine:
    lang = language()
    kinds = tuple((paper.kind, paper.name.of(lang)) for paper in needed.any_of)
    sent = data.get(f"{KIND}{needed.id}", "") if data is not None else ""
    return PaperLine(
        id=needed.id,
        owner=str(needed.of),
        name=needed.name.of(lang),
        look_at=needed.look_at.of(lang),
        rule=needed.rule,
        kinds=kinds,
        kind=sent if sent in dict(kinds) else kinds[0][0],
        is_checked=data is not None and needed.id in data.getlist(FIELD),
    )
