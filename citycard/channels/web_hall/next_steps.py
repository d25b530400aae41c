"""What to do next (您要做的), by stage: the paper, the place, the day (S3, S4.2, S5.1, S5.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from citycard.channels.days import day
from citycard.channels.hours import hours_words
from citycard.channels.refusals import language
from citycard.policy import Case, documents_for, integer_of
from citycard.shared.money import yuan

from .card_page import CardPage
from .stages import Stage
from .tracker import day_words


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: icon, what, why or how, the rules it stands on, and where to read or do it."""

    icon: str
    title: str
    text: str
    rules: tuple[str, ...] = ()
    href: str = ""
    href_label: str = ""


def next_steps(page: CardPage, stage: Stage) -> tuple[Task, ...]:
    """Return what the holder, or the guardian who looks, does next."""
    return (*_settled(page), *(task for make in STEPS[stage] for task in make(page)))


def _joined(first: str, second: str) -> str:
    """Two sentences, one after the other, as the language writes them."""
    return f"{first} {second}" if language() == "en" else first + second


def _papers(page: CardPage, service_id: str) -> str:
    """The papers of this person's case as the counter will ask for them, in the reader's language."""
    comes = page.seen_as
    case = Case(
        age_on_day=page.age,
        has_id_card=page.person.has_id_card,
        comes=comes,
        on=page.on,
        is_ward=page.person.is_ward,
    )
    return _("、").join(one.name.of(language()) for one in documents_for(service_id, case))


def _apply(page: CardPage) -> tuple[Task, ...]:
    if page.person.unit_id is not None:
        text = _("在职、退休和在校的，由%(unit)s统一申请，请问单位经办人。") % {"unit": page.person.unit_name}
        return (Task("briefcase", _("请单位申请"), text, ("S3.1",), "/guides/card-apply-unit/", _("看怎么申请")),)
    place = page.person.community_name or _("所属社区")
    bring = Task("id", _("带上：%(papers)s") % {"papers": _papers(page, "card-apply")}, _("原件，当场核对。"), ("S3.2",))
    go = Task(
        "building-community",
        _("到%(place)s申请") % {"place": place},
        _("当场照相、选领卡网点。"),
        ("S3.2",),
        "/where/",
        _("看地址和时间"),
    )
    return bring, go


def _reason(page: CardPage) -> tuple[Task, ...]:
    reason = page.application.reason if page.application else ""
    return (Task("file-x", _("没有通过的原因"), reason or _("请问受理申请的社区或单位。"), ("S3",)),)


def _failed(page: CardPage) -> tuple[Task, ...]:
    if not page.failed_because:
        return ()
    reason = _("卡做坏了") if page.failed_because == "faulty" else page.failed_because
    text = _("原因：%(reason)s。已经重新排进下一批，不用再申请。") % {"reason": reason}
    return (Task("refresh", _("上一次没有做成"), text, ("S3",)),)


def _wait(page: CardPage) -> tuple[Task, ...]:
    to = _("做好送到网点，会发短信到 %(phone)s。短信可能收不到，在这里查最准。") % {"phone": page.person.phone_masked}
    return (Task("device-mobile-message", _("不用做什么，等通知"), to, ("S4.4",)),)


def _bring_to_collect(page: CardPage) -> tuple[Task, ...]:
    title = _("带上：%(papers)s") % {"papers": _papers(page, "card-collect")}
    if page.is_seen_by_guardian:
        text = _("您带上这些，领卡、激活、设银行密码都由您替他办。")
        return (Task("id", title, text, ("S4.2", "S13.2"), "/guides/card-collect/?comes=guardian#bring", _("看领卡指南")),)
    guide = Task("id", title, _("原件，当场核对；领完可以接着激活。"), ("S4.2",), "/guides/card-collect/", _("看领卡指南"))
    text = _("代领的人另带自己的有效身份证件；激活和设银行密码必须您本人到场。")
    by_agent = Task("users", _("请人代领"), text, ("S13.2",), "/guides/card-collect/?comes=agent#bring", _("看代领要带什么"))
    return guide, by_agent


