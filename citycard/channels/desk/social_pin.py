"""The social PIN at a counter (社保密码): changed at the community (S5.3), a child's by the guardian; reset at the card hall (S6.1)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from citycard import cards, journeys, medical
from citycard.audit import ShownDocument
from citycard.channels import pin_pads
from citycard.channels.desk.comer import put_on_comer
from citycard.channels.desk.forms import put_on
from citycard.channels.desk.pin_sheet import Counter, PinSheet, done_with_card, sheet_page
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import tell
from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, staff_page
from citycard.people import PersonFacts, guardians_of, person
from citycard.policy import Comes
from citycard.shared import clock
from citycard.staff import Permission

P = Permission
CHANGE, RESET, OLD = "pin-change", "pin-reset", "old-card-pin"
CARD_PAPER, OLD_CARD_PAPER = "social_card_for_pin", "old_card_for_pin"
KEPT_IN = "desk_pin_change"
ENTRIES = (pin_pads.PRESENT, pin_pads.NEW, pin_pads.AGAIN)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.RESET_SOCIAL_PIN)
def reset(request: HttpRequest, person_id: int) -> HttpResponse:
    """Put the social PIN back to the initial one; the holder is told by SMS."""
    is_old = _has_old_card(person_id)
    act = Counter(
        what="reset_social_pin",
        title=_("重置原医保卡密码") if is_old else _("重置社保密码"),
        service=RESET,
        effects=OLD if is_old else RESET,
        button=_("确认重置"),
        do=_reset,
        card=(_("读卡或输入原医保卡号"), _("原医保卡卡面上的号码")) if is_old else None,
        without=CARD_PAPER if is_old else OLD_CARD_PAPER,
        known_only=True,
    )
    return sheet_page(request, person_id, act)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.CHANGE_SOCIAL_PIN)
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Step 1: the papers and the card; a card whose PIN cannot be changed is refused here, with the reason."""
    act = Counter(
        what="change_social_pin",
        title=_("修改社保密码"),
        service=CHANGE,
        effects=CHANGE,
        button=_("核对无误，请持卡人输密码"),
        do=_begin_change,
        onward="desk:change_social_pin_pads",
        known_only=True,
    )
    return sheet_page(request, person_id, act)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.CHANGE_SOCIAL_PIN)
def change_pads(request: HttpRequest, person_id: int) -> HttpResponse:
    """Step 2: the present PIN, the new one twice; a wrong present one counts as a try and is told (S6.2)."""
    title = _("修改社保密码")
    kept = request.session.get(KEPT_IN)
    if kept is None or kept["person_id"] != person_id:
        return redirect("desk:change_social_pin", person_id)
    who, purpose = open_file(request, person_id, what="change_social_pin", act=title)
    subject, problem = f"desk-change:{kept['card_id']}", ""
    if "confirm" in request.POST:
        try:
            receipt = _change(request, kept, subject, purpose.text)
        except pin_pads.PAD_PROBLEMS as refusal:
            problem = field_error(refusal, language())
        else:
            if receipt.is_changed:
                request.session.pop(KEPT_IN, None)
                tell(request, _("社保密码已改，已发短信"), number=receipt.number, receipt=receipt)
                return redirect("desk:person", person_id)
            if receipt.is_locked:
                raise journeys.SocialPinLocked
            problem = pin_pads.wrong_words(receipt.tries_left)
    pads = pin_pads.fresh(subject, ENTRIES, problem=problem) if problem else pin_pads.pressed(request, subject, ENTRIES)
    context = _pads_context(who, title) | {"pads": pads, "confirm": _("确认改密码"), "purpose": shown_purpose(who.id, purpose)}
    return render(request, "desk/pin_pads.html", context, status=400 if pads.problem else 200)


def _reset(request: HttpRequest, sheet: PinSheet, purpose: str) -> bool:
    """Do it; a refusal that names a field goes back onto the form."""
    mend = journeys.reset_old_card_pin if _has_old_card(sheet.who.id) else journeys.reset_social_pin
    receipt = done_with_card(request, sheet, purpose, mend)
    if receipt is None:
        return False
    told = _("原医保卡密码已重置为六个零，已发短信") if receipt.is_old_card else _("社保密码已重置为六个零，已发短信")
    tell(request, told, number=receipt.number, receipt=receipt)
    return True


def _has_old_card(person_id: int) -> bool:
    """S5.1: until the new card is activated it is the old medical card whose PIN is meant."""
    old, card = medical.old_card(person_id), cards.card_of(person_id)
    is_active = card is not None and card.social_state == "active"
    return not is_active and old is not None and old.is_valid_on(clock.today())


def _begin_change(request: HttpRequest, sheet: PinSheet, _purpose: str) -> bool:
    """The card on the counter is this person's, and its PIN may be changed by who came; kept without any number."""
    channel, on = desk_of(request).channel, clock.today()
    read = sheet.identity
    try:
        standing, card = journeys.standing_of_presented(sheet.card_number, on=on)
        _check_whose(card, sheet.who)
    except (journeys.CardNumberDiffers, cards.CardUnknown) as refusal:
        put_on(sheet.form, refusal)
        return False
    journeys.check_presented(P.CHANGE_SOCIAL_PIN, standing, card, channel=channel, on=on, comes=sheet.comes)
    try:
        journeys.check_guardian_read(
            P.CHANGE_SOCIAL_PIN, service=CHANGE, holder=sheet.who, comes=sheet.comes, identity=read, on=on
        )
    except journeys.NotTheGuardian as refusal:
        put_on_comer(sheet.comer, refusal)
        return False
    papers = [(one.kind, one.holder, one.number_masked) for one in sheet.shown()]
    kept = {"person_id": sheet.who.id, "card_id": card.id, "papers": papers, "comes": sheet.comes.value}
    request.session[KEPT_IN] = kept | ({"guardian": _guardian_id(sheet.who, read), "kind": read.kind} if read else {})
    return True


def _guardian_id(who: PersonFacts, read: journeys.IdentityShown) -> int:
    """Whose ID was read: a guardian on the register, as has been checked."""
    guardians = (one.guardian for one in guardians_of(who.id, on=clock.today()))
    return next(one.id for one in guardians if one.social_number == read.number)


def _read(kept: dict[str, Any]) -> journeys.IdentityShown | None:
    """The guardian's ID as it was read; its number comes from the register, where it was found."""
    if "guardian" not in kept:
        return None
    return journeys.IdentityShown(kind=kept["kind"], number=person(kept["guardian"]).social_number, valid_until=None)


def _check_whose(card: cards.CardFacts, who: PersonFacts) -> None:
    """The card on the counter is this person's. Refuses CardNumberDiffers."""
    if card.person_id != who.id:
        raise journeys.CardNumberDiffers


def _change(request: HttpRequest, kept: dict[str, Any], subject: str, purpose: str) -> journeys.PinChangeReceipt:
    present, first, second = pin_pads.entries(request, subject, ENTRIES)
    documents = tuple(ShownDocument(kind=kind, holder=holder, number_masked=number) for kind, holder, number in kept["papers"])
    return journeys.change_social_pin(
        by=desk_of(request).actor(documents=documents, purpose=purpose),
        key=key_of(request),
        at=clock.now(),
        card_number=cards.card(kept["card_id"]).card_number,
        comes=Comes(kept["comes"]),
        identity=_read(kept),
        present=present,
        first=first,
        second=second,
    )


def _pads_context(who: PersonFacts, title: str) -> dict[str, object]:
    person = reverse("desk:person", args=[who.id])
    return {"who": who, "title": title, "is_social": True, "crumbs": [(who.name, person), (title, "")]}
