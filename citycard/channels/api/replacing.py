"""Replacing a card (补卡、换卡) at a desk, by a unit, or by the holder online (S9)."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import journeys
from citycard.audit import Channel
from citycard.cards import Cause
from citycard.journeys import HandInReceipt, OldCard, ReplacementAsked, ReplacementReceipt
from citycard.policy import Comes
from citycard.staff import Permission

from .answers import told
from .applications import Photo, decoded
from .group import Group
from .kinds import CardNumber, Documents, Id, In, Phone
from .visits import AtCounterIn, CounterVisit, at_counter, online, without_papers
from .who import desk_of

P = Permission
group = Group(_("补卡、换卡"))
WhyChanged = Annotated[Literal["damaged", "expired", "data"], Field(description="why the card is changed")]


class OwnReplaceIn(In):
    """Where the new card is collected, and the phone for the notice; without `photo` the old portrait is used again."""

    pickup_office_id: Id
    phone: Phone
    photo: Photo | None = None

    def asked(self) -> ReplacementAsked:
        """What the journey is asked. Refuses PhotoNotAnImage."""
        return ReplacementAsked(pickup_office_id=self.pickup_office_id, phone=self.phone, photo=decoded(self.photo))


class ReplaceIn(OwnReplaceIn, AtCounterIn):
    """The same at a desk, on papers; `identity`: the ID of a guardian, which the register must know. At a unit all three fall away."""

    documents: Documents = []


class OwnChangeIn(OwnReplaceIn):
    """A card changed online is declared unusable; it stands until the new one is activated."""

    cause: WhyChanged


class ChangeIn(ReplaceIn):
    """A card changed at a desk: handed in, it ends at once and is one of the papers (`social_card`); else confirmed unusable."""

    cause: WhyChanged
    old_card: Annotated[OldCard, Field(strict=False)] = OldCard.UNUSABLE


class HandInIn(AtCounterIn):
    """The old card on the counter: its number as read, and the papers (`social_card` is the card itself); a guardian's ID."""

    documents: Documents = []
    card_number_shown: CardNumber


@group.act(
    "POST", "/people/{int:person_id}/replace-lost-card", title=_("补卡"), gives=ReplacementReceipt, status=201,
    may=(P.REPLACE_LOST_CARD,),
)  # fmt: skip
def replace_lost_card(request: HttpRequest, person_id: Id, body: ReplaceIn) -> HttpResponse:
    """Apply in place of a card that is reported lost (S9.1, S9.3); from now on the report stands (S8.3)."""
    return told(
        journeys.replace_lost_card(**_at_desk(request, person_id, body, P.REPLACE_LOST_CARD), asked=body.asked()), status=201
    )


@group.act(
    "POST", "/people/{int:person_id}/change-card", title=_("换卡"), gives=ReplacementReceipt, status=201, may=(P.CHANGE_CARD,)
)
def change_card(request: HttpRequest, person_id: Id, body: ChangeIn) -> HttpResponse:
    """Apply in place of a card that is damaged, running out or outdated (S9.1, S9.3)."""
    why = {"cause": Cause(body.cause), "old_card": body.old_card}
    return told(journeys.change_card(**_at_desk(request, person_id, body, P.CHANGE_CARD), asked=body.asked(), **why), status=201)


@group.act("POST", "/people/{int:person_id}/hand-in-card", title=_("收换卡的旧卡"), gives=HandInReceipt, may=(P.HAND_IN_CARD,))
def hand_in_card(request: HttpRequest, person_id: Id, body: HandInIn) -> HttpResponse:
    """Take in the old card of a change that was asked for before; it ends at once (S9). Refuses as `journeys.hand_in_card`."""
    act = at_counter(request, person_id, body, P.HAND_IN_CARD)
    return told(journeys.hand_in_card(**act, card_number_shown=body.card_number_shown))


@group.act("POST", "/my-card/replace-lost-card", title=_("补我的卡"), gives=ReplacementReceipt, is_own=True, status=201)
def replace_own(request: HttpRequest, body: OwnReplaceIn, for_id: Id | None = None) -> HttpResponse:
    """Replace one's own lost card, or that of somebody one acts for (S9.2, S13)."""
    return told(journeys.replace_lost_card(**online(request, for_id), asked=body.asked()), status=201)


@group.act("POST", "/my-card/change-card", title=_("换我的卡"), gives=ReplacementReceipt, is_own=True, status=201)
def change_own(request: HttpRequest, body: OwnChangeIn, for_id: Id | None = None) -> HttpResponse:
    """Have one's own card changed, or that of somebody one acts for (S9.2, S13)."""
    why = {"cause": Cause(body.cause), "old_card": OldCard.UNUSABLE}
    return told(journeys.change_card(**online(request, for_id), asked=body.asked(), **why), status=201)


def _at_desk(request: HttpRequest, person_id: int, body: ReplaceIn, permission: Permission) -> CounterVisit:
    """The visit at a counter; a unit acts for its own people, without papers."""
    if desk_of(request).channel is not Channel.UNIT_HALL:
        return at_counter(request, person_id, body, permission)
    return {**without_papers(request, person_id, body, permission), "comes": Comes.UNIT, "identity": None}
