"""For whom the holder at a page acts (替家人办): for themself, as the guardian of a child or ward, or by a power (S13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from citycard import cards, people
from citycard.people import GuardianFacts, PersonFacts, PowerFacts
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.shared.questions import answers

from .holding import Holder
from .refusals import CardsEnded, HolderDead

# Why a person's data are looked at or changed, kept in the language of the record of acts (S12).
PURPOSES = {Comes.HOLDER: "", Comes.GUARDIAN: "监护人代办", Comes.AGENT: "代办人代办"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Whose card it is, and as what the holder at the page acts for that person."""

    person: PersonFacts
    comes: Comes
    relation: str = ""

    @property
    def for_id(self) -> int | None:
        """The id in the addresses of this person's pages; None on one's own."""
        return None if self.comes is Comes.HOLDER else self.person.id

    @property
    def way(self) -> str:
        """The address of the page of this person's card."""
        return "/my-card/" if self.comes is Comes.HOLDER else f"/my-card/for/{self.person.id}/"

    @property
    def purpose(self) -> str:
        """What the record of acts says about why (S12); empty for one's own data."""
        return PURPOSES[self.comes]


def represented(holder: Holder, *, on: date) -> tuple[Served, ...]:
    """Return for whom the holder may act today: wards first, then those who gave a power (S13). A person stands there once."""
    return _each_once(people.stands_in_for(holder.person_id, on=on))


def own_and_represented(holder: Holder, *, on: date) -> tuple[Served, tuple[Served, ...]]:
    """Return the holder and for whom else the holder may act today, asked in one trip. Refuses HolderDead, CardsEnded."""
    who, found = answers(
        people.person_asked(holder.person_id),
        people.stands_in_for_asked(holder.person_id, on=on),
    )
    return Served(person=_alive(who, on=on), comes=Comes.HOLDER), _each_once(found)


def _each_once(stands_in_for: Iterable[GuardianFacts | PowerFacts]) -> tuple[Served, ...]:
    found: dict[int, Served] = {}
    for one in stands_in_for:
        if isinstance(one, PowerFacts):
            found.setdefault(one.holder.id, Served(person=one.holder, comes=Comes.AGENT, relation=one.relation))
        else:
            found[one.ward.id] = Served(person=one.ward, comes=Comes.GUARDIAN, relation=one.relation)
    return tuple(found.values())


def served(holder: Holder, for_id: int | None, *, on: date) -> Served:
    """Return whom a page is about: the holder, or the person `for_id` if the holder may act for them today.

    Refuses: HolderDead, CardsEnded; NoPower, GuardianshipEnded, PowerEnded, PowerNotYet.
    """
    if for_id is None or for_id == holder.person_id:
        return Served(person=living(holder, on=on), comes=Comes.HOLDER)
    return whom(represented(holder, on=on), holder, for_id, on=on)


def whom(can: tuple[Served, ...], holder: Holder, for_id: int, *, on: date) -> Served:
    """Return the one among those whom the holder may act for. Refuses NoPower, GuardianshipEnded, PowerEnded, PowerNotYet."""
    for one in can:
        if one.person.id == for_id:
            return one
    try:
        people.check_guards(ward_id=for_id, guardian_id=holder.person_id, on=on)
    except people.NoPower:
        people.check_agent(holder_id=for_id, agent_id=holder.person_id, on=on)
    raise people.NoPower


def living(holder: Holder, *, on: date) -> PersonFacts:
    """Return the holder's own facts. Refuses HolderDead: whoever holds the phone now is somebody else (S11.1); CardsEnded:
    and all is done (S11.2)."""
    return _alive(people.person(holder.person_id), on=on)


def _alive(who: PersonFacts, *, on: date) -> PersonFacts:
    if who.is_alive_on(on):
        return who
    ended = cards.ended_of(who.id)
    if ended is None or cards.pending(who.id).cancellation is not None:
        raise HolderDead
    raise CardsEnded(ended_on=in_china(ended.closed_at).date(), number=ended.clearance_number)
