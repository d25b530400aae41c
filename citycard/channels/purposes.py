"""Why data was looked at (查询事由, S12): kept in the record in Chinese, whoever wrote it, and read in the reader's language."""

from django.utils.translation import gettext


def purpose_words(text: str) -> str:
    """A purpose as the reader sees it: a common one in the reader's language, a clerk's own words as they are."""
    return gettext(text) if text else ""
