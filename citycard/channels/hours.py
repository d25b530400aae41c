"""Opening hours (办公时间) in the reader's language: offices keep them in Chinese, in a few words that repeat."""

import re

from citycard.channels.refusals import language
from citycard.channels.wording import wording

_TOO_WIDE = re.compile(r"\s+(?=[,;)–])|(?<=[(–])\s+|(?<=\s)\s+")


def hours_words(hours: str) -> str:
    """The hours as the reader reads them: `Mon–Fri 8:30–11:30, 13:00–16:30`. A word that is not known stays as it is."""
    if language() != "en":
        return hours
    for word in wording().words["hours"].values():
        hours = hours.replace(word["zh"], f" {word['en']} ")
    return _TOO_WIDE.sub("", hours).strip()
