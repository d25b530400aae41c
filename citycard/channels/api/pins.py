"""PINs (密码): tried at hospital and pharmacy, changed, reset, unlocked (S5.3, S6).

A PIN never travels as digits. A program opens a pad for a card, shows its ten keys on a screen that nobody else sees, and sends
the token of each key that is pressed; every answer brings new tokens. A wrong PIN is an answer (200), not a problem: it is kept.
"""

from collections.abc import Callable
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from citycard import cards, journeys, medical, pins
from citycard.shared import clock
from citycard.staff import Permission

from .answers import told
from .group import Group
from .kinds import CardNumber, Documents, Id, IdentityIn, In
from .pads import PadOut, Sealed, Token, opened, pressed
from .visits import AtCounterIn, OnPapersIn, at_counter, on_papers
from .who import actor_of, desk_of, key_of, papers_shown, served

P = Permission
group = Group(_("密码"))
ON_PADS = (P.VERIFY_SOCIAL_PIN, P.CHANGE_SOCIAL_PIN, P.RESET_BANK_PIN)
What = Literal["use", "change_social", "reset_bank"]
Entry = Literal["only", "present", "first", "second"]
UseIn = Annotated[journeys.CardUse, Field(strict=False, examples=["clinic"])]


class OpenPinPadIn(In):
    """For which card, for what, and which of its entries the pad is opened."""

    card_number: CardNumber
    what: What
    entry: Entry


class PressPinPadIn(OpenPinPadIn):
    """The key that was pressed, by its token; without one the last digit is taken back."""

    pad: Sealed
    token: Token | None = None


class UseCardIn(In):
    """The number read from the card, what it is used for, and the full pad."""

    card_number: CardNumber
    use: UseIn
    pad: Sealed


class ChangePinIn(AtCounterIn):
    """The number read from the card, and three full pads; at a community the papers too, and the ID of a guardian who comes."""

    card_number: CardNumber
    documents: Documents = []
    pad_present: Sealed
    pad_first: Sealed
    pad_second: Sealed


class ResetPinIn(AtCounterIn):
    """Who came, on which papers, and the number read from the card; `identity`: the ID of a guardian, which the register must know."""

    card_number_shown: CardNumber


class UnlockBankPinIn(OnPapersIn):
    """Who came to the bank, with which valid ID, on which papers, and the number read from the card."""

    identity: IdentityIn
    card_number_shown: CardNumber


class ResetBankPinIn(UnlockBankPinIn):
    """The same, and both full pads of the new PIN."""

    pad_first: Sealed
    pad_second: Sealed


@group.look("/pins/pads", method="POST", title=_("打开密码键盘"), gives=PadOut, may=ON_PADS)
def open_pin_pad(request: HttpRequest, body: OpenPinPadIn) -> HttpResponse:
    """Open an empty pad for one entry of a PIN (S5.3)."""
    return opened(_subject(request, body))


@group.look("/pins/pads/press", method="POST", title=_("按一个键"), gives=PadOut, may=ON_PADS)
def press_pin_pad(request: HttpRequest, body: PressPinPadIn) -> HttpResponse:
    """Press a key, or take the last digit back. Refuses PadNotOurs, PadExpired, PadForSomethingElse."""
    return pressed(_subject(request, body), body.pad, body.token)


@group.act("POST", "/pins/social/verify", title=_("验社保密码"), gives=journeys.PinTryReceipt, may=(P.VERIFY_SOCIAL_PIN,))
def verify(request: HttpRequest, body: UseCardIn) -> HttpResponse:
    """Authorise one use of the card by its PIN; each try needs a key of its own (S6.2). Refuses as `journeys.verify_social_pin`."""
    return _use(request, body, cards.find_card(body.card_number), journeys.verify_social_pin)


@group.act("POST", "/pins/old-card/verify", title=_("验原医保卡密码"), gives=journeys.PinTryReceipt, may=(P.VERIFY_SOCIAL_PIN,))
def verify_old_card(request: HttpRequest, body: UseCardIn) -> HttpResponse:
    """The same for an old medical card, until it ends (S5.2, S6.2). Refuses as `journeys.verify_old_card_pin`."""
    return _use(request, body, medical.find_old_card(body.card_number), journeys.verify_old_card_pin)


