"""Reporting a loss and taking it back (挂失、解除挂失): at a desk, and for oneself or for whom one may act (S7, S8, S13)."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import journeys
from citycard.journeys import HowLost, LossReceipt, Lost, TakeBackReceipt
from citycard.staff import Permission

from .answers import told
from .group import Group
from .kinds import CardNumber, Id, In, Phone
from .visits import AtCounterIn, OnPapersIn, at_counter, on_papers, online
from .who import number_served

P = Permission
group = Group(_("挂失和解除挂失"))
LostIn = Annotated[Lost, Field(strict=False, examples=["card"])]
HowIn = Annotated[HowLost, Field(strict=False, examples=["mislaid"])]


class LossIn(In):
    """What was lost, how, and another mobile number that is told besides the holder's."""

    what: LostIn = Lost.CARD
    how: HowIn = HowLost.UNKNOWN
    tell_also: Phone = ""

    def lost(self) -> dict[str, Any]:
        """What the journey is told of the loss."""
        return {"what": self.what, "how": self.how, "tell_also": self.tell_also}


class DeskLossIn(LossIn, OnPapersIn):
    """The same at a desk: who came, on which papers."""


class TakeBackIn(AtCounterIn):
    """Who came, on which papers, and the number read from the card that was found; `is_old_card`: an old medical card's.

    `identity`: the valid ID of the guardian who came, which the register must know; at the bank also that of the holder.
    """

    card_number_shown: CardNumber
    is_old_card: bool = False


@group.act("POST", "/my-card/loss", title=_("挂失我的卡"), gives=LossReceipt, is_own=True)
def report_own(request: HttpRequest, body: LossIn, for_id: Id | None = None) -> HttpResponse:
    """Report the social function lost, at once (S7.2); `bank_to_do` says whether the bank account is still to be reported.

    Refuses what `served` and `journeys.report_loss` refuse.
    """
    return told(journeys.report_loss(**online(request, for_id), **body.lost()))


@group.act("POST", "/people/{int:person_id}/loss", title=_("挂失"), gives=LossReceipt, may=(P.REPORT_LOSS,))
def report(request: HttpRequest, person_id: Id, body: DeskLossIn) -> HttpResponse:
    """Report a loss at a desk: at the bank both functions, elsewhere the social one (S7.1, S7.2). Refuses what the journey refuses."""
    visit = on_papers(request, person_id, body, P.REPORT_LOSS)
    return told(journeys.report_loss(**visit, **body.lost(), social_number=number_served(request)))


@group.act("POST", "/people/{int:person_id}/loss/take-back", title=_("解除挂失"), gives=TakeBackReceipt, may=(P.TAKE_BACK_LOSS,))
def take_back(request: HttpRequest, person_id: Id, body: TakeBackIn) -> HttpResponse:
    """Take the report back: at the card hall the social function's, at the bank both together (S8). Refuses what the journey refuses."""
    act = at_counter(request, person_id, body, P.TAKE_BACK_LOSS)
    take_back_one = journeys.take_back_old_card_loss if body.is_old_card else journeys.take_back_loss
    return told(take_back_one(**act, card_number_shown=body.card_number_shown))
