"""Reporting a loss and taking it back (挂失、解除挂失): at a desk, and for oneself or for whom one may act (S7, S8, S13)."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import journeys
from citycard.channels.web_hall.serving import served as served_by
from citycard.journeys import HowLost, LossReceipt, Lost, TakeBackReceipt
from citycard.policy import Comes
from citycard.shared import clock
from citycard.staff import Permission

from .activation import IdentityIn
from .answers import told
from .collection import CardNumber
from .group import Group
from .kinds import ComesIn, Documents, Id, In, Phone
from .who import TERMINAL, actor_of, holder_of, key_of, papers_shown, served

P = Permission
group = Group(_("挂失和解除挂失"))
LostIn = Annotated[Lost, Field(strict=False, examples=["card"])]
HowIn = Annotated[HowLost, Field(strict=False, examples=["mislaid"])]


class LossIn(In):
    """What was lost, how, and another mobile number that is told besides the holder's."""

    what: LostIn = Lost.CARD
    how: HowIn = HowLost.UNKNOWN
    tell_also: Phone = ""


class DeskLossIn(LossIn):
    """The same at a desk: who came, on which papers."""

    comes: ComesIn = Comes.HOLDER
    documents: Documents


class TakeBackIn(In):
    """Who came, on which papers, and the number read from the card that was found; `is_old_card`: an old medical card's.

    `identity`: the valid ID of the guardian who came, which the register must know; at the bank also that of the holder.
    """

    comes: ComesIn = Comes.HOLDER
    documents: Documents
    card_number_shown: CardNumber
    identity: IdentityIn | None = None
    is_old_card: bool = False


@group.act("POST", "/my-card/loss", title=_("挂失我的卡"), gives=LossReceipt, is_own=True)
def report_own(request: HttpRequest, body: LossIn, for_id: Id | None = None) -> HttpResponse:
    """Report the social function lost, at once (S7.2); `bank_to_do` says whether the bank account is still to be reported.

    Refuses what `served` and `journeys.report_loss` refuse.
    """
    holder = holder_of(request)
    whose = served_by(holder, for_id, on=clock.today())
    receipt = journeys.report_loss(
        by=holder.actor(purpose=whose.purpose or TERMINAL),
        key=key_of(request),
        at=clock.now(),
        person_id=whose.person.id,
        comes=whose.comes,
        **body.model_dump(),
    )
    return told(receipt)


@group.act("POST", "/people/{int:person_id}/loss", title=_("挂失"), gives=LossReceipt, may=(P.REPORT_LOSS,))
def report(request: HttpRequest, person_id: Id, body: DeskLossIn) -> HttpResponse:
    """Report a loss at a desk: at the bank both functions, elsewhere the social one (S7.1, S7.2). Refuses what the journey refuses."""
    who = served(request, person_id, permission=P.REPORT_LOSS)
    receipt = journeys.report_loss(
        by=actor_of(request, documents=papers_shown(body.documents, who)),
        key=key_of(request),
        at=clock.now(),
        person_id=person_id,
        **body.model_dump(exclude={"documents"}),
    )
    return told(receipt)


@group.act("POST", "/people/{int:person_id}/loss/take-back", title=_("解除挂失"), gives=TakeBackReceipt, may=(P.TAKE_BACK_LOSS,))
def take_back(request: HttpRequest, person_id: Id, body: TakeBackIn) -> HttpResponse:
    """Take the report back: at the card hall the social function's, at the bank both together (S8). Refuses what the journey refuses."""
    who = served(request, person_id, permission=P.TAKE_BACK_LOSS)
    act: dict[str, Any] = {
        "by": actor_of(request, documents=papers_shown(body.documents, who)),
        "key": key_of(request),
        "at": clock.now(),
        "person_id": person_id,
        "comes": body.comes,
        "card_number_shown": body.card_number_shown,
        "identity": body.identity.shown() if body.identity else None,
    }
    return told(journeys.take_back_old_card_loss(**act) if body.is_old_card else journeys.take_back_loss(**act))
