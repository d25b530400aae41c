"""What may be done now for this person at this window, and why the rest may not (A4)."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycard.channels.desk.person_page import PersonPage
from citycard.channels.messages import explain, field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import Desk
from citycard.journeys import ActChoice, DeskCase, decide
from citycard.shared.refusal import Refusal
from citycard.staff import NotPermitted, Permission

P = Permission


@dataclass(frozen=True, slots=True)
class Shown:
    """How an act stands on the page: title, one line, icon, rule, and the page that begins it (`of`: whose id it takes)."""

    title: str | Promise
    hint: str | Promise
    icon: str
    rule: str
    url: str
    of: str


SHOWN = {
    P.SUBMIT_APPLICATION: Shown(
        gettext_lazy("申请社保卡"), gettext_lazy("核材料、拍照、选领卡网点"), "credit-card", "S3.2", "desk:apply", "person"
    ),
    P.CORRECT_APPLICATION: Shown(
        gettext_lazy("更正申请"), gettext_lazy("改手机、换相片"), "edit", "S3", "desk:correct", "application"
    ),
    P.CHANGE_PICKUP_OFFICE: Shown(
        gettext_lazy("改领卡网点"), gettext_lazy("卡寄出以前都可以改"), "map-pin", "S3", "desk:move", "application"
    ),
    P.WITHDRAW_APPLICATION: Shown(
        gettext_lazy("撤回申请"), gettext_lazy("撤回后要重新申请"), "arrow-back-up", "S3", "desk:withdraw", "application"
    ),
    P.COLLECT_BY_UNIT_AGENT: Shown(
        gettext_lazy("单位领卡"), gettext_lazy("由单位取卡人一次领走"), "briefcase", "S4.1", "desk:unit_pickup", "unit"
    ),
    P.COLLECT: Shown(
        gettext_lazy("领卡"), gettext_lazy("按情况核材料、比人像、扫卡封"), "package", "S4.2", "desk:collect", "card"
    ),
    P.REPORT_WRONG_FACE: Shown(
        gettext_lazy("卡面有错，重做"), gettext_lazy("收回这张卡，免费重做"), "refresh", "S3", "desk:wrong_face", "card"
    ),
    P.ACTIVATE: Shown(
        gettext_lazy("激活金融功能"),
        gettext_lazy("四步：本人、卡片、银行密码、完成"),
        "bolt",
        "S5.1",
        "desk:activate_person",
        "card",
    ),
    P.SIGN_MANDATE: Shown(
        gettext_lazy("签自动缴款授权书"), gettext_lazy("社会保险费从这张卡扣"), "signature", "S2.3", "desk:mandate", "person"
    ),
}


def choices_for(desk: Desk, page: PersonPage, *, on: date) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return the acts that may begin now and those that may not, as `parts/acts.html` shows them."""
    case = DeskCase(
        holder=page.who, card=page.card, application=page.application, side=page.bank_card, mandate=page.mandate, on=on
    )
    choices = decide(case=case, operator=desk.operator, posting=desk.posting)
    ids = {
        "person": page.who.id,
        "unit": page.who.unit_id,
        "application": page.application.id if page.application else None,
        "card": page.card.id if page.card else None,
    }
    can = [_can(one, ids) for one in choices if one.is_allowed and ids[SHOWN[one.act].of] is not None]
    return can, [_cannot(one, one.refusal) for one in choices if one.refusal is not None]


def _can(choice: ActChoice, ids: dict[str, int | None]) -> dict[str, object]:
    shown = SHOWN[choice.act]
    href = reverse(shown.url, args=[ids[shown.of]])
    return {"title": shown.title, "hint": shown.hint, "icon": shown.icon, "rule": shown.rule, "href": href}


def _cannot(choice: ActChoice, refusal: Refusal) -> dict[str, object]:
    shown = SHOWN[choice.act]
    said = explain(refusal, language())
    short = _("本窗口不办") if isinstance(refusal, NotPermitted) else field_error(refusal, language())
    return {
        "title": shown.title,
        "short": short,
        "icon": shown.icon,
        "because": said.because,
        "rule": said.rule,
        "rules": (),  # a part that asks for what is not there pays for it
        "ways": said.can[:2],
    }
