"""Opening hours (办公时间) in the reader's language: offices keep them in Chinese, in a few words that repeat."""

import re

from citycard.channels.refusals import language

ENGLISH = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
    ("至", "–"),
    ("门诊", "clinic "),
    ("急诊", "emergencies "),
    ("全天", "all day"),
    ("上午", "a.m. "),
    ("下午", "p.m. "),
    ("节假日", "public holidays "),
    ("休息", "closed"),
    ("（", " ("),
    ("）", ")"),
    ("示例", "sample"),
    ("，", ", "),
    ("；", "; "),
    ("、", ", "),
)
_SPACES = re.compile(r" {2,}")


def hours_words(hours: str) -> str:
    """The hours as the reader reads them: `Mon–Fri 8:30–11:30, 13:00–16:30`. A word that is not known stays as it is."""
    if language() != "en":
        return hours
    for chinese, english in ENGLISH:
        hours = hours.replace(chinese, english)
    return _SPACES.sub(" ", hours).strip()