def _place(page: CardPage) -> tuple[Task, ...]:
    if page.pickup is None:
        return ()
    fee = integer_of("cards.replacement_fee_fen" if page.is_replacing else "cards.first_card_fee_fen", on=page.on)
    free = _("补换卡不收费。") if page.is_replacing else _("首次领卡免费。")
    cost = free if fee == 0 else _("费用 %(amount)s 元。") % {"amount": yuan(fee)}
    text = _("%(address)s，%(hours)s。%(cost)s") % {
        "address": page.pickup.address,
        "hours": hours_words(page.pickup.hours),
        "cost": cost,
    }
    title = _("到%(place)s") % {"place": page.pickup.name}
    return (Task("map-pin", title, text, ("S4.2", "S4.3"), "/where/?kind=bank_branch#offices", _("看网点地址和时间")),)


def _unit(page: CardPage) -> tuple[Task, ...]:
    text = _("单位派人带介绍信和身份证，到%(place)s统一领回，再发给您并登记。") % {
        "place": page.pickup.name if page.pickup else _("卡服务大厅")
    }
    title = _("等%(unit)s发卡") % {"unit": page.person.unit_name or _("单位")}
    return (Task("briefcase", title, text, ("S4.1",), "/guides/card-collect-unit/", _("看单位怎么领卡、发卡")),)


def _activate(page: CardPage) -> tuple[Task, ...]:
    title = _("带上：%(papers)s") % {"papers": _papers(page, "card-activate")}
    text = _("到任一抚顺银行网点激活，当场设银行密码；社保功能一起启用。网上、电话都不能激活。")
    return (Task("building-bank", title, text, ("S5.1", "S17"), "/where/?kind=bank_branch#offices", _("看网点地址和时间")),)


def _deadline(page: CardPage) -> tuple[Task, ...]:
    """S5.2: until which day the old medical card works, and that its money is kept."""
    old = page.old_card
    if old is None or old.last_valid_on is None or old.void_reason in ("activated", "cancelled"):
        return ()
    money = _("里面的 %(amount)s 元不会丢，激活时自动转入新卡。") % {"amount": yuan(old.balance_fen)}
    if not old.is_valid_on(page.on):
        since = _("%(day)s 0 时起，原医保卡已经失效，现在没有能用的卡。") % {
            "day": day_words(old.last_valid_on + timedelta(days=1))
        }
        return (Task("alert-triangle", _("请尽快来"), _joined(since, money), ("S5.2",)),)
    title = _("请在%(day)s或之前来") % {"day": day_words(old.last_valid_on)}
    months = integer_of("cards.old_medical_months", on=page.on)
    until = _("%(day)s 0 时起，原医保卡自动失效（取卡通知发出满 %(months)s 个月）。") % {
        "day": day_words(old.last_valid_on + timedelta(days=1)),
        "months": months,
    }
    return (Task("calendar-event", title, _joined(until, money), ("S5.2",)),)


def _use(page: CardPage) -> tuple[Task, ...]:
    pin = Task(
        "lock-password",
        _("想改社保密码"),
        _("到社区、定点医疗机构或一体机改；不改也能用。"),
        ("S5.3",),
        "/guides/pin-change/",
        _("看怎么改"),
    )
    return (*_pension(page), *_mandate(page), pin)


def _pension(page: CardPage) -> tuple[Task, ...]:
    if page.pension is None:
        return ()
    text = _("每月 %(day)s 日发，激活社保卡没有改变这一天。") % {"day": page.pension.pay_day}
    title = _("养老金发到这张卡") if page.pension.bank == "fushun" else _("养老金还由原来的银行发")
    return (Task("coin", title, text, ("S2.2",), "/guides/pension-bank/", _("看说明")),)


