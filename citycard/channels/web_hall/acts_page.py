"""What may be done when (这时候能办什么): the decision table published, and a box to try a situation in (S5–S13, A4)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from citycard.audit import Channel
from citycard.channels.messages import Explanation, explain, show
from citycard.channels.refusals import language
from citycard.journeys import (
    TABLE,
    BankSide,
    CardStand,
    Ending,
    Loss,
    Place,
    Situation,
    Social,
    Temporary,
    channels_of_table,
    check,
)
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission


@dataclass(frozen=True, slots=True)
class Choice:
    """One question of the box: its name in the address, what it is called, the words of its answers, the answers."""

    name: str
    label: str | Promise
    words: str
    answers: type[StrEnum] | tuple[StrEnum, ...]
    first: StrEnum


CHOICES = (
    Choice("channel", gettext_lazy("在哪里"), "channel", channels_of_table(), Channel.WEB_HALL),
    Choice("comes", gettext_lazy("谁来办"), "comes", Comes, Comes.HOLDER),
    Choice("place", gettext_lazy("卡在哪里"), "card_place", Place, Place.IN_HAND),
    Choice("social", gettext_lazy("社保功能"), "social_state", Social, Social.ACTIVE),
    Choice("loss", gettext_lazy("社保账户挂失"), "loss_state", Loss, Loss.NONE),
    Choice("bank", gettext_lazy("银行账户"), "bank_state", BankSide, BankSide.ACTIVE),
    Choice("temporary", gettext_lazy("临时卡"), "temporary_state", Temporary, Temporary.NONE),
    Choice("ending", gettext_lazy("注销"), "ending_state", Ending, Ending.NONE),
)
FLAGS = (
    ("out_of_date", gettext_lazy("卡已过有效期")),
    ("pin_locked", gettext_lazy("社保密码锁了")),
    ("bank_lost", gettext_lazy("银行账户也挂失了")),
    ("bank_pin_locked", gettext_lazy("银行密码锁了")),
    ("bank_frozen", gettext_lazy("银行账户被冻结")),
    ("replacing", gettext_lazy("正在补卡、换卡，新卡在制作")),
    ("new_waiting", gettext_lazy("正在补卡、换卡，新卡已到网点")),
    ("dead", gettext_lazy("持卡人已去世")),
)


@require_safe
def acts_page(request: HttpRequest) -> HttpResponse:
    """Show the whole table, and for the situation asked which acts may be done and why the others may not."""
    asked = {choice.name: _answer(request.GET, choice) for choice in CHOICES}
    flags = {name for name, _label in FLAGS if name in request.GET}
    channel, comes = Channel(asked["channel"]), Comes(asked["comes"])
    answers = [_asked(act, _situation(asked, flags), channel=channel, comes=comes) for act in TABLE]
    context = {
        "choices": [_shown(choice, asked[choice.name]) for choice in CHOICES],
        "flags": [{"name": name, "label": label, "is_on": name in flags} for name, label in FLAGS],
        "can": [one for one in answers if one["refusal"] is None],
        "cannot": [one for one in answers if one["refusal"] is not None],
        "lines": [_line(act) for act in TABLE],
        "crumbs": [(_("首页"), "/"), (_("规则与日期"), "/rules/"), (_("这时候能办什么"), "")],
    }
    return render(request, "web_hall/acts.html", context)


def _answer(given: QueryDict, choice: Choice) -> StrEnum:
    wanted = given.get(choice.name, "")
    return next((one for one in choice.answers if one.value == wanted), choice.first)


def _situation(asked: dict[str, StrEnum], flags: set[str]) -> Situation:
    """The situation that the box describes: one card, and a second on its way where a replacement is under way."""
    yesterday = clock.today() - timedelta(days=1)
    card = CardStand(
        place=Place(asked["place"]),
        social=Social(asked["social"]),
        loss=Loss(asked["loss"]),
        bank=BankSide(asked["bank"]),
        pin_locked="pin_locked" in flags,
        bank_lost="bank_lost" in flags,
        bank_pin_locked="bank_pin_locked" in flags,
        bank_frozen="bank_frozen" in flags,
        is_out_of_date="out_of_date" in flags,
        valid_until=yesterday,  # told of a card out of date only
    )
    now = Situation(
        current=card,
        temporary=Temporary(asked["temporary"]),
        ending=Ending(asked["ending"]),
        has_account=card.bank in (BankSide.PRE_OPENED, BankSide.ACTIVE),
        has_application=card.place in (Place.MAKING, Place.WAITING, Place.WITH_UNIT),
        is_dead="dead" in flags,
        died_on=yesterday,  # told of the dead only
    )
    if flags & {"replacing", "new_waiting"}:
        place = Place.WAITING if "new_waiting" in flags else Place.MAKING
        new = CardStand(place=place, social=Social.SEALED, bank=BankSide.PRE_OPENED)
        return replace(now, successor=new, has_application=True, is_replacing=True)
    return now


def _asked(act: Permission, now: Situation, *, channel: Channel, comes: Comes) -> dict[str, object]:
    return {"name": show("permission", act.value, language()), "refusal": _why_not(act, now, channel=channel, comes=comes)}


def _why_not(act: Permission, now: Situation, *, channel: Channel, comes: Comes) -> Explanation | None:
    try:
        check(act, now, channel=channel, comes=comes)
    except Refusal as refusal:
        return explain(refusal, language())
    return None


def _shown(choice: Choice, chosen: StrEnum) -> dict[str, object]:
    answers = [(one.value, show(choice.words, one.value, language()), one is chosen) for one in choice.answers]
    return {"name": choice.name, "label": choice.label, "answers": answers}


def _line(act: Permission) -> dict[str, object]:
    """One line of the published table: the act, where and by whom, and its conditions in words."""
    line = TABLE[act]
    where: dict[str, list[str]] = {}
    for channel, who in line.at.items():
        words = show("comes", "|".join(one for one in Comes if one in who), language())
        where.setdefault(words, []).append(show("channel", channel.value, language()))
    return {
        "name": show("permission", act.value, language()),
        "rule": line.rule,
        "where": list(where.items()),
        "needs": [show("need", need.name, language()) for need in line.needs],
    }
