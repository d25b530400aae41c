"""An activation under way at one window, kept in the session from step to step; nothing of a PIN is in it."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Self

from django.http import HttpRequest

from citycard.audit import ShownDocument
from citycard.channels.staffing import new_key
from citycard.journeys import IdentityShown
from citycard.people import person
from citycard.policy import Comes

KEPT_IN = "desk_activation"
Papers = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who came for whom, on which papers; moments in ISO form. `identity_of` is the person whose valid ID was seen."""

    card_id: int
    person_id: int
    key: str
    comes: str
    identity_of: int
    identity_kind: str
    identity_until: str = ""
    papers: Papers = ()
    person_at: str = ""
    card_at: str = ""

    @classmethod
    def begin(cls, *, card_id: int, person_id: int, comes: Comes, identity: IdentityShown, identity_of: int) -> Self:
        """A visit whose first step is about to be done."""
        until = identity.valid_until.isoformat() if identity.valid_until else ""
        return cls(
            card_id=card_id,
            person_id=person_id,
            key=new_key(),
            comes=str(comes),
            identity_of=identity_of,
            identity_kind=identity.kind,
            identity_until=until,
        )

    def with_person(self, papers: tuple[ShownDocument, ...], at: datetime) -> "Visit":
        """The person was checked on these papers."""
        return replace(self, papers=_kept(papers), person_at=at.isoformat())

    def with_card(self, papers: tuple[ShownDocument, ...], at: datetime) -> "Visit":
        """The card was checked too."""
        return replace(self, papers=self.papers + _kept(papers), card_at=at.isoformat())

    @property
    def shown(self) -> tuple[ShownDocument, ...]:
        """The papers seen so far."""
        return tuple(ShownDocument(kind=kind, holder=holder, number_masked=number) for kind, holder, number in self.papers)

    def identity(self) -> IdentityShown:
        """The valid ID that was seen; its number is read from the register, where it was found equal."""
        until = date.fromisoformat(self.identity_until) if self.identity_until else None
        return IdentityShown(kind=self.identity_kind, number=person(self.identity_of).social_number, valid_until=until)


def visit_of(request: HttpRequest, card_id: int) -> Visit | None:
    """Return the visit for this card at this window, or None."""
    kept = request.session.get(KEPT_IN)
    if kept is None or kept["card_id"] != card_id:
        return None
    papers = tuple((kind, holder, number) for kind, holder, number in kept["papers"])
    return Visit(**(kept | {"papers": papers}))


def keep_visit(request: HttpRequest, visit: Visit) -> None:
    """Keep the visit; one window serves one person at a time, so another one's is forgotten."""
    request.session[KEPT_IN] = asdict(visit)


def _kept(papers: tuple[ShownDocument, ...]) -> Papers:
    return tuple((one.kind, one.holder, one.number_masked) for one in papers)
