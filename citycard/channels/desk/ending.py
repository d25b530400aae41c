"""The end of a card at the counters (S11): a death, the refunds at the agency, the slip at the hall, the account at the bank."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import journeys, medical, staff
from citycard.audit import Actor, Receipt
from citycard.channels.desk.comer import comer_form, put_on_comer, who_comes
from citycard.channels.desk.ending_forms import CancelForm, CloseForm, DeathForm, RefundsForm
from citycard.channels.desk.forms import put_on
from citycard.channels.desk.papers import Checklist, checklist, coming
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.sheet import Sheet
from citycard.channels.desk.told import tell
from citycard.channels.staffing import key_of, staff_page
from citycard.journeys import Standing
from citycard.people import PersonFacts, case_of
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

P = Permission
CANCELLING = "card-cancel"


@dataclass(frozen=True)
class Step:
    """One of the four acts in the words of its page: what it is called, what it does, and where one stands afterwards."""

    act: Permission
    service: str
    form: type[forms.Form]
    title: str | Promise
    lead: str | Promise
    effects: tuple[tuple[str | Promise, str], ...]
    after_death: tuple[tuple[str | Promise, str], ...]
    button: str | Promise
    told: str | Promise
    do: Callable[["EndingSheet", Actor, str], Receipt]
    done: str
    is_final: bool = True
    is_cancelling: bool = True


@dataclass
class EndingSheet(Sheet[forms.Form]):
    """The form as it stands, of which step, and how far the ending is."""

    step: Step
    stands: Standing

    def actor(self, request: HttpRequest, purpose: str) -> Actor:
        """The operator, with the papers seen."""
        return desk_of(request).actor(documents=self.shown(), purpose=purpose)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.RECORD_DEATH)
def death(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record a death on the death record, brought by an agent (S11.1)."""
    return step_page(request, person_id, DEATH)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.SETTLE_REFUNDS)
