"""One card, two functions (一张卡，两项功能): the state of each in one word and one sentence (S1.1)."""

from django.utils.translation import gettext as _

from citycard.cards import CardFacts
from citycard.channels.card_state import loss_moments

from .card_page import CardPage
from .stages import IN_MAKING

Side = dict[str, object]


def two_sides(page: CardPage) -> tuple[Side, Side]:
    """Return the social and the bank side as `parts/pair.html` draws them; both are always named."""
    card = page.card
    if page.is_closing:
        closing = _side("off", _("已注销"), _("不能恢复；又在本市参保的，销户以后重新申请一张。"), rule="S11.2")
        if page.is_closed:
            return closing, _side("off", _("已销户"), _("余额已付清，账户不能再开。"), rule="S11.2")
        return closing, _side("warn", _("待销户"), _("照常进账；带清户通知书到抚顺银行取余额、销户。"), rule="S11.2")
    if card is None:
        none = _side("off", _("还没启用"), _("卡做好、激活以后启用。"))
        return none, _side("off", _("还没激活"), _("卡做好以后，本人到抚顺银行激活。"))
    if card.state in IN_MAKING:
        making = _side("info", _("正在制作"), _("领到卡、银行激活后自动启用。"))
        return making, _side("info", _("正在制作"), _("领到卡以后，本人到抚顺银行激活。"))
    return _social(page), _bank(page)


def _social(page: CardPage) -> Side:
    card = page.card
    if card is None or card.social_state in (None, "sealed"):
        return _sealed_social(page)
    if card.social_state in ("cancelled", "superseded"):
        return _side("off", _("作废"), _("这张卡已经不能用。"))
    if card.loss != "none":
        return _lost_social(card, _("%(moments)s。医院、药店都不能再刷这张卡。"))
    if page.is_out_of_date:
        return _out_of_date(page)
    if card.pin_locked:
        return _side("warn", _("密码已锁"), _("带有效证件和卡到卡服务大厅重置社保密码。"), rule="S6.1", icon="lock")
    return _side("ok", _("正常"), _("看病、买药、缴费、领待遇都能用。"))


def _lost_social(card: CardFacts, text: str) -> Side:
    said = text % {"moments": loss_moments(lost_at=card.lost_at, formal_at=card.formal_at)}
    return _side("stop", _("已挂失"), said, rule="S7", icon="lock")


def _sealed_social(page: CardPage) -> Side:
    if page.card is not None and page.card.loss != "none":
        return _lost_social(page.card, _("%(moments)s。别人拿到也用不了。"))
    if page.is_out_of_date:
        return _out_of_date(page)
    return _side("off", _("还没启用"), _("银行激活后自动启用，不用另外办。"), rule="S5.1")


def _bank(page: CardPage) -> Side:
    side = page.bank_side
    if side is None or side.state == "pre_opened":
        return _sealed_bank(page)
    if side.state == "closed":
        return _side("off", _("作废"), _("银行账户已经注销。"))
    if side.is_lost:
        return _lost_bank(page)
    if side.is_frozen:
        return _side("stop", _("已冻结"), _("请带有效身份证件到抚顺银行网点问清楚。"), icon="lock")
    return _open_bank(page)


def _sealed_bank(page: CardPage) -> Side:
    if page.is_out_of_date:
        return _out_of_date(page)
    if page.is_seen_by_guardian:
        return _side("off", _("还没激活"), _("由您带上卡和双方证件到抚顺银行激活，当场设银行密码。"), rule="S13.2")
    return _side("off", _("还没激活"), _("本人到抚顺银行激活，当场设银行密码。"), rule="S5.1")


def _lost_bank(page: CardPage) -> Side:
    """Reported at the bank: where it is taken back, as long as it can be (S8.2, S8.3)."""
    if page.is_replacing:
        return _side("stop", _("已挂失"), _("申请了补卡，不能再解除；新卡激活时这张卡作废。"), rule="S8.3", icon="lock")
    return _side("stop", _("已挂失"), _("解除挂失要本人带证件和卡到抚顺银行。"), rule="S8.2", icon="lock")


def _open_bank(page: CardPage) -> Side:
    """An active bank function: out of date, lost or not, the half of a loss still to be reported, its PIN locked, or in order."""
    if page.is_out_of_date:
        return _side("stop", _("已过有效期"), _("账户照常进账；换了新卡再存取、消费。"), rule="S9", icon="calendar-due")
    if page.bank_to_do:
        return _side("warn", _("还能用，未挂失"), _("请本人带有效身份证件，尽快到抚顺银行挂失。"), rule="S7.1")
    if page.bank_side is not None and page.bank_side.is_pin_locked:
        return _side("warn", _("密码已锁"), _("本人带有效身份证件和卡到抚顺银行解锁、重设银行密码。"), rule="S6.3", icon="lock")
    return _side("ok", _("正常"), _("存取款、转账、消费、领待遇都能用。"))


def _out_of_date(page: CardPage) -> Side:
    """S9: the card's ten years are over; a new one is on its way, or is to be asked for."""
    what = _("新卡已经在办，领到以后激活。") if page.is_replacing else _("请换一张新卡，在这里就能申请。")
    return _side("stop", _("已过有效期"), what, rule="S9", icon="calendar-due")


def _side(tone: str, word: str, text: str, *, rule: str = "", icon: str = "") -> Side:
    return {"tone": tone, "word": word, "text": text, "rule": rule, "icon": icon, "ticks": ()}
