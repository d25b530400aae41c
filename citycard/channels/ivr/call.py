"""A call (通话): where it is in the menu, who calls, what was said. One key or one number at a time moves it on.

The caller is known by the social security number and the mobile number on file, never by a PIN (S7.2, S14.2). Which of the two was
wrong is not said. Three wrong pairs end the call; asking by number and by line is limited as on the web.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hmac import compare_digest
from uuid import uuid4

from django.utils.translation import gettext as _

from citycard import journeys, people
from citycard.audit import Actor, Channel, record_read
from citycard.channels.card_state import bank_side, social_side
from citycard.channels.messages import explain
from citycard.channels.refusals import language
from citycard.channels.web_hall.actions import count_knock
from citycard.channels.web_hall.refusals import AskedTooOften
from citycard.people import PersonFacts, PersonUnknown
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

from .menu import AGAIN, MENU, Aim, Place

MOST_WRONG = 3
CALLER, LOOK = "来电人", "电话查社保卡"  # an operator and a purpose in the record of acts, kept in the record's language


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call as it stands. `person_id` is whom the number means, before the phone is compared: None for nobody."""

    id: str = field(default_factory=lambda: uuid4().hex)
    place: Place = Place.WELCOME
    aim: Aim | None = None
    person_id: int | None = None
    is_known: bool = False
    wrong: int = 0
    words: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def digits(self) -> int:
        """How many digits the voice waits for; 0 when it waits for one key."""
        return MENU[self.place].digits

    @property
    def is_over(self) -> bool:
        """True once the voice has said goodbye."""
        return self.place is Place.BYE

    def said(self) -> str:
        """The sentence of the voice."""
        return str(MENU[self.place].say).format_map(self.words)

    def kept(self) -> dict[str, object]:
        """The call as a session keeps it; no number of a person is in it."""
        return asdict(self)


def call_of(kept: Mapping[str, object]) -> Call:
    """Return the call that a session kept."""
    aim = kept["aim"]
    return Call(**{**kept, "place": Place(str(kept["place"])), "aim": Aim(str(aim)) if aim else None})  # pyright: ignore[reportArgumentType]  # as `kept` wrote it


def press(call: Call, keys: str, *, line: str, at: datetime) -> Call:
    """Take one key, or the digits of a number, and return the call as it then stands. `line` is where the call comes from.

    A key that leads nowhere, and a number of another length, leave it where it is: the voice says the sentence again.
    """
    if call.is_over or keys == AGAIN:
        return call
    if call.digits:
        return _take_number(call, keys.replace(AGAIN, "X"), line=line, at=at) if len(keys) == call.digits else call
    onward = MENU[call.place].keys.get(keys)
    if onward is None:
        return call
    if onward is Place.REPORTED:
        return _report(call, at=at)
    if onward is Place.WELCOME:
        return Call(id=call.id)
    return replace(call, place=onward, aim=Aim(keys) if call.place is Place.WELCOME and onward is Place.NUMBER else call.aim)


def _take_number(call: Call, number: str, *, line: str, at: datetime) -> Call:
    if call.place is Place.NUMBER:
        try:
            count_knock(social_number=number, source=line, at=at)
        except AskedTooOften as refusal:
            return _refused(call, refusal)
        found = people.find_person(number)
        return replace(call, place=Place.PHONE, person_id=found.id if found else None)
    caller = _caller(call, number, at=at)
    if caller is None:
        wrong = call.wrong + 1
        return replace(call, place=Place.BYE if wrong >= MOST_WRONG else Place.NOT_FOUND, wrong=wrong, person_id=None)
    known = replace(call, is_known=True)
    return _confirm(known, caller, at=at) if call.aim is Aim.LOSS else _tell(known, caller, at=at)


def _caller(call: Call, phone: str, *, at: datetime) -> PersonFacts | None:
    """The living person whose number and phone were entered; the phone is compared even where nobody has the number."""
    try:
        found = people.person(call.person_id or 0)
    except PersonUnknown:
        found = None
    fits = compare_digest(found.phone if found else "", phone)
    return found if found is not None and fits and found.is_alive_on(in_china(at).date()) else None


def _confirm(call: Call, caller: PersonFacts, *, at: datetime) -> Call:
    standing = journeys.standing_of(caller.id, on=in_china(at).date())
    try:
        journeys.check(Permission.REPORT_LOSS, standing.situation, channel=Channel.IVR, comes=Comes.HOLDER)
    except Refusal as refusal:
        return _refused(call, refusal)
    words = {"name": caller.name, "tail": _spoken(standing.in_hand[0].card_number[-3:])}
    return replace(call, place=Place.CONFIRM, words=words)


def _report(call: Call, *, at: datetime) -> Call:
    """Report the social account lost: the key is the call's, so a key pressed twice is one report (A3)."""
    if not call.is_known or call.person_id is None:
        return Call(id=call.id)
    caller = Actor(channel=Channel.IVR, account_id=None, label=CALLER, person_id=call.person_id)
    try:
        receipt = journeys.report_loss(by=caller, key=f"ivr:{call.id}:{call.person_id}:loss", at=at, person_id=call.person_id)
    except Refusal as refusal:
        return _refused(call, refusal)
    done = _("这张卡早先已经挂失，仍然有效。") if receipt.already else _("社保账户已挂失，马上生效。")
    words = {"done": done, "number": _spoken(receipt.number), "bank": _bank_words(receipt)}
    return replace(call, place=Place.REPORTED, words=words)


def _bank_words(receipt: journeys.LossReceipt) -> str:
    """What is still to be done at the bank, or that nothing is (S7.2)."""
    if receipt.bank_to_do:
        return _("银行账户还没有挂失，请您本人带有效身份证件到抚顺银行网点办。")
    return _("银行账户也已挂失。") if receipt.bank_reported else _("这张卡现在不能取钱，银行账户不用再挂失。")


def _tell(call: Call, caller: PersonFacts, *, at: datetime) -> Call:
    """Tell the state of both functions. A voice is not a face: the look leaves a line that the holder can see (S12)."""
    looker = Actor(channel=Channel.IVR, account_id=None, label=CALLER, purpose=LOOK)
    record_read(by=looker, person_id=caller.id, what="my_card", at=at)
    on = in_china(at).date()
    standing = journeys.standing_of(caller.id, on=on)
    card = standing.current or standing.successor
    bank_words = bank_side(card, standing.sides.get(card.card_number) if card else None, on=on)
    waiting = standing.newest
    onward = (
        _("新卡已到{office}，请带身份证件去领。").format(office=waiting.pickup_office_name)
        if waiting is not None and waiting.state == "awaiting_pickup"
        else ""
    )
    words = {"name": caller.name, "social": social_side(card, on=on)["word"], "bank": bank_words["word"], "next": onward}
    return replace(call, place=Place.CARD, words=words)


def _refused(call: Call, refusal: Refusal) -> Call:
    told = explain(refusal, language())
    remedy = told.can[0] if told.can else ""
    return replace(call, place=Place.REFUSED, words={"because": told.because.rstrip("。."), "remedy": remedy.rstrip("。.")})


def _spoken(number: str) -> str:
    """A number sign by sign, as a voice reads it."""
    return " ".join(number)
