"""The words of a loss report: what is asked, what stands now, and what is still to be done at the bank (S7.2, S8)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from citycard.cards import CardFacts
from citycard.channels.card_state import loss_moments
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.journeys import HowLost, LossReceipt, Lost
from citycard.shared.clock import in_china
from citycard.shared.numbers import mask

from .steps import Answers, LossCase, what_of

Row = dict[str, object]
Side = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The receipt in words: what is, since when, what a repeat found, and what remains at the bank (amber)."""

    title: str
    since: datetime
    number: str
    repeat: str
    bank_to_do: bool
    social: Side | None
    bank: Side | None
    old_card: str


def choice_words(case: LossCase) -> list[tuple[str, str]]:
    """What can be lost, as choices."""
    numbers = _("、").join(card.card_number_masked for card in case.in_hand)
    words = {
        Lost.CARD: _("社保卡（卡号 %(number)s）") % {"number": numbers},
        Lost.OLD_CARD: _("原医保卡"),
        Lost.BOTH: _("两张都丢了"),
    }
    return [(one.value, words[one]) for one in case.choices]


def how_words() -> list[tuple[str, str]]:
    """How a card may have been lost, as choices."""
    return [(one.value, show("how_lost", one.value, language())) for one in HowLost]


def journey_words(what: Lost) -> str:
    """What the journey is called on its pages."""
    return _("挂失原医保卡") if what is Lost.OLD_CARD else _("挂失社保账户")


def phone_words(case: LossCase, answers: Answers) -> str:
    """Where the message goes, masked."""
    phones = [case.person.phone_masked if case.person.phone else "", mask.mask_mobile(answers.phone) if answers.phone else ""]
    return _("、").join(dict.fromkeys(phone for phone in phones if phone)) or _("没有登记手机，办完可以打印回执")


def lost_rows(case: LossCase, what: Lost) -> list[Row]:
    """Whose card it is, and which cards are reported."""
    rows: list[Row] = [
        {"label": _("持卡人"), "value": case.person.name},
        {"label": _("社会保障号码"), "value": case.person.number_masked, "mono": True},
    ]
    rows += [_card_row(card) for card in case.in_hand] if what.has_card else []
    if what.has_old_card:
        rows.append({"label": _("要挂失的卡"), "value": _("原医保卡"), "small": _("里面的钱都在，激活新卡时转过去")})
    return rows


def _card_row(card: CardFacts) -> Row:
    tail = card.bank_card_number[-4:] if card.bank_card_number else ""
    issued = show("issued_on", card.issued_on, language()) if card.issued_on else ""
    small = _("银行卡尾号 %(tail)s · %(day)s发卡") % {"tail": tail, "day": issued} if tail and issued else ""
    return {"label": _("要挂失的卡"), "value": card.card_number_masked, "mono": True, "small": small}


def answer_rows(case: LossCase, answers: Answers, *, way: str) -> list[Row]:
    """What was answered, each with its way back; `way` is the address of the questions."""
    what = what_of(case, answers)
    account = {"label": _("挂失哪个账户"), "value": _("社保账户"), "small": _("银行账户要到抚顺银行挂失")}
    which = {"label": _("哪张卡丢了"), "value": dict(choice_words(case))[what.value], "href": f"{way}what/"}
    rows: list[Row] = [which] if len(case.choices) > 1 else []
    rows += [account] if what.has_card else []
    how = show("how_lost", answers.how or HowLost.UNKNOWN.value, language())
    rows.append({"label": _("怎么没的"), "value": how, "href": f"{way}how/"})
    rows.append({"label": _("结果发到"), "value": phone_words(case, answers), "num": True, "href": f"{way}phone/"})
    return rows


def told_words(receipt: LossReceipt) -> Told:
    """Return what a receipt tells: what is now, not only what was done."""
    social, bank = (_social(receipt), _bank(receipt)) if receipt.cards else (None, None)
    return Told(
        title=_title(receipt),
        since=_since(receipt),
        number=receipt.number,
        repeat=_repeat(receipt),
        bank_to_do=receipt.bank_to_do,
        social=social,
        bank=bank,
        old_card=_("原医保卡已挂失，不能再用。") if receipt.old_card_since is not None and receipt.cards else "",
    )


def _title(receipt: LossReceipt) -> str:
    if not receipt.cards:
        return _("原医保卡已挂失")
    if receipt.bank_reported:
        return _("社保账户、银行账户都已挂失")
    return _("社保账户已挂失") if receipt.bank_to_do else _("社保卡已挂失")


def _since(receipt: LossReceipt) -> datetime:
    """Since when the title is true: both functions only since the bank has the report."""
    at_bank = [card.bank_since for card in receipt.cards if card.bank_since is not None]
    return max([receipt.since, *at_bank]) if receipt.bank_reported else receipt.since


def _repeat(receipt: LossReceipt) -> str:
    since = show("since", in_china(receipt.since), language())
    if receipt.already:
        return _("这张卡在%(since)s已经挂失，一直有效；这一次没有任何变化。") % {"since": since}
    if receipt.became_formal:
        return _("这张卡在%(since)s已经临时挂失，一直有效；现在改成了正式挂失。") % {"since": since}
    return ""


def _social(receipt: LossReceipt) -> Side:
    kept = receipt.cards[0]
    moments = loss_moments(lost_at=kept.since, formal_at=kept.formal_since)
    kind = moments if receipt.is_formal else _("%(moments)s，不会自己到期") % {"moments": moments}
    stopped = (_("医院看病结算"), _("药店购药"), _("凭社保密码办的事"))
    ticks = [{"ok": False, "text": text} for text in stopped]
    return {"tone": "stop", "word": _("已挂失"), "icon": "lock", "text": kind, "rule": "S7.2", "ticks": ticks}


def _bank(receipt: LossReceipt) -> Side:
    if receipt.bank_to_do:
        risks = (_("取款、转账、刷卡消费"), _("绑定的支付宝、微信支付"))
        ticks: list[dict[str, object]] = [{"icon": "alert-triangle", "text": text} for text in risks]
        ticks.append({"ok": True, "text": _("每月社会保险费照常扣")})
        return {"tone": "warn", "word": _("还能用，未挂失"), "ticks": ticks}
    if receipt.bank_reported:
        stopped = (_("取款、转账、刷卡消费"), _("绑定的支付宝、微信支付"), _("每月社会保险费的扣款"))
        ticks = [{"ok": False, "text": text} for text in stopped]
        ticks.append({"ok": True, "text": _("养老金、待遇照常到账")})
        return {"tone": "stop", "word": _("已挂失"), "icon": "lock", "rule": "S7.1", "ticks": ticks}
    if receipt.cards[0].is_out_of_date:
        text = _("卡过了有效期，别人拿到也用不了；账户照常进账。")
        return {"tone": "stop", "word": _("已过有效期"), "icon": "calendar-due", "text": text, "rule": "S9"}
    return {"tone": "off", "word": _("还没激活"), "text": _("银行账户没有激活，别人拿到也用不了。")}