@group.act("POST", "/pins/social/change", title=_("改社保密码"), gives=journeys.PinChangeReceipt, may=(P.CHANGE_SOCIAL_PIN,))
def change(request: HttpRequest, body: ChangePinIn) -> HttpResponse:
    """Change the social PIN; a wrong present one counts as a try and is told (S5.3, S6.2). Refuses as `journeys.change_social_pin`."""
    found = cards.find_card(body.card_number)
    who = served(request, found.person_id, permission=P.CHANGE_SOCIAL_PIN) if found else None
    pads = (("present", body.pad_present), ("first", body.pad_first), ("second", body.pad_second))
    present, first, second = (_entry(request, body.card_number, "change_social", name, pad) for name, pad in pads)
    receipt = journeys.change_social_pin(
        by=actor_of(request, documents=papers_shown(body.documents, who)),
        key=key_of(request),
        at=clock.now(),
        card_number=body.card_number,
        comes=body.comes,
        identity=body.identity.shown() if body.identity else None,
        present=present,
        first=first,
        second=second,
    )
    return told(receipt)


@group.act(
    "POST", "/people/{int:person_id}/social-pin/reset", title=_("重置社保密码"), gives=journeys.PinResetReceipt,
    may=(P.RESET_SOCIAL_PIN,),
)  # fmt: skip
def reset(request: HttpRequest, person_id: Id, body: ResetPinIn) -> HttpResponse:
    """Put the social PIN back to the initial one and take its lock away (S6.1). Refuses as `journeys.reset_social_pin`."""
    act = at_counter(request, person_id, body, P.RESET_SOCIAL_PIN)
    return told(journeys.reset_social_pin(**act, card_number_shown=body.card_number_shown))


@group.act(
    "POST", "/people/{int:person_id}/old-card-pin/reset", title=_("重置原医保卡密码"), gives=journeys.PinResetReceipt,
    may=(P.RESET_SOCIAL_PIN,),
)  # fmt: skip
def reset_old_card(request: HttpRequest, person_id: Id, body: ResetPinIn) -> HttpResponse:
    """The same for an old medical card that still serves (S6.1, S6.2). Refuses as `journeys.reset_old_card_pin`."""
    act = at_counter(request, person_id, body, P.RESET_SOCIAL_PIN)
    return told(journeys.reset_old_card_pin(**act, card_number_shown=body.card_number_shown))


@group.act(
    "POST", "/people/{int:person_id}/bank-pin/reset", title=_("银行密码挂失、重设"), gives=journeys.BankPinReceipt,
    may=(P.RESET_BANK_PIN,),
)  # fmt: skip
def reset_bank(request: HttpRequest, person_id: Id, body: ResetBankPinIn) -> HttpResponse:
    """Take a PIN loss report and set the holder's new bank PIN (S6.3). Refuses as `journeys.reset_bank_pin`."""
    receipt = journeys.reset_bank_pin(
        **on_papers(request, person_id, body, P.RESET_BANK_PIN),
        identity=body.identity.shown(),
        card_number_shown=body.card_number_shown,
        pin_first=_entry(request, body.card_number_shown, "reset_bank", "first", body.pad_first),
        pin_second=_entry(request, body.card_number_shown, "reset_bank", "second", body.pad_second),
    )
    return told(receipt)


@group.act(
    "POST", "/people/{int:person_id}/bank-pin/unlock", title=_("解锁银行密码"), gives=journeys.BankPinReceipt,
    may=(P.UNLOCK_BANK_PIN,),
)  # fmt: skip
def unlock_bank(request: HttpRequest, person_id: Id, body: UnlockBankPinIn) -> HttpResponse:
    """Unlock a bank PIN that its holder still knows (S6.3). Refuses as `journeys.unlock_bank_pin`."""
    receipt = journeys.unlock_bank_pin(
        **on_papers(request, person_id, body, P.UNLOCK_BANK_PIN),
        identity=body.identity.shown(),
        card_number_shown=body.card_number_shown,
    )
    return told(receipt)


def _use(
    request: HttpRequest,
    body: UseCardIn,
    found: cards.CardFacts | medical.OldCardFacts | None,
    verify_pin: Callable[..., journeys.PinTryReceipt],
) -> HttpResponse:
    """Try the PIN of the new or the old card; nobody at a hospital's desk uses the own one there (A2)."""
    if found is not None:
        desk_of(request).check_not_own(found.person_id)
    receipt = verify_pin(
        by=actor_of(request),
        key=key_of(request),
        at=clock.now(),
        card_number=body.card_number,
        pin=_entry(request, body.card_number, "use", "only", body.pad),
        use=body.use,
    )
    return told(receipt)


def _entry(request: HttpRequest, card_number: str, what: What, entry: str, sealed: str) -> pins.PadEntry:
    return pins.PadEntry(sealed=sealed, subject=_words(request, card_number, what, entry))


def _subject(request: HttpRequest, body: OpenPinPadIn) -> str:
    return _words(request, body.card_number, body.what, body.entry)


def _words(request: HttpRequest, card_number: str, what: str, entry: str) -> str:
    """What a pad is opened for: this card, this purpose, this entry, this operator. Nobody else's pad fits."""
    return f"{what}:{card_number.strip().upper()}:{entry}:{desk_of(request).operator.account_id}"