def _mandate(page: CardPage) -> tuple[Task, ...]:
    if page.person.category != "self_employed":
        return ()
    if page.mandate is None:
        text = _("自己缴费的人到抚顺银行签自动缴款授权书，以后社会保险费从这张卡扣。")
        return (Task("signature", _("签自动缴款授权"), text, ("S2.3",), "/rules/#what-if", _("算一算几号生效")),)
    text = _("%(day)s起生效。请每月 %(by)s 日前把社会保险费存足。") % {
        "day": day_words(page.mandate.effective_on),
        "by": integer_of("mandates.deposit_by_day", on=page.on),
    }
    return (Task("signature", _("自动缴款授权已签"), text, ("S16.5", "S16.4")),)


def _reset(page: CardPage) -> tuple[Task, ...]:
    text = _("带有效证件和卡到卡服务大厅重置，重置后是六个零。")
    return (Task("lock-password", _("重置社保密码"), text, ("S6.1",), "/guides/pin-reset/", _("看要带什么")),)


def _lost(page: CardPage) -> tuple[Task, ...]:
    """S8: the card is found, or a new one is asked for; one out of date is not used again even when it is found (S9)."""
    is_both = page.bank_side is not None and page.bank_side.is_lost
    if is_both:
        where = _("本人带卡和有效身份证件到抚顺银行，两个账户一起解除挂失。")
    elif page.is_out_of_date:
        where = _("带卡和有效证件到卡服务大厅解除挂失；卡过了有效期，换了新卡才能再用。")
    else:
        where = _("带卡和有效证件到卡服务大厅解除挂失，马上能用。")
    found = Task("search", _("卡找到了"), where, ("S8.2" if is_both else "S8.1",), "/guides/loss-withdraw/", _("怎么解除挂失"))
    gone = Task(
        "replace",
        _("补一张新卡"),
        _("找不到了，在这里、微信或所属社区申请；一申请补卡，就不能再解除挂失。"),
        ("S9.2", "S8.3"),
        f"{page.way}replace/",
        _("申请补卡"),
    )
    return found, gone


def _report(page: CardPage) -> tuple[Task, ...]:
    """S7.2: a card in hand, or an old medical card that still works, can be reported lost at once."""
    has_old = page.old_card is not None and page.old_card.is_valid_on(page.on) and not page.old_card.loss
    has_card = any(one.state == "with_holder" and one.loss == "none" for one in (page.card, page.successor) if one)
    if not has_card and not has_old:
        return ()
    title = _("卡丢了") if has_card else _("原医保卡丢了")
    text = _("在这里挂失，马上生效；银行账户再到抚顺银行挂失。") if has_card else _("在这里挂失，马上生效；里面的钱不会丢。")
    if has_card and page.is_out_of_date:  # it takes no money out, so nothing is left to be done at the bank (S9)
        text = _("在这里挂失，马上生效。")
    return (Task("credit-card-off", title, text, ("S7.2",), f"{page.way}loss/", _("挂失")),)


def _change(page: CardPage) -> tuple[Task, ...]:
    """S9: a card that runs out, or is damaged or outdated, is changed."""
    card = page.card
    if card is None or page.is_replacing:
        return ()
    way, label = f"{page.way}replace/", _("申请换卡")
    if card.is_out_of_date_on(page.on):
        title = _("请换卡：有效期到%(day)s为止") % {"day": day(card.valid_until)}
        return (Task("calendar-due", title, _("新卡号码会变，账户、余额、授权都不变。"), ("S9",), way, label),)
    days = integer_of("cards.renewal_days", on=page.on)
    if card.valid_until is not None and page.on >= card.valid_until - timedelta(days=days):
        title = _("社保卡有效期到%(day)s，请换卡") % {"day": day_words(card.valid_until)}
        return (Task("calendar-due", title, _("新卡号码会变，账户、余额、授权都不变。"), ("S9",), way, label),)
    return (Task("refresh", _("卡坏了，或者卡上的资料变了"), _("在这里申请换卡，新卡激活以前旧卡不作废。"), ("S9",), way, label),)


