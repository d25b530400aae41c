"""Nation (民族, GB/T 3304): two digits, the order of the standard."""

from citycard.shared.numbers.refused import NumberRefused

_ORDER = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 "
    "鄂伦春 赫哲 门巴 珞巴 基诺"
)
NATIONS = tuple(_ORDER.split())
_CODES = {name: f"{place:02d}" for place, name in enumerate(NATIONS, start=1)}
MAJORITY = "01"


class NationUnknown(NumberRefused):
    """Neither a nation's name nor its code."""

    rule = "S1.2"
    field = "nation"


def code_of(text: str) -> str:
    """The code of a nation given by name (满, 满族) or code (11); nothing means 汉族. Refuses NationUnknown."""
    name = text.strip()
    if not name:
        return MAJORITY
    code = _CODES.get(name) or _CODES.get(name.removesuffix("族"))
    if code is None and name.zfill(2) in _CODES.values():
        code = name.zfill(2)
    if code is None:
        raise NationUnknown
    return code