def refunds(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record that the one-time refunds are finished (S11.2)."""
    return step_page(request, person_id, REFUNDS)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.CANCEL_SOCIAL)
def cancel(request: HttpRequest, person_id: int) -> HttpResponse:
    """Cancel the social function and issue the clearance slip (S11.2)."""
    return step_page(request, person_id, CANCEL)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.CLOSE_ACCOUNT)
def close(request: HttpRequest, person_id: int) -> HttpResponse:
    """Close the account on the clearance slip, pay out, take the card back (S11.2)."""
    return step_page(request, person_id, CLOSE)


def step_page(request: HttpRequest, person_id: int, step: Step) -> HttpResponse:
    """The page of one step: what may not be done is told at once, then case, papers, form, and what will happen."""
    who, purpose = open_file(request, person_id, what=step.act.value, act=str(step.title))
    is_sent = request.method == "POST"
    stands = journeys.standing_of(person_id, on=clock.today())
    if not is_sent:
        journeys.check_for_somebody(step.act, stands.situation, channel=desk_of(request).channel)
    sheet = _sheet(request, who, stands, step)
    if is_sent and sheet.is_complete:
        answer = _do(request, sheet, purpose.text)
        if answer is not None:
            return answer
    context = _context(request, sheet) | {"purpose": shown_purpose(who.id, purpose)}
    return render(request, "desk/ending.html", context, status=400 if is_sent else 200)


def _do(request: HttpRequest, sheet: EndingSheet, purpose: str) -> HttpResponse | None:
    """Act; a refusal that names a field goes back onto the form."""
    try:
        receipt = sheet.step.do(sheet, sheet.actor(request, purpose), key_of(request))
    except Refusal as refusal:
        if put_on_comer(sheet.comer, refusal):
            return None
        if not refusal.field:
            raise
        put_on(sheet.form, refusal)
        return None
    tell(request, str(sheet.step.told), number=str(getattr(receipt, "number", "")), receipt=receipt)
    return redirect(sheet.step.done, sheet.who.id)


def _sheet(request: HttpRequest, who: PersonFacts, stands: Standing, step: Step) -> EndingSheet:
    on, sent = clock.today(), request.POST if request.method == "POST" else None
    comes, allowed = coming(step.service, who, wanted=who_comes(request.GET, who), on=on)
    if stands.situation.is_dead and step.service == CANCELLING:
        comes, allowed = Comes.AGENT, (Comes.AGENT,)
    every = checklist(step.service, case_of(who, comes=comes, on=on), sent)
    is_cancelling = step.service == CANCELLING
    out = journeys.papers_left_out(stands, channel=desk_of(request).channel) if is_cancelling else frozenset[str]()
    papers = Checklist(lines=tuple(line for line in every.lines if line.id not in out))
    form = _form(step, sent, who, stands)
    return EndingSheet(who, comes, allowed, papers, form, comer_form(sent, who=who, comes=comes), step, stands)


def _form(step: Step, sent: QueryDict | None, who: PersonFacts, stands: Standing) -> forms.Form:
    """The form of the step; a dead person's refunds have one reason, and a living one's every other (S11.1)."""
    if step.form is RefundsForm:
        settlement = stands.cancellation.id if stands.cancellation else None
        money = medical.medical_money(person_id=who.id, settlement_id=settlement)
        return RefundsForm(sent, initial=_known(stands), is_dead=stands.situation.is_dead, money=money)
    return step.form(sent)


def _known(stands: Standing) -> dict[str, object]:
    """What stands in the form at first: after a death there is one reason only; refunds recorded before are shown again."""
    kept = stands.cancellation
    known: dict[str, object] = {"reason": kept.reason} if kept is not None else {}
    if stands.situation.is_dead:
        known["reason"] = "died"
    return known | (RefundsForm.known(kept.refunds) if kept is not None else {})


def _context(request: HttpRequest, sheet: EndingSheet) -> dict[str, object]:
    step = sheet.step
    return sheet.drawn(request, title=str(sheet.step.title), label=_("谁来办")) | {
        "step": step,
        "effects": step.after_death if sheet.stands.situation.is_dead else step.effects,
        "stands": sheet.stands,
        "at_bank": step is CLOSE,
        "waiting": staff.approval_waiting(person_id=sheet.who.id, act=P.APPROVE_TAKE_BACK_DEATH) if step is not DEATH else None,
        "may_read_approval": desk_of(request).may(P.PREPARE_TAKE_BACK_DEATH),
    }


def _record_death(sheet: EndingSheet, by: Actor, key: str) -> Receipt:
    died_on = sheet.form.cleaned_data["died_on"]
    return journeys.record_death(by=by, key=key, at=clock.now(), person_id=sheet.who.id, died_on=died_on)


def _settle(sheet: EndingSheet, by: Actor, key: str) -> Receipt:
    form = cast(RefundsForm, sheet.form)
    return journeys.settle_refunds(**_who_ends(sheet, by, key), reason=form.leaving(), refunds=form.refunds())


def _cancel(sheet: EndingSheet, by: Actor, key: str) -> Receipt:
    return journeys.cancel_social(**_who_ends(sheet, by, key))


def _close(sheet: EndingSheet, by: Actor, key: str) -> Receipt:
    return journeys.close_account(**_who_ends(sheet, by, key), clearance_number=sheet.form.cleaned_data["clearance_number"])


def _who_ends(sheet: EndingSheet, by: Actor, key: str) -> dict[str, Any]:
    act = {"by": by, "key": key, "at": clock.now(), "person_id": sheet.who.id}
    return act | {"comes": sheet.comes, "identity": sheet.identity}


DEATH = Step(
    act=P.RECORD_DEATH,
    service="death-record",
    form=DeathForm,
    title=gettext_lazy("登记去世"),
    lead=gettext_lazy("家属带死亡证明来。登记以后，退费和注销凭这份登记接着办。"),
    effects=(
        (gettext_lazy("从去世当天起，社保卡停用，养老金停发，代扣终止"), "S11.1"),
        (gettext_lazy("银行账户从登记起只收不付，余额在销户时付给有权领取的人"), "S11.1"),
        (gettext_lazy("他给别人的委托、他替别人办的委托和监护关系，当天结束"), "S13"),
        (gettext_lazy("还没送去做的补卡、换卡申请当场撤回；已经在做的，做好也不发"), "S11.1"),
        (gettext_lazy("网上登录停用"), "S11.1"),
    ),
    after_death=(),
    button=gettext_lazy("确认登记去世"),
    told=gettext_lazy("去世已登记，接着办退费和注销"),
    do=_record_death,
    done="desk:person",
)
REFUNDS = Step(
    act=P.SETTLE_REFUNDS,
    service=CANCELLING,
    form=RefundsForm,
    title=gettext_lazy("登记退费已办完"),
    lead=gettext_lazy("每一项都要回答：已经付的照凭据写，没有要退的选“没有要退的”。"),
    effects=(
        (gettext_lazy("卡服务大厅从现在起可以注销社保功能"), "S11.2"),
        (gettext_lazy("医保个人账户和原医保卡里的钱从账上付清，不能再刷"), "S11.2"),
        (gettext_lazy("注销以前，卡照常能用；登记有错可以再登记一次"), "S11.2"),
        (gettext_lazy("本人又申请卡的，这次登记失效；以后要注销，重新登记退费"), "S11.2"),
    ),
    after_death=(
        (gettext_lazy("卡服务大厅从现在起可以注销社保功能"), "S11.2"),
        (gettext_lazy("医保个人账户和原医保卡里的钱从账上付清"), "S11.2"),
        (gettext_lazy("卡从去世当天起已经停用；退费登记有错，注销以前可以再登记一次"), "S11.1"),
    ),
    button=gettext_lazy("确认，退费已办完"),
    told=gettext_lazy("退费已登记办完，接着到卡服务大厅"),
    do=_settle,
    done="desk:person",
    is_final=False,
)
CANCEL = Step(
    act=P.CANCEL_SOCIAL,
    service=CANCELLING,
    form=CancelForm,
    title=gettext_lazy("注销社保功能"),
    lead=gettext_lazy("注销以后出清户通知书，来的人再带它到抚顺银行取余额、销户。"),
    effects=(
        (gettext_lazy("所有卡的社保功能马上注销，不能恢复"), "S11.2"),
        (gettext_lazy("在办的申请撤回；已经在做的卡，送到时作废"), "S11.2"),
        (gettext_lazy("银行账户还能进账，不能再签新的代扣；余额到抚顺银行取"), "S11.2"),
    ),
    after_death=(
        (gettext_lazy("所有卡的社保功能马上注销，不能恢复"), "S11.2"),
        (gettext_lazy("已经在做的卡，送到时作废"), "S11.2"),
        (gettext_lazy("银行账户还能进账，不再支出；余额由家属到抚顺银行取"), "S11.1"),
    ),
    button=gettext_lazy("确认注销，出清户通知书"),
    told=gettext_lazy("社保功能已注销，清户通知书已出"),
    do=_cancel,
    done="desk:slip",
)
CLOSE = Step(
    act=P.CLOSE_ACCOUNT,
    service=CANCELLING,
    form=CloseForm,
    title=gettext_lazy("注销银行账户"),
    lead=gettext_lazy("凭清户通知书办：付清余额，收回社保卡，账户不能再开。"),
    effects=(
        (gettext_lazy("余额全部付给来的人，账户余额归零"), "S11.2"),
        (gettext_lazy("代扣终止，养老金不再发到这个账户"), "S11.2"),
        (gettext_lazy("社保卡作废、收回，卡号不再给别人"), "S1.3"),
    ),
    after_death=(
        (gettext_lazy("余额全部付给有权领取的家属，账户余额归零"), "S11.2"),
        (gettext_lazy("代扣和养老金从去世当天起已经停了"), "S11.1"),
        (gettext_lazy("社保卡作废、收回，卡号不再给别人"), "S1.3"),
    ),
    button=gettext_lazy("确认付款、销户"),
    told=gettext_lazy("余额已付清，账户已销"),
    do=_close,
    done="desk:closed",
)
