"""The temporary card at the card hall (临时卡): lent, taken back, lost or damaged, its cost settled (S10)."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import cards, journeys
from citycard.audit import Channel, ShownDocument
from citycard.channels.days import day
from citycard.channels.desk.comer import comer_form, put_on_comer, who_comes
from citycard.channels.desk.forms import put_on
from citycard.channels.desk.papers import checklist, coming
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.sheet import Sheet
from citycard.channels.desk.told import tell
from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, staff_page
from citycard.journeys import Standing, TemporaryCardReceipt
from citycard.people import PersonFacts, case_of
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.money import yuan
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

SERVICE = "temporary-card"
P = Permission


class LendForm(forms.Form):
    """Which temporary card, and which hospital the proof of admission names."""

    hospital = forms.CharField(
        label=gettext_lazy("在哪家医院住院"), max_length=60, help_text=gettext_lazy("照住院证明写全称"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    temporary_number = forms.CharField(
        label=gettext_lazy("临时卡号码"), max_length=20, help_text=gettext_lazy("扫卡面条码，或照卡面写；要在本厅库里"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "cc-id", "spellcheck": "false"}),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.ISSUE_TEMPORARY_CARD)
def lend(request: HttpRequest, person_id: int) -> HttpResponse:
    """Lend a temporary card to a person in hospital whose replacement is under way (发临时卡, S10.1)."""
    who, purpose = open_file(request, person_id, what="temporary_card", act=gettext_noop("发临时卡"))
    is_sent = request.method == "POST"
    if not is_sent:
        _check(P.ISSUE_TEMPORARY_CARD, person_id)
    stock = cards.temporary_stock(desk_of(request).posting.office_id or 0)
    sheet = _sheet(request, who, next_number=stock.next_number)
    if is_sent and sheet.is_complete:
        receipt = _lend(request, sheet, purpose.text)
        if receipt is not None:
            title = _("临时卡 %(number)s 已发给 %(name)s") % {"number": receipt.temporary_number, "name": who.name}
            tell(request, title, number=receipt.number, receipt=receipt)
            return redirect("desk:person", who.id)
    drawn = sheet.drawn(request, title=_("发临时卡"), label=_("谁来领"))
    context = drawn | {"stock": stock, "purpose": shown_purpose(who.id, purpose)}
    return render(request, "desk/lend_temporary.html", context, status=400 if is_sent else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.RETURN_TEMPORARY_CARD)
def hand_back(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take the temporary card back into the hall's stock (收回临时卡, S10.3)."""
    return _finish(request, person_id, RETURN)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.REPORT_TEMPORARY_CARD_LOST)
