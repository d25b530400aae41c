"""Templates, compiled once for each language: what is the same for every reader is written into the text beforehand (decision 72).

A page of the house has fifty translated words, sixty icons and a dozen rules it stands on, and Django looks each of them up again at
every look at the page. Here the tags with nothing but quoted words in them, `{% translate "…" %}`, `{% icon "…" %}`, `{% rule "…" %}`
and `{% static "…" %}`, are answered when a template is read; what depends on a person is a variable, and stays one.
"""

import re

from django.template.base import Origin
from django.template.loaders import cached
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.translation import get_language, gettext

from citycard.site.templatetags.cc import icon, rule

_SAID = re.compile(r"""\{% translate (["'])([^"']*)\1 %\}""")
_DRAWN = re.compile(r"""\{% icon "([^"]*)"(?: "([^"]*)")? %\}""")
_CITED = re.compile(r"""\{% rule "([^"]*)" %\}""")
_LINKED = re.compile(r"""\{% static (["'])([^"']*)\1 %\}""")


class Loader(cached.Loader):
    """Django's cached loader, one cache for each language."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        """Return where a template is kept: its name in the reader's language."""
        return f"{get_language()} {super().cache_key(template_name, skip)}"

    def get_contents(self, origin: Origin) -> str:
        """Return the text of a template with its fixed words, icons, rules and addresses of files written out."""
        text = _SAID.sub(_said, super().get_contents(origin))
        text = _DRAWN.sub(lambda found: icon(found[1], found[2] or ""), text)
        text = _CITED.sub(lambda found: rule(found[1]), text)
        return _LINKED.sub(lambda found: escape(static(found[2])), text)


def _said(found: re.Match[str]) -> str:
    """The word in the reader's language, exactly as the tag says it; one that looks like a tag is left to the tag."""
    words = gettext(found[2].replace("%", "%%")).replace("%%", "%")
    return found[0] if "{" in words else words
