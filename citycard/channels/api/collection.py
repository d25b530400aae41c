"""Collecting cards (领卡): at the branch, by a unit's agent, in the unit; a wrong face is made anew (S4.1, S4.2, S3)."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import cards, people
from citycard.policy import Comes
from citycard.shared import clock
from citycard.staff import Permission

from .answers import told
from .group import Group
from .kinds import PLAIN, CardNumber, ComesIn, Count, Documents, Id, In, Limit, Line, Listed, Name, Number, Out
from .shapes import CardOut
from .who import actor_of, desk_of, key_of, looked_at, papers_shown, served

P = Permission
group = Group(_("领卡"))
CardIds = Annotated[list[Id], Field(min_length=1, max_length=10_000)]


class FindCardIn(In):
    """The number on the card's face."""

    card_number: CardNumber


class CollectorIn(In):
    """Who takes the card away: name and number from the ID shown; the record keeps the number masked."""

    name: Name
    number: Number
    relation: Annotated[str, Field(max_length=20, pattern=PLAIN, examples=["女儿"])] = ""

    def collector(self) -> cards.Collector:
        """The collector as the card room knows it."""
        return cards.Collector(name=self.name.strip(), number=self.number.strip().upper(), relation=self.relation)


class CollectIn(In):
    """A card is handed over: who comes, on which papers, and the number read from the card. `collector` unless the holder comes."""

    comes: ComesIn = Comes.HOLDER
    documents: Documents
    card_number_shown: CardNumber
    collector: CollectorIn | None = None


class UnitCollectIn(In):
    """A unit's agent takes these cards, against letter and ID (S4.1)."""

    card_ids: CardIds
    agent: CollectorIn
    documents: Documents


class HandOverIn(In):
    """The unit gave these cards to their holders."""

    card_ids: CardIds


class WrongFaceIn(In):
    """What is wrong on the card."""

    reason: Annotated[Line, Field(examples=["姓名第二个字错了"])]


class UnitWaitingOut(Out):
    """A unit whose cards wait here."""

    unit_id: int
    name: str
    card_count: int


@group.look(
    "/cards/find", method="POST", title=_("凭卡号找卡"), gives=CardOut, may=(P.READ_PERSON, P.COLLECT, P.ACTIVATE), of_person=True
)
def find(request: HttpRequest, body: FindCardIn) -> HttpResponse:
    """The card with this number; a POST, so that it stands in no address. Refuses CardUnknown, NotYourOffice."""
    found = cards.find_card(body.card_number)
    if found is None:
        raise cards.CardUnknown
    looked_at(request, found.person_id, what="card")
    return told(CardOut.model_validate(found))


@group.look("/cards/{int:card_id}", title=_("一张卡"), gives=CardOut, may=(P.READ_PERSON,), of_person=True)
def card(request: HttpRequest, card_id: Id) -> HttpResponse:
    """One card with its social side; numbers are masked. Refuses CardUnknown, NotYourOffice."""
    found = cards.card(card_id)
    looked_at(request, found.person_id, what="card")
    return told(CardOut.model_validate(found))


@group.look(
    "/cards/{int:card_id}/handovers", title=_("领卡登记"), gives=Listed[cards.HandoverFacts], may=(P.READ_PERSON,), of_person=True
)
def handovers(request: HttpRequest, card_id: Id) -> HttpResponse:
    """Who took the card, in order (S4.1, S4.2)."""
    found = cards.card(card_id)
    looked_at(request, found.person_id, what="handovers")
    return told(Listed[cards.HandoverFacts](items=cards.handovers_of(card_id)))


@group.look("/pickups", title=_("本网点待领的卡"), gives=Listed[cards.CardLine], may=(P.COLLECT, P.COLLECT_BY_UNIT_AGENT))
def pickups(request: HttpRequest, after_id: Count = 0, limit: Limit = 50) -> HttpResponse:
    """The cards that wait at one's own office, by id; numbers are masked."""
    rows = cards.cards_waiting(_office(request), after_id=after_id, limit=limit)
    return told(Listed[cards.CardLine](items=rows, next_after=rows[-1].card_id if len(rows) == limit else None))


@group.act("POST", "/cards/{int:card_id}/collect", title=_("办理领卡"), gives=cards.CollectReceipt, may=(P.COLLECT,))
def collect(request: HttpRequest, card_id: Id, body: CollectIn) -> HttpResponse:
    """Hand a card over to holder, guardian or agent on the papers of the case (S4.2). Refuses what `cards.collect` refuses."""
    found = cards.card(card_id)
    who = served(request, found.person_id, permission=P.COLLECT)
    own = cards.Collector(name=who.name, number=who.social_number, relation="本人")
    collector = body.collector.collector() if body.collector is not None else own
    receipt = cards.collect(
        by=actor_of(request, documents=papers_shown(body.documents, who)),
        key=key_of(request),
        at=clock.now(),
        card_id=card_id,
        office_id=_office(request),
        comes=body.comes,
        collector=collector,
        card_number_shown=body.card_number_shown,
    )
    return told(receipt)