def _hand_back(page: CardPage) -> tuple[Task, ...]:
    """S10.3: a temporary card is handed back, or paid for, before the new card is collected and activated."""
    if page.temporary is None:
        return ()
    if page.temporary.state == "issued":
        title, text = _("先交还临时卡"), _("到%(hall)s交还，不交还新卡不能领取、激活。")
    else:
        title, text = _("先缴临时卡的工本费"), _("到%(hall)s缴清，缴清算已交还。")
    at = text % {"hall": page.temporary.office_name}
    return (Task("id-badge-2", title, at, ("S10.3",), "/guides/temporary-card/", _("看说明")),)


def _hospital(page: CardPage) -> tuple[Task, ...]:
    """S10.1: in hospital while the new card is on its way."""
    if not page.is_replacing or page.temporary is not None:
        return ()
    text = _("带有效身份证件和住院证明，到卡服务大厅免费领临时卡。")
    return (Task("ambulance", _("要住院，等不及新卡"), text, ("S10.1",), "/guides/temporary-card/", _("看怎么领")),)


def _close(page: CardPage) -> tuple[Task, ...]:
    """S11.2: what the hall has done, and what the bank has still to do."""
    slip = page.cancellation.clearance_number if page.cancellation else ""
    if page.is_closed:
        coming = _("银行账户已经销了。注销前申请的卡还在制作，送到时直接作废，您不用做什么。")
        return (Task("circle-check", _("都办完了"), coming, ("S11.2",)),)
    text = _("到任一抚顺银行网点，付清余额、销户、收回卡。销户以前账户照常进账，不能签新的代扣。")
    title = _("还差一步：带清户通知书 %(number)s、社保卡、有效身份证件到抚顺银行") % {"number": slip}
    way = "/where/?kind=bank_branch#offices"
    lost = _("通知书丢了，到卡服务大厅补打一张，编号不变。")
    return (
        Task("building-bank", title, text, ("S11.2",), way, _("看网点地址和时间")),
        Task("file-text", _("清户通知书"), lost, ("S11.2",)),
    )


def _settled(page: CardPage) -> tuple[Task, ...]:
    """S11.2: the refunds are finished, so the card hall comes next; until then the card works."""
    if page.cancellation is None or page.is_closing:
        return ()
    text = _("退费已经办完。带有效身份证件和社保卡到卡服务大厅注销社保功能，拿清户通知书；在那以前卡照常能用。")
    return (Task("file-x", _("要退保的，接着到卡服务大厅"), text, ("S11.2",), "/guides/card-cancel/", _("看怎么注销")),)


STEPS: dict[Stage, tuple[Callable[[CardPage], tuple[Task, ...]], ...]] = {
    Stage.NONE: (_apply, _report),
    Stage.REJECTED: (_reason, _apply),
    Stage.APPLIED: (_wait, _hand_back, _hospital, _report),
    Stage.CHECKED: (_failed, _wait, _hand_back, _hospital, _report),
    Stage.MAKING: (_wait, _hand_back, _hospital, _report),
    Stage.ON_THE_WAY: (_wait, _hand_back, _hospital, _report),
    Stage.READY: (_hand_back, _bring_to_collect, _place, _deadline, _report),
    Stage.READY_FOR_UNIT: (_hand_back, _unit, _deadline, _report),
    Stage.WITH_UNIT: (_hand_back, _unit, _deadline, _report),
    Stage.COLLECTED: (_hand_back, _activate, _deadline, _report),
    Stage.ACTIVE: (_use, _change, _report),
    Stage.LOCKED: (_reset, _change, _report),
    Stage.OUT_OF_DATE: (_change, _report),
    Stage.REPORTED: (_lost,),
    Stage.CLOSING: (_close,),
}