def lost(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record that the temporary card is lost or damaged (S10.4)."""
    return _finish(request, person_id, LOST)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.SETTLE_TEMPORARY_FEE)
def settle(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take the production cost of a lost temporary card (收工本费, S10.4)."""
    return _finish(request, person_id, SETTLE)


@dataclass(frozen=True)
class Ending:
    """One way in which a lent temporary card comes to an end, in the words of its page."""

    act: Permission
    title: str
    lead: str | Promise
    effect: str | Promise
    button: str | Promise
    done: str | Promise
    rule: str
    verb: Callable[..., TemporaryCardReceipt]
    papers: str | Promise
    shown: tuple[ShownDocument, ...] = ()
    is_final: bool = False


RETURN = Ending(
    act=P.RETURN_TEMPORARY_CARD,
    title=gettext_noop("收回临时卡"),
    lead=gettext_lazy("核对卡面号码，是这一张才收。收回、清除以后回到本厅库里。"),
    effect=gettext_lazy("收回以后，新卡就能领取、激活。"),
    button=gettext_lazy("确认收回"),
    done=gettext_lazy("临时卡已收回"),
    rule="S10.3",
    verb=journeys.return_temporary_card,
    papers=gettext_lazy("临时卡本身，当面核对号码；谁交回来都收，不用别的材料。"),
    shown=(ShownDocument(kind="temporary_card", holder="applicant"),),
)
LOST = Ending(
    act=P.REPORT_TEMPORARY_CARD_LOST,
    title=gettext_noop("登记临时卡遗失、损坏"),
    lead=gettext_lazy("临时卡丢了，或者坏了不能再用。"),
    effect=gettext_lazy("这张临时卡马上不能再用；工本费缴清以前，新卡不能领取、激活。"),
    button=gettext_lazy("确认登记"),
    done=gettext_lazy("临时卡已登记遗失、损坏，请收工本费"),
    rule="S10.4",
    verb=journeys.report_temporary_card_lost,
    papers=gettext_lazy("不用材料；坏了的卡请当面交回。"),
    is_final=True,
)
SETTLE = Ending(
    act=P.SETTLE_TEMPORARY_FEE,
    title=gettext_noop("收临时卡工本费"),
    lead=gettext_lazy("按规定的数收，收到再确认。"),
    effect=gettext_lazy("缴清算已交还临时卡，新卡就能领取、激活。"),
    button=gettext_lazy("已收到，确认结清"),
    done=gettext_lazy("工本费已结清"),
    rule="S10.4",
    verb=journeys.settle_temporary_fee,
    papers=gettext_lazy("不用材料；谁来缴都可以。"),
)


def _finish(request: HttpRequest, person_id: int, how: Ending) -> HttpResponse:
    """Show the card that is out and what follows; on the second look do it."""
    who, purpose = open_file(request, person_id, what=how.act.value, act=how.title)
    comes = Comes.HOLDER if who.is_alive_on(clock.today()) else Comes.AGENT
    if request.method == "POST":
        by = desk_of(request).actor(documents=how.shown, purpose=purpose.text)
        paid = {"paid_fen": _paid(request)} if how is SETTLE else {}
        receipt = how.verb(by=by, key=key_of(request), at=clock.now(), person_id=person_id, comes=comes, **paid)
        tell(request, str(how.done), number=receipt.number, receipt=receipt)
        return redirect("desk:person", who.id)
    stands = _check(how.act, person_id)
    held = stands.temporary
    due = journeys.temporary_fee_due(held, on=clock.today())
    context = {
        "how": how,
        "title": _(how.title),
        "who": who,
        "held": held,
        "issued_on": day(held.issued_at) if held else "",
        "fee": "" if due is None else yuan(due),
        "paid_fen": due,
        "is_set": due is not None,
        "not_set": field_error(journeys.TemporaryFeeNotSet(), language()),
        "is_settling": how is SETTLE,
        "asks_fee": how is not RETURN,
        "key": key_of(request),
        "crumbs": [(who.name, reverse("desk:person", args=[who.id])), (_(how.title), "")],
        "purpose": shown_purpose(who.id, purpose),
    }
    return render(request, "desk/end_temporary.html", context)


def _check(act: Permission, person_id: int) -> Standing:
    """Say at once what would be refused at the end. Refuses what the decision table refuses."""
    stands = journeys.standing_of(person_id, on=clock.today())
    journeys.check_for_somebody(act, stands.situation, channel=Channel.CARD_HALL)
    return stands


def _sheet(request: HttpRequest, who: PersonFacts, *, next_number: str) -> Sheet[LendForm]:
    on = clock.today()
    sent = request.POST if request.method == "POST" else None
    comes, allowed = coming(SERVICE, who, wanted=who_comes(request.GET, who), on=on)
    papers = checklist(SERVICE, case_of(who, comes=comes, on=on), sent)
    form = LendForm(sent, initial={"temporary_number": next_number})
    return Sheet(who, comes, allowed, papers, form, comer_form(sent, who=who, comes=comes))


def _lend(request: HttpRequest, sheet: Sheet[LendForm], purpose: str) -> TemporaryCardReceipt | None:
    """Lend it; a refusal that concerns a field goes back onto the form."""
    try:
        return journeys.issue_temporary_card(
            by=desk_of(request).actor(documents=sheet.shown(), purpose=purpose),
            key=key_of(request),
            at=clock.now(),
            person_id=sheet.who.id,
            comes=sheet.comes,
            temporary_number=sheet.form.cleaned_data["temporary_number"],
            hospital=sheet.form.cleaned_data["hospital"],
            identity=sheet.identity,
        )
    except Refusal as refusal:
        if put_on_comer(sheet.comer, refusal):
            return None
        if not refusal.field:
            raise
        put_on(sheet.form, refusal)
    return None


def _paid(request: HttpRequest) -> int:
    sent = request.POST.get("paid_fen", "")
    return int(sent) if sent.isdecimal() and len(sent) < 12 else 0
