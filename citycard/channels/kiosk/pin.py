"""Change the social PIN at the machine (修改社保密码): the present one, the new one twice, on a pad that shows nothing (S5.3)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from citycard import cards, journeys
from citycard.audit import Channel
from citycard.channels.kiosk.visit import show, visitor_of, visitor_page
from citycard.channels.messages import field_error
from citycard.channels.pin_pads import AGAIN, NEW, PAD_PROBLEMS, PRESENT, Pads, entries, fresh, pressed, wrong_words
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of
from citycard.shared import clock
from citycard.staff import Permission

NAMES = (PRESENT, NEW, AGAIN)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@visitor_page
def pin(request: HttpRequest) -> HttpResponse:
    """Take the three entries, then change. Refuses what the decision table refuses."""
    on = clock.today()
    stands = journeys.standing_of(visitor_of(request).who.id, on=on)
    held = stands.current
    if held is None:
        raise journeys.NoCardInHand().by_rule(journeys.TABLE[Permission.CHANGE_SOCIAL_PIN].rule)
    journeys.check_presented(Permission.CHANGE_SOCIAL_PIN, stands, held, channel=Channel.KIOSK, on=on)
    if "confirm" in request.POST:
        return _change(request, held)
    return _screen(request, pressed(request, _subject(held), NAMES))


def _screen(request: HttpRequest, pads: Pads) -> HttpResponse:
    place = pads.number + 1
    titles = (_("确认本人"), _("现在的密码"), _("新密码"), _("再输一遍"))
    steps = [
        {"title": title, "state": "done" if number < place else "now" if number == place else "todo"}
        for number, title in enumerate(titles, start=1)
    ]
    return show(request, "pin", {"pads": pads, "steps": steps}, status=400 if pads.problem else 200)


def _subject(held: cards.CardFacts) -> str:
    return f"kiosk:{held.id}"


def _change(request: HttpRequest, held: cards.CardFacts) -> HttpResponse:
    """The journey. A wrong present PIN is counted and said; a spoilt pad begins anew."""
    present, first, second = entries(request, _subject(held), NAMES)
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
    except PAD_PROBLEMS as refusal:
        return _screen(request, fresh(_subject(held), NAMES, problem=field_error(refusal, language())))
    if receipt.is_locked:
        raise journeys.SocialPinLocked
    if not receipt.is_changed:
        return _screen(request, fresh(_subject(held), NAMES, problem=wrong_words(receipt.tries_left)))
    return show(request, "pin_done", {"number": receipt.number})
