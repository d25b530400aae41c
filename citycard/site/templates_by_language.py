"""Templates, compiled once for each language: what is the same for every reader is written into the text beforehand (decision 72).

A page of the house has fifty translated words and sixty icons, and Django looks each of them up again at every look at the page.
Here the two tags with nothing but quoted words in them, `{% translate "…" %}` and `{% icon "…" %}`, are answered when a template
is read; what depends on a person is a variable, and stays one.
"""

import re

from django.template.base import Origin
from django.template.loaders import cached
from django.utils.translation import get_language, gettext

from citycard.site.templatetags.cc import icon

_SAID = re.compile(r"""\{% translate (["'])([^"']*)\1 %\}""")
_DRAWN = re.compile(r"""\{% icon "([^"]*)"(?: "([^"]*)")? %\}""")


class Loader(cached.Loader):
    """Django's cached loader, one cache for each language."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        """Return where a template is kept: its name in the reader's language."""
        return f"{get_language()} {super().cache_key(template_name, skip)}"

    def get_contents(self, origin: Origin) -> str:
        """Return the text of a template with its fixed words and icons written out."""
        return _DRAWN.sub(_drawn, _SAID.sub(_said, super().get_contents(origin)))


def _said(found: re.Match[str]) -> str:
    """The word in the reader's language, exactly as the tag says it; one that looks like a tag is left to the tag."""
    words = gettext(found[2].replace("%", "%%")).replace("%%", "%")
    return found[0] if "{" in words else words


def _drawn(found: re.Match[str]) -> str:
    return icon(found[1], found[2] or "")
