"""What does not come back when a death is taken back, in the words of a counter, each with its next step (S11.2)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from citycard.journeys import Left

Words = tuple[str | Promise, str | Promise, str]  # what is over, what is to be done, by which rule

LEFT: dict[Left, Words] = {
    Left.APPLICATION: (_("撤回的申请"), _("还要卡的，到原来申请的地方重新申请"), "S11.1"),
    Left.REFUNDS: (
        _("因为去世登记的退费"),
        _("到社会保险业务经办机构，核对、结清已经退给家属的钱，包括医保个人账户里退掉的"),
        "S11.2",
    ),
    Left.SOCIAL: (_("已经注销的社保卡"), _("注销的卡不能恢复。银行账户销户以后，申请新的社保卡"), "S11.2"),
    Left.ACCOUNT: (_("已经销户的银行账户"), _("付给家属的余额，到抚顺银行凭销户回单核对；领新卡时开新账户"), "S11.2"),
    Left.MANDATE: (_("原来账户上的自动扣费"), _("新卡激活以后，到抚顺银行重新签授权书"), "S2.3"),
    Left.PENSION: (_("发到原来账户的养老金"), _("到社会保险业务经办机构登记新的发放账户，补发停发的月份"), "S2.2"),
}
CLOSE_FIRST: Words = (
    _("银行账户还没有销户"),
    _("本人带清户通知书、社保卡和有效身份证件到抚顺银行，取出余额、销户"),
    "S11.2",
)


def left_words(left: tuple[Left, ...], *, has_account: bool) -> list[Words]:
    """The words of what is left; an account that waits for its closing is named after the cancelled card."""
    words = [LEFT[one] for one in left]
    if Left.SOCIAL in left and has_account:
        words.insert(words.index(LEFT[Left.SOCIAL]) + 1, CLOSE_FIRST)
    return words
