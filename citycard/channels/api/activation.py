"""Activation at the bank (激活): the PIN pad, the three effects in one act, and the debit mandate (S5.1, S5.3, S2.3).

A bank PIN never travels as digits. A program opens a pad, shows its ten keys on a screen that nobody else sees, and sends the
token of each key that is pressed; every answer brings new tokens. Two full pads are handed to the activation.
"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import cards, journeys, mandates, pins
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.numbers import mask
from citycard.staff import Permission

from .answers import told
from .collection import CardNumber
from .group import Group
from .kinds import ComesIn, Day, Documents, Id, In, Listed, Number, Out
from .who import actor_of, desk_of, key_of, looked_at, papers_shown, served

P = Permission
group = Group(_("激活和授权"))
Entry = Literal["first", "second"]
Sealed = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"^[A-Za-z0-9_=-]+$")]


class OpenPadIn(In):
    """For which card, and which of the two entries, the pad is opened."""

    card_id: Id
    entry: Entry


class PressIn(OpenPadIn):
    """The key that was pressed, by its token; without one the last digit is taken back."""

    pad: Sealed
    token: Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")] | None = None


class PadKeyOut(Out):
    """One key: what stands on it, and the token that is sent when it is pressed."""

    digit: str
    token: str


class PadOut(Out):
    """A pad: sealed, good once and for a few minutes; the keys stand in an order of this moment."""

    sealed: str
    keys: tuple[PadKeyOut, ...]
    filled: int
    length: int
    is_full: bool
    expires_at: datetime


class IdentityIn(In):
    """The valid ID of who stands at the counter; `valid_until` null means for life."""

    kind: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$", examples=["resident_id_card"])]
    number: Number
    valid_until: Day | None = None

    def shown(self) -> journeys.IdentityShown:
        """As the journeys take it."""
        return journeys.IdentityShown(**self.model_dump())


class ActivateIn(In):
    """Who came with which ID, the number read from the card, and both full pads."""

    comes: ComesIn = Comes.HOLDER
    identity: IdentityIn
    documents: Documents
    card_number_shown: CardNumber
    pad_first: Sealed
    pad_second: Sealed
    sign_mandate: bool = False


class SignIn(In):
    """Who signs, on which papers; `identity`: the ID of a guardian, which the register must know."""

    comes: ComesIn = Comes.HOLDER
    documents: Documents
    identity: IdentityIn | None = None


@group.look("/pads", method="POST", title=_("打开密码键盘"), gives=PadOut, may=(P.ACTIVATE,))
def open_pad(request: HttpRequest, body: OpenPadIn) -> HttpResponse:
    """Open an empty pad for one entry of a bank PIN (S5.3)."""
    subject = _subject(request, body.card_id, body.entry)
    return told(PadOut.model_validate(pins.open_pad(subject=subject, at=clock.now())))


@group.look("/pads/press", method="POST", title=_("按一个键"), gives=PadOut, may=(P.ACTIVATE,))
def press(request: HttpRequest, body: PressIn) -> HttpResponse:
    """Press a key, or take the last digit back. Refuses PadNotOurs, PadExpired, PadForSomethingElse."""
    subject, at = _subject(request, body.card_id, body.entry), clock.now()
    if body.token is None:
        return told(PadOut.model_validate(pins.erase(pad=body.pad, subject=subject, at=at)))
    return told(PadOut.model_validate(pins.press(pad=body.pad, token=body.token, subject=subject, at=at)))


@group.act("POST", "/cards/{int:card_id}/activate", title=_("激活"), gives=journeys.ActivationReceipt, may=(P.ACTIVATE,))
def activate(request: HttpRequest, card_id: Id, body: ActivateIn) -> HttpResponse:
    """Activate both functions, move the old card's balance once, switch the pension bank, sign the mandate if wished (S5.1).

    Everything or nothing. Refuses what `journeys.activate` refuses.
    """
    card = cards.card(card_id)
    who = served(request, card.person_id, permission=P.ACTIVATE)
    receipt = journeys.activate(
        by=actor_of(request, documents=papers_shown(body.documents, who)),
        key=key_of(request),
        at=clock.now(),
        person_id=who.id,
        card_id=card_id,
        comes=body.comes,
        identity=body.identity.shown(),
        card_number_shown=body.card_number_shown,
        pin_first=pins.PadEntry(sealed=body.pad_first, subject=_subject(request, card_id, "first")),
        pin_second=pins.PadEntry(sealed=body.pad_second, subject=_subject(request, card_id, "second")),
        sign_mandate=body.sign_mandate,
    )
    return told(receipt)


@group.act(
    "POST", "/people/{int:person_id}/mandates", title=_("签自动缴款授权"), gives=journeys.MandateReceipt, status=201,
    may=(P.SIGN_MANDATE,),
)  # fmt: skip
def sign(request: HttpRequest, person_id: Id, body: SignIn) -> HttpResponse:
    """Let contributions be debited from the card's account, from the day S16.5 says. Refuses what `journeys.sign_mandate` refuses."""
    who = served(request, person_id, permission=P.SIGN_MANDATE)
    receipt = journeys.sign_mandate(
        by=actor_of(request, documents=papers_shown(body.documents, who)),
        key=key_of(request),
        at=clock.now(),
        person_id=person_id,
        comes=body.comes,
        identity=body.identity.shown() if body.identity else None,
    )
    return told(receipt, status=201)


@group.look(
    "/people/{int:person_id}/mandates", title=_("自动缴款授权"), gives=Listed[mandates.MandateFacts], may=(P.READ_PERSON,),
    of_person=True,
)  # fmt: skip
def signed(request: HttpRequest, person_id: Id) -> HttpResponse:
    """The person's mandates, newest first (S16.5); the account is told by its last four digits (S12)."""
    looked_at(request, person_id, what="mandates")
    found = mandates.mandates_of(person_id)
    items = tuple(replace(row, account_number=mask.mask_account(row.account_number)) for row in found)
    return told(Listed[mandates.MandateFacts](items=items))


def _subject(request: HttpRequest, card_id: int, entry: Entry) -> str:
    """What a pad is opened for: this card, this entry, this operator. Nobody else's pad fits."""
    return f"activate:{card_id}:{entry}:{desk_of(request).operator.account_id}"
