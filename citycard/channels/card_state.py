"""The two functions of a card in the words of a counter: never a single “card state”, always both sides by name (S1.1)."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from citycard.bank import BankSideFacts
from citycard.cards import CardFacts, Ended
from citycard.channels.days import day, moment

Side = dict[str, str]


def social_side(card: CardFacts | None, *, on: date) -> Side:
    """The social function that day: tone, word, one sentence why, the rule."""
    if card is None or not _is_in_hand(card):
        return _not_in_hand(card)
    if card.social_state == "cancelled":
        return {"tone": "off", "word": _("已注销"), "text": _("社保功能已注销，不能恢复。"), "rule": "S11.2"}
    if card.loss != "none":
        text = _("%(moments)s。社保账户不能用。") % {"moments": loss_moments(lost_at=card.lost_at, formal_at=card.formal_at)}
        return {"tone": "stop", "word": _("已挂失"), "icon": "lock", "text": text, "rule": "S7.2"}
    return _open_social_side(card, on=on)


def loss_moments(*, lost_at: datetime | None, formal_at: datetime | None) -> str:
    """Since when it is reported, and since when formally if it was temporary first (S7.2)."""
    first, formal = moment(lost_at), moment(formal_at)
    if formal_at is None:
        return _("临时挂失 %(moment)s") % {"moment": first}
    if lost_at == formal_at:
        return _("正式挂失 %(moment)s") % {"moment": formal}
    return _("临时挂失 %(first)s；正式挂失 %(formal)s") % {"first": first, "formal": formal}


def _open_social_side(card: CardFacts, *, on: date) -> Side:
    """A social function that is not reported: in order, out of date, its PIN locked, or not in use yet."""
    if card.is_out_of_date_on(on):
        return _out_of_date(card, _("到%(last)s为止；换了新卡再用。"))
    if card.pin_locked:
        return {"tone": "stop", "word": _("密码已锁"), "icon": "lock", "text": _("社保密码连续输错，已锁定。"), "rule": "S6.2"}
    if card.social_state == "active":
        since = moment(card.activated_at)
        return {"tone": "ok", "word": _("正常"), "text": _("%(since)s启用。") % {"since": since}, "rule": "S5.1"}
    return {"tone": "off", "word": _("还没启用"), "text": _("在银行激活以后自动启用。"), "rule": "S5.1"}


def after_death(card: CardFacts | None, *, on: date) -> Side:
    """The social function of somebody who has died: nobody uses it any more, whatever it was before (S11.1)."""
    if card is None or not _is_in_hand(card) or card.social_state == "cancelled":
        return social_side(card, on=on)
    text = _("持卡人已去世，不能再用；家属办退费和注销。")
    return {"tone": "stop", "word": _("已停用"), "icon": "lock", "text": text, "rule": "S11.1"}


def ended_social_side(ended: Ended) -> Side:
    """The social function of somebody whose cards have all been cancelled (S11.2)."""
    text = _("%(since)s社保功能已注销，不能恢复。") % {"since": moment(ended.social_cancelled_at)}
    return {"tone": "off", "word": _("已注销"), "text": text, "rule": "S11.2"}


def closed_bank_side(ended: Ended) -> Side:
    """The bank function after a cancellation: when the account was closed, or that there was none (S11.2)."""
    if not ended.had_account:
        return {"tone": "off", "word": _("已注销"), "text": _("没有要销的银行账户。"), "rule": "S11.2"}
    text = _("%(since)s付清余额、销户，账户不能再开。") % {"since": moment(ended.closed_at)}
    return {"tone": "off", "word": _("已销户"), "text": text, "rule": "S11.2"}


def bank_side(card: CardFacts | None, side: BankSideFacts | None, *, on: date) -> Side:
    """The bank function that day: tone, word, one sentence why, the rule."""
    if card is None or not _is_in_hand(card):
        later = {"text": _("领卡以后本人到抚顺银行激活。"), "rule": "S5.1"} if card is not None and card.is_live else {}
        return _not_in_hand(card) | later
    if side is not None and card.social_state == "cancelled" and side.state != "closed":
        text = _("照常进账；带清户通知书到抚顺银行取余额、销户。")
        return {"tone": "warn", "word": _("待销户"), "text": text, "rule": "S11.2"}
    return _bank_side_of(card, side, on=on)


def _bank_side_of(card: CardFacts, side: BankSideFacts | None, *, on: date) -> Side:
    if side is not None and side.is_held and side.state != "closed":
        text = _("持卡人已去世，账户照常进账、不付款；家属凭清户通知书到抚顺银行取余额、销户。")
        return {"tone": "stop", "word": _("只收不付"), "icon": "lock", "text": text, "rule": "S11.1"}
    if side is None or side.state == "pre_opened":
        return _sealed_bank_side(card, on=on)
    if side.is_lost:
        return {"tone": "stop", "word": _("已挂失"), "icon": "lock", "text": _("银行账户已挂失，不能用。"), "rule": "S7.1"}
    if side.is_frozen:
        return {"tone": "stop", "word": _("已冻结"), "icon": "lock", "text": _("银行账户被冻结，不能用。"), "rule": "S6.3"}
    if side.state == "active":
        return _open_bank_side(card, side, on=on)
    return {"tone": "off", "word": _("作废"), "text": _("这张卡的银行功能已终止。"), "rule": "S9"}


def _sealed_bank_side(card: CardFacts, *, on: date) -> Side:
    if card.is_out_of_date_on(on):
        return _out_of_date(card, _("到%(last)s为止；换了新卡再激活。"))
    return {"tone": "off", "word": _("还没激活"), "text": _("本人带有效身份证件和卡到抚顺银行激活。"), "rule": "S5.1"}


def _open_bank_side(card: CardFacts, side: BankSideFacts, *, on: date) -> Side:
    """An active bank function: out of date, lost or not, the half of a loss still to be reported, its PIN locked, or in order."""
    if card.is_out_of_date_on(on):
        return _out_of_date(card, _("到%(last)s为止；账户照常进账，换了新卡再用。"))
    if card.loss != "none":
        return {"tone": "warn", "word": _("还能用，未挂失"), "text": _("银行账户要本人到抚顺银行挂失。"), "rule": "S7.1"}
    if side.is_pin_locked:
        return {"tone": "stop", "word": _("密码已锁"), "icon": "lock", "text": _("银行密码连续输错，已锁定。"), "rule": "S6.3"}
    since = moment(side.activated_at)
    return {"tone": "ok", "word": _("正常"), "text": _("%(since)s激活。") % {"since": since}, "rule": "S5.1"}


def _out_of_date(card: CardFacts, text: str) -> Side:
    """S9: the ten years are over; what to do stands in the sentence."""
    said = text % {"last": day(card.valid_until)}
    return {"tone": "stop", "word": _("已过有效期"), "icon": "calendar-due", "text": said, "rule": "S9"}


def _is_in_hand(card: CardFacts) -> bool:
    return card.is_live and card.state == "with_holder"


def _not_in_hand(card: CardFacts | None) -> Side:
    """What both sides say before there is a card in its holder's hands, and after it has ended."""
    if card is None:
        return {"tone": "off", "word": _("还没有卡"), "text": _("没有做好的卡，也没有正在做的卡。"), "rule": "S3"}
    place = {"place": card.pickup_office_name}
    if not card.is_live:
        return {"tone": "off", "word": _("作废"), "text": _("%(on)s起不能再用。") % {"on": day(card.ended_at)}, "rule": "S9"}
    if card.state == "awaiting_pickup":
        return {"tone": "warn", "word": _("待领取"), "text": _("卡在%(place)s，等本人来领。") % place, "rule": "S4.2"}
    if card.state == "with_unit":
        return {"tone": "warn", "word": _("单位待发"), "text": _("单位已经领走，还没有登记发给本人。"), "rule": "S4.1"}
    return {"tone": "info", "word": _("正在制作"), "text": _("做好以后到%(place)s领。") % place, "rule": "S4.4"}
