"""Change the social PIN at the machine (修改社保密码): the present one, the new one twice, on a pad that shows nothing (S5.3).

Nothing of a PIN is kept here: full pads travel sealed through the page, as at the teller's (see desk/bank_pin.py).
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from citycard import cards, journeys, pins
from citycard.audit import Channel
from citycard.channels.kiosk.visit import show, visitor_of, visitor_page
from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, new_key
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

STAGES = ("present", "first", "second")


@dataclass(frozen=True, slots=True)
class Entry:
    """The pad on the screen, the full ones before it, and what went wrong."""

    pad: pins.Pad
    full: tuple[str, ...] = ()
    problem: str = ""

    @property
    def stage(self) -> str:
        """Which PIN is asked for."""
        return STAGES[len(self.full)]

    @property
    def dots(self) -> list[str]:
        """The places of the PIN, by class: filled, the next one, empty."""
        filled = self.pad.filled
        return ["on" if place < filled else "cur" if place == filled else "" for place in range(self.pad.length)]

    @property
    def is_ready(self) -> bool:
        """True when all three are full."""
        return self.stage == STAGES[-1] and self.pad.is_full


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@visitor_page
def pin(request: HttpRequest) -> HttpResponse:
    """Take the three entries, then change. Refuses what the decision table refuses."""
    stands = journeys.standing_of(visitor_of(request).who.id, on=clock.today())
    journeys.check(Permission.CHANGE_SOCIAL_PIN, stands.situation, channel=Channel.KIOSK, comes=Comes.HOLDER)
    held = stands.current
    if held is None:
        raise journeys.NoCardInHand
    if "confirm" in request.POST:
        return _change(request, held)
    entry = _entered(request, held.id) if request.method == "POST" else _fresh(held.id)
    return _screen(request, entry)


def _screen(request: HttpRequest, entry: Entry) -> HttpResponse:
    place = STAGES.index(entry.stage) + 2
    titles = (_("确认本人"), _("现在的密码"), _("新密码"), _("再输一遍"))
    steps = [
        {"title": title, "state": "done" if number < place else "now" if number == place else "todo"}
        for number, title in enumerate(titles, start=1)
    ]
    return show(request, "pin", {"entry": entry, "steps": steps, "key": new_key()}, status=400 if entry.problem else 200)


def _subject(card_id: int, stage: str) -> str:
    return f"kiosk:{card_id}:{stage}"


def _fresh(card_id: int, problem: str = "", full: tuple[str, ...] = ()) -> Entry:
    pad = pins.open_pad(subject=_subject(card_id, STAGES[len(full)]), at=clock.now())
    return Entry(pad=pad, full=full, problem=problem)


def _entered(request: HttpRequest, card_id: int) -> Entry:
    """One key pressed; after a full entry the next pad opens by itself. A spoilt pad begins anew and says why."""
    full, at = tuple(request.POST.getlist("full")[: len(STAGES) - 1]), clock.now()
    subject, sealed = _subject(card_id, STAGES[len(full)]), request.POST.get("pad", "")
    try:
        if "again" in request.POST:
            return _fresh(card_id, full=full)
        if "erase" in request.POST:
            return Entry(pad=pins.erase(pad=sealed, subject=subject, at=at), full=full)
        pad = pins.press(pad=sealed, token=request.POST.get("token", ""), subject=subject, at=at)
    except Refusal as refusal:
        return _fresh(card_id, field_error(refusal, language()))
    if pad.is_full and len(full) < len(STAGES) - 1:
        return _fresh(card_id, full=(*full, pad.sealed))
    return Entry(pad=pad, full=full)


def _change(request: HttpRequest, held: cards.CardFacts) -> HttpResponse:
    """The journey. A wrong present PIN is counted and said; everything else that is wrong begins anew."""
    sealed = (*request.POST.getlist("full"), request.POST.get("pad", ""))
    if len(sealed) != len(STAGES):
        return _screen(request, _fresh(held.id))
    present, first, second = (
        pins.PadEntry(sealed=one, subject=_subject(held.id, stage)) for one, stage in zip(sealed, STAGES, strict=True)
    )
    try:
        receipt = journeys.change_social_pin(
            by=visitor_of(request).actor(),
            key=key_of(request),
            at=clock.now(),
            card_number=held.card_number,
            present=present,
            first=first,
            second=second,
        )
    except Refusal as refusal:
        if refusal.field != "pin":
            raise
        return _screen(request, _fresh(held.id, field_error(refusal, language())))
    if receipt.is_changed:
        return show(request, "pin_done", {"number": receipt.number})
    if receipt.is_locked:
        raise journeys.SocialPinLocked
    left = _("现在的密码不对。连续输错会锁定，还可以试 %(left)s 次。") % {"left": receipt.tries_left}
    return _screen(request, _fresh(held.id, left))
