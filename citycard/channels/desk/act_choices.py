"""What may be done now for this person at this window, and why the rest may not (A4)."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from citycard.cards import DuplicateApplication
from citycard.channels.desk.person_page import PersonPage
from citycard.channels.messages import explain, field_error, show
from citycard.channels.refusals import language
from citycard.channels.staffing import Desk
from citycard.journeys import TABLE, ActChoice, DeskCase, Standing, decide, is_for_the_dead
from citycard.people import DeathNotKnown
from citycard.shared.refusal import Refusal
from citycard.staff import NotPermitted, Permission, roles_that_may

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
    P.CHANGE_SOCIAL_PIN: Shown(
        gettext_lazy("修改社保密码"),
        gettext_lazy("本人在键盘上输旧密码和新密码"),
        "key",
        "S5.3",
        "desk:change_social_pin",
        "person",
    ),
    P.RESET_SOCIAL_PIN: Shown(
        gettext_lazy("重置社保密码"),
        gettext_lazy("恢复为 000000 并解锁，发短信告知"),
        "lock-password",
        "S6.1",
        "desk:reset_social_pin",
        "person",
    ),
    P.RESET_BANK_PIN: Shown(
        gettext_lazy("银行密码挂失、重设"),
        gettext_lazy("本人到场，设新的银行密码"),
        "lock-password",
        "S6.3",
        "desk:reset_bank_pin",
        "person",
    ),
    P.UNLOCK_BANK_PIN: Shown(
        gettext_lazy("解锁银行密码"), gettext_lazy("密码不变，从头计次"), "lock-open", "S6.3", "desk:unlock_bank_pin", "person"
    ),
    P.REPORT_LOSS: Shown(
        gettext_lazy("挂失"), gettext_lazy("马上生效；没办完的当面说清"), "credit-card-off", "S7", "desk:loss", "person"
    ),
    P.TAKE_BACK_LOSS: Shown(
        gettext_lazy("解除挂失"),
        gettext_lazy("卡找到了，带卡来；申请了补卡就不能解除"),
        "arrow-back-up",
        "S8",
        "desk:found",
        "person",
    ),
    P.REPLACE_LOST_CARD: Shown(
        gettext_lazy("补卡"), gettext_lazy("已经挂失、找不到的，重做一张"), "replace", "S9", "desk:replace_lost", "person"
    ),
    P.CHANGE_CARD: Shown(
        gettext_lazy("换卡"), gettext_lazy("损坏、过期、资料变了的，交旧卡换新卡"), "refresh", "S9", "desk:change_card", "person"
    ),
    P.HAND_IN_CARD: Shown(
        gettext_lazy("收换卡的旧卡"),
        gettext_lazy("申请了换卡、旧卡还在手里的，可以先交"),
        "archive",
        "S9",
        "desk:hand_in_card",
        "person",
    ),
    P.ISSUE_TEMPORARY_CARD: Shown(
        gettext_lazy("发临时卡"),
        gettext_lazy("补卡、换卡期间住院用，看住院证明"),
        "first-aid-kit",
        "S10.1",
        "desk:lend_temporary",
        "person",
    ),
    P.RETURN_TEMPORARY_CARD: Shown(
        gettext_lazy("收回临时卡"), gettext_lazy("收回以后才能领新卡"), "archive", "S10.3", "desk:return_temporary", "person"
    ),
    P.REPORT_TEMPORARY_CARD_LOST: Shown(
        gettext_lazy("登记临时卡遗失、损坏"),
        gettext_lazy("按规定缴工本费"),
        "alert-circle",
        "S10.4",
        "desk:lose_temporary",
        "person",
    ),
    P.SETTLE_TEMPORARY_FEE: Shown(
        gettext_lazy("收临时卡工本费"), gettext_lazy("缴清以后才能领新卡"), "cash", "S10.4", "desk:settle_temporary", "person"
    ),
    P.RECORD_DEATH: Shown(
        gettext_lazy("登记持卡人去世"), gettext_lazy("看死亡证明"), "file-text", "S11.1", "desk:death", "person"
    ),
    P.PREPARE_TAKE_BACK_DEATH: Shown(
        gettext_lazy("撤销误登的去世"),
        gettext_lazy("人在世：看本人和证件，另一位经办人复核后生效"),
        "arrow-back-up",
        "S11.1",
        "desk:take_back_death",
        "person",
    ),
    P.SETTLE_REFUNDS: Shown(
        gettext_lazy("登记一次性退费已办完"), gettext_lazy("养老、医疗和别的保险"), "receipt", "S11.2", "desk:refunds", "person"
    ),
    P.CANCEL_SOCIAL: Shown(
        gettext_lazy("注销社保功能"), gettext_lazy("开清户通知书，再到银行销户"), "file-x", "S11.2", "desk:cancel", "person"
    ),
    P.CLOSE_ACCOUNT: Shown(
        gettext_lazy("注销银行账户"),
        gettext_lazy("凭清户通知书，付清余额，收回卡"),
        "building-bank",
        "S11.2",
        "desk:close",
        "person",
    ),
}


THE_END = frozenset({P.SETTLE_REFUNDS, P.CANCEL_SOCIAL, P.CLOSE_ACCOUNT})


@dataclass(frozen=True, slots=True)
class Choices:
    """The acts of one person: `can` begin now, `cannot` now, and those done `elsewhere`, drawn by place."""

    can: list[dict[str, object]]
    cannot: list[dict[str, object]]
    elsewhere: SafeString


def choices_for(desk: Desk, page: PersonPage, *, on: date) -> Choices:
    """Return the acts as `parts/acts.html` shows them. An act that has no page yet is not offered: no dead links."""
    case = DeskCase(standing=page.standing, mandate=page.mandate, on=on, old_card=page.old_card, waiting=page.waiting)
    choices = decide(case=case, operator=desk.operator, posting=desk.posting)
    ids = _ids(page)
    refused = [(one, one.refusal) for one in choices if one.refusal is not None]
    allowed = [one for one in choices if one.is_allowed and _has_page(SHOWN[one.act], ids)]
    if page.standing.is_ending:
        allowed.sort(key=lambda one: one.act not in THE_END)  # what the family came for stands first
    elif page.standing.situation.current.is_out_of_date:
        allowed.sort(key=lambda one: one.act is not P.CHANGE_CARD)  # S9: what such a card needs
    others = tuple(one.act for one, why in refused if isinstance(why, NotPermitted))
    if page.standing.situation.is_dead:
        # Nobody is sent anywhere for what is refused there; a card that is lost is said so where it is cancelled.
        others = tuple(act for act in others if is_for_the_dead(act) and act is not P.REPORT_LOSS)
    else:
        others = tuple(act for act in others if act is not P.PREPARE_TAKE_BACK_DEATH)
    return Choices(
        can=[_can(one, ids) | _again(one.act, page.standing) for one in allowed],
        cannot=[
            _cannot(one, why, ids["application"]) for one, why in refused if not isinstance(why, NotPermitted | DeathNotKnown)
        ],
        elsewhere=_elsewhere(others, language()),
    )


def _again(act: Permission, standing: Standing) -> dict[str, object]:
    """Settled refunds are not settled a second time: they are corrected."""
    if act is not P.SETTLE_REFUNDS or standing.cancellation is None:
        return {}
    return {"title": gettext("更正退费登记"), "hint": gettext("已经登记办完；凭据写错了，或者后来又有钱要退的，再登记一次")}


def _ids(page: PersonPage) -> dict[str, int | None]:
    """What the pages of the acts ask for in their address."""
    newest = page.standing.newest
    return {
        "person": page.who.id,
        "unit": page.who.unit_id,
        "application": page.application.id if page.application else None,
        "card": newest.id if newest else None,
    }


def _has_page(shown: Shown, ids: dict[str, int | None]) -> bool:
    return bool(shown.url) and ids[shown.of] is not None


@cache
def _said(act: Permission, lang: str) -> dict[str, object]:
    """How an act stands on the page in the reader's language, looked up once; nothing in it may be changed (decision 72)."""
    shown = SHOWN[act]
    return {"title": str(shown.title), "hint": str(shown.hint), "icon": shown.icon, "rule": shown.rule}