@group.look("/pickups/units", title=_("有卡待领的单位"), gives=Listed[UnitWaitingOut], may=(P.COLLECT_BY_UNIT_AGENT,))
def units(request: HttpRequest) -> HttpResponse:
    """The units whose cards wait at one's own hall."""
    rows = cards.units_waiting(_office(request))
    items = tuple(UnitWaitingOut(unit_id=unit_id, name=name, card_count=count) for unit_id, name, count in rows)
    return told(Listed[UnitWaitingOut](items=items))


@group.look(
    "/pickups/units/{int:unit_id}", title=_("一个单位待领的卡"), gives=Listed[cards.CardLine], may=(P.COLLECT_BY_UNIT_AGENT,)
)
def unit_cards(request: HttpRequest, unit_id: Id) -> HttpResponse:
    """A unit's cards that wait here for its agent, by box and slot. Refuses UnitUnknown."""
    people.unit(unit_id)
    return told(Listed[cards.CardLine](items=cards.unit_cards_waiting(unit_id, office_id=_office(request))))


@group.act(
    "POST",
    "/pickups/units/{int:unit_id}/collect",
    title=_("单位领卡"),
    gives=cards.UnitCollectReceipt,
    may=(P.COLLECT_BY_UNIT_AGENT,),
)
def collect_by_agent(request: HttpRequest, unit_id: Id, body: UnitCollectIn) -> HttpResponse:
    """Give a unit's agent its cards (S4.1). Refuses what `cards.collect_by_unit_agent` refuses."""
    receipt = cards.collect_by_unit_agent(
        by=actor_of(request, documents=papers_shown(body.documents, None)),
        key=key_of(request),
        at=clock.now(),
        unit_id=unit_id,
        card_ids=body.card_ids,
        agent=body.agent.collector(),
    )
    return told(receipt)


@group.look("/unit/cards", title=_("本单位的卡"), gives=Listed[cards.CardLine], may=(P.HAND_OVER_IN_UNIT,))
def in_hand(request: HttpRequest, limit: Limit = 200) -> HttpResponse:
    """The cards that the unit holds and has to hand over (S4.1)."""
    return told(Listed[cards.CardLine](items=cards.unit_cards_in_hand(_unit(request), limit=limit)))


@group.look("/unit/pickups", title=_("本单位待领的卡"), gives=Listed[cards.CardLine], may=(P.HAND_OVER_IN_UNIT,))
def at_hall(request: HttpRequest, limit: Limit = 200) -> HttpResponse:
    """The cards that wait at the card halls for the unit's agent (S4.1)."""
    return told(Listed[cards.CardLine](items=cards.unit_cards_waiting(_unit(request), limit=limit)))


@group.act("POST", "/unit/hand-overs", title=_("发卡登记"), gives=cards.UnitCollectReceipt, may=(P.HAND_OVER_IN_UNIT,))
def hand_over(request: HttpRequest, body: HandOverIn) -> HttpResponse:
    """Record that the unit gave cards to their holders (S4.1). Refuses CardNotOfThisUnit, CardNotWithUnit."""
    receipt = cards.hand_over_in_unit(
        by=actor_of(request), key=key_of(request), at=clock.now(), unit_id=_unit(request), card_ids=body.card_ids
    )
    return told(receipt)


@group.act("POST", "/cards/{int:card_id}/wrong-face", title=_("卡面有错"), gives=cards.RemakeReceipt, may=(P.REPORT_WRONG_FACE,))
def wrong_face(request: HttpRequest, card_id: Id, body: WrongFaceIn) -> HttpResponse:
    """Take a card with a wrong face back and let it be made again, free (S3, S4.3). Refuses what `cards.report_wrong_face` refuses."""
    served(request, cards.card(card_id).person_id, permission=P.REPORT_WRONG_FACE)
    receipt = cards.report_wrong_face(
        by=actor_of(request), key=key_of(request), at=clock.now(), card_id=card_id, reason=body.reason
    )
    return told(receipt)


def _office(request: HttpRequest) -> int:
    return desk_of(request).posting.office_id or 0


def _unit(request: HttpRequest) -> int:
    return desk_of(request).posting.unit_id or 0
