"""Activation at the bank (激活): the PIN pad, the three effects in one act, and the debit mandate (S5.1, S5.3, S2.3).

A bank PIN never travels as digits. A program opens a pad, shows its ten keys on a screen that nobody else sees, and sends the
token of each key that is pressed; every answer brings new tokens. Two full pads are handed to the activation.
"""

from dataclasses import replace
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from citycard import cards, journeys, mandates, pins
from citycard.shared.numbers import mask
from citycard.staff import Permission

from .answers import told
from .group import Group
from .kinds import CardNumber, Id, IdentityIn, In, Listed
from .pads import PadOut, Sealed, Token, opened, pressed
from .visits import AtCounterIn, OnPapersIn, at_counter, on_papers
from .who import desk_of, looked_at

P = Permission
group = Group(_("激活和授权"))
Entry = Literal["first", "second"]


class OpenPadIn(In):
    """For which card, and which of the two entries, the pad is opened."""

    card_id: Id
    entry: Entry


class PressIn(OpenPadIn):
    """The key that was pressed, by its token; without one the last digit is taken back."""

    pad: Sealed
    token: Token | None = None


class ActivateIn(OnPapersIn):
    """Who came with which ID, the number read from the card, and both full pads."""

    identity: IdentityIn
    card_number_shown: CardNumber
    pad_first: Sealed
    pad_second: Sealed
    sign_mandate: bool = False


class SignIn(AtCounterIn):
    """Who signs, on which papers; `identity`: the ID of a guardian, which the register must know."""


@group.look("/pads", method="POST", title=_("打开密码键盘"), gives=PadOut, may=(P.ACTIVATE,))
def open_pad(request: HttpRequest, body: OpenPadIn) -> HttpResponse:
    """Open an empty pad for one entry of a bank PIN (S5.3)."""
    return opened(_subject(request, body.card_id, body.entry))


@group.look("/pads/press", method="POST", title=_("按一个键"), gives=PadOut, may=(P.ACTIVATE,))
def press(request: HttpRequest, body: PressIn) -> HttpResponse:
    """Press a key, or take the last digit back. Refuses PadNotOurs, PadExpired, PadForSomethingElse."""
    return pressed(_subject(request, body.card_id, body.entry), body.pad, body.token)


@group.act("POST", "/cards/{int:card_id}/activate", title=_("激活"), gives=journeys.ActivationReceipt, may=(P.ACTIVATE,))
def activate(request: HttpRequest, card_id: Id, body: ActivateIn) -> HttpResponse:
    """Activate both functions, move the old card's balance once, switch the pension bank, sign the mandate if wished (S5.1).

    Everything or nothing. Refuses what `journeys.activate` refuses.
    """
    receipt = journeys.activate(
        **on_papers(request, cards.card(card_id).person_id, body, P.ACTIVATE),
        card_id=card_id,
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
    return told(journeys.sign_mandate(**at_counter(request, person_id, body, P.SIGN_MANDATE)), status=201)


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
