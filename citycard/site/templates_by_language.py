"""Templates, compiled once for each language: what is the same for every reader is written into the text beforehand (decision 72).

A page of the house has fifty translated words, sixty icons and a dozen rules it stands on, and Django looks each of them up again at
every look at the page. Here the tags with nothing but quoted words in them, `{% translate "…" %}`, `{% icon "…" %}`, `{% rule "…" %}`
and `{% static "…" %}`, are answered when a template is read; what depends on a person is a variable, and stays one. A sentence with
variables, `{% blocktranslate %}`, becomes the reader's sentence with the same variables, and `{% include "…" %}` the part itself.
"""

import re
from contextlib import suppress

from django.template import TemplateDoesNotExist
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
_TOLD = re.compile(
    r"""\{% blocktranslate(?: with ((?:\w+=[^\s%]+ ?)+))? ?%\}((?:[^{]|\{\{ \w+ \}\})*)\{% endblocktranslate %\}"""
)
_VARIABLE = re.compile(r"""\{\{ (\w+) \}\}""")
_INCLUDED = re.compile(r"""\{% include "([^"]*)"(?: with ((?:\w+=(?:[^\s%"]|"[^"%]*")+ ?)+))? ?%\}""")
_NAMES = re.compile(r"""\{% [^%]*\bas(?:var)? \w+ %\}""")


class Loader(cached.Loader):
    """Django's cached loader, one cache for each language."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        """Return where a template is kept: its name in the reader's language."""
        return f"{get_language()} {super().cache_key(template_name, skip)}"

    def get_contents(self, origin: Origin) -> str:
        """Return the text of a template with its parts, fixed words, icons, rules and addresses of files written out."""
        text = _INCLUDED.sub(self._included, super().get_contents(origin))
        text = _TOLD.sub(_told, _SAID.sub(_said, text))
        text = _DRAWN.sub(lambda found: icon(found[1], found[2] or ""), text)
        text = _CITED.sub(lambda found: rule(found[1]), text)
        return _LINKED.sub(lambda found: escape(static(found[2])), text)

    def _included(self, found: re.Match[str]) -> str:
        """The part itself, with the names it is given; one that gives names of its own to its page's variables is left to the tag."""
        part, given = self._text_of(found[1]), (found[2] or "").strip()
        if given:
            return f"{{% with {given} %}}{part}{{% endwith %}}"
        return found[0] if _NAMES.search(part) else part

    def _text_of(self, template_name: str) -> str:
        for origin in self.get_template_sources(template_name):
            with suppress(TemplateDoesNotExist):
                return self.get_contents(origin)
        raise TemplateDoesNotExist(template_name)


def _said(found: re.Match[str]) -> str:
    """The word in the reader's language, exactly as the tag says it; one that looks like a tag is left to the tag."""
    words = gettext(found[2].replace("%", "%%")).replace("%%", "%")
    return found[0] if "{" in words else words


def _told(found: re.Match[str]) -> str:
    """The sentence in the reader's language with its variables in their places; one that looks like a tag is left to the tag."""
    given, sentence = (found[1] or "").strip(), found[2]
    words = gettext(_VARIABLE.sub(r"%(\1)s", sentence.replace("%", "%%")))
    if "{" in words:
        return found[0]
    told = words % {name: f"{{{{ {name} }}}}" for name in _VARIABLE.findall(sentence)}
    return f"{{% with {given} %}}{told}{{% endwith %}}" if given else told
