"""The voice menu of 12333 (语音菜单), one literal table: what the voice says, which key leads where (S7.2, S12.1).

Key 4 for a loss report is the source's; the others are a sample, for the city's line to set. A real telephone line will read the
same table: a place says its sentence, then waits for one key, or for digits closed by `#`. `*` says the last sentence again, and
in a number stands for X. Nobody is ever asked for a PIN (S14.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Place(StrEnum):
    """Where a call is."""

    WELCOME = "welcome"
    NUMBER = "number"
    PHONE = "phone"
    NOT_FOUND = "not_found"
    CONFIRM = "confirm"
    REPORTED = "reported"
    REFUSED = "refused"
    CARD = "card"
    BYE = "bye"


class Aim(StrEnum):
    """What the caller wants, by the key pressed first."""

    CARD = "1"
    LOSS = "4"


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of the menu: its sentence (with facts in braces), its keys, or how many digits it takes."""

    say: str | Promise
    keys: Mapping[str, Place] = field(default_factory=dict[str, Place])
    digits: int = 0


AGAIN, CLOSE = "*", "#"
BACK = {"0": Place.WELCOME, "9": Place.BYE}
MENU: dict[Place, Stop] = {
    Place.WELCOME: Stop(
        _("您好，这里是抚顺社保卡服务热线。查社保卡请按 1。社保卡丢了要挂失，请按 4。结束请按 9。我们不会在电话里要您的密码。"),
        {"1": Place.NUMBER, "4": Place.NUMBER, "9": Place.BYE},
    ),
    Place.NUMBER: Stop(_("请输入 18 位社会保障号码，也就是身份证号码。最后一位是 X 的，按星号键。输完按井号键。"), digits=18),
    Place.PHONE: Stop(_("请输入您登记的 11 位手机号码，输完按井号键。"), digits=11),
    Place.NOT_FOUND: Stop(_("号码和登记的对不上。重新输入请按 1，结束请按 9。"), {"1": Place.NUMBER, "9": Place.BYE}),
    Place.CONFIRM: Stop(
        _(
            "您要挂失的是{name}名下、尾号{tail}的社保卡。挂失社保账户马上生效，医院和药店都不能再用这张卡。确认挂失请按 1，不挂失请按 2。"
        ),
        {"1": Place.REPORTED, "2": Place.WELCOME},
    ),
    Place.REPORTED: Stop(
        _("{done}编号是{number}。{bank}银行和大厅不会打电话要您的密码，谁要都别给。回到主菜单请按 0，结束请按 9。"), BACK
    ),
    Place.REFUSED: Stop(_("现在不能办：{because}。{remedy}。回到主菜单请按 0，结束请按 9。"), BACK),
    Place.CARD: Stop(_("{name}您好。社保账户：{social}。银行账户：{bank}。{next}回到主菜单请按 0，结束请按 9。"), BACK),
    Place.BYE: Stop(_("感谢来电，再见。")),
}