def _can(choice: ActChoice, ids: dict[str, int | None]) -> dict[str, object]:
    shown = SHOWN[choice.act]
    return _said(choice.act, language()) | {"href": reverse(shown.url, args=[ids[shown.of]]), "label": ""}


def _cannot(choice: ActChoice, refusal: Refusal, application_id: int | None) -> dict[str, object]:
    """An act that is refused: one line, and behind it what that line does not say already: the fuller reason or the rule."""
    lang = language()
    said, short = explain(refusal, lang), field_error(refusal, lang)
    is_open = application_id is not None and isinstance(refusal, DuplicateApplication)
    return (
        _said(choice.act, lang)
        | {
            "short": short,
            "because": said.law if short in said.because else said.because,
            "href": reverse("desk:application", args=[application_id]) if is_open else "",
            "rule": said.rule,
            "rules": (),  # a part that asks for what is not there pays for it
            "ways": said.can[:2],
        }
    )


@cache
def _elsewhere(acts: tuple[Permission, ...], lang: str) -> SafeString:
    """The acts of other windows, drawn: the place first, then what is done there and by which rule.

    What a window does not do follows from its role alone, so it is drawn once for each role and language (decision 72).
    """
    places: dict[str, list[Shown]] = {}
    for act in acts:
        places.setdefault(_places(act, lang), []).append(SHOWN[act])
    elsewhere = [{"place": place, "acts": shown} for place, shown in places.items()]
    return render_to_string("desk/elsewhere.html", {"elsewhere": elsewhere})


def _places(act: Permission, lang: str) -> str:
    """Where an act is done, for people to be sent there: every channel of the decision table, else the posts that do it."""
    if act in TABLE:
        return show("channel", "|".join(TABLE[act].at), lang)
    return show("places", "|".join(roles_that_may(act)), lang)
