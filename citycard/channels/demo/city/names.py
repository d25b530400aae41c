"""Invented names: common surnames and given names of our own small lists, some with · and some with rare characters.

All of them can be written in GB18030, the rare ones only with four bytes; that is why they are here.
"""

from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "慕容")
WOMEN = "芳娜敏静丽娟艳霞玲燕红梅英兰雪丹慧晶莹洁颖琳佳婷欣怡雨诗梦思雅嘉妍彤萱琪瑶蕾薇悦宁安一诺可心桐语"
MEN = "伟强磊军洋勇杰涛明超刚平辉鹏飞宇浩凯建国志文斌波健俊峰龙毅翔晨轩昊泽睿博铭远航嘉琛宸睿阳旭东"
RARE = "䶮㼆𠮷𬀩喆堃犇淼垚叕"
WITH_DOT = {
    "1": ("艾山·吐尔逊", "买买提·艾力", "巴图·孟和", "达瓦·扎西", "阿里木·肉孜"),
    "2": ("阿依古丽·买买提", "古丽娜尔·吐尔逊", "其其格·孟和", "卓玛·扎西", "帕提古丽·艾力"),
}
RARE_SHARE = 0.004
DOT_SHARE = 0.006
COMPOUND_SHARE = 0.01


def _given(characters: str) -> tuple[str, ...]:
    """Single characters and pairs; pairs are the more usual."""
    return tuple(characters) + tuple(first + second for first in characters for second in characters if first != second)


GIVEN = {"1": _given(MEN), "2": _given(WOMEN)}


def surname(rng: Random) -> str:
    """Return a surname; the first of the list are the commonest, as in life."""
    if rng.random() < COMPOUND_SHARE:
        return COMPOUND_SURNAMES[int(rng.random() * len(COMPOUND_SURNAMES))]
    return SURNAMES[int(rng.random() * rng.random() * len(SURNAMES))]


def full_name(rng: Random, *, sex: str, family: str) -> str:
    """Return a name of the family; now and then one with · or with a rare character."""
    lot = rng.random()
    if lot < DOT_SHARE:
        choices = WITH_DOT[sex]
        return choices[int(rng.random() * len(choices))]
    if lot < DOT_SHARE + RARE_SHARE:
        return family + RARE[int(rng.random() * len(RARE))]
    given = GIVEN[sex]
    return family + given[int(rng.random() * len(given))]
