"""Every translatable string of the house, gathered from templates and code; `python -m tests.house.translations` brings the
English catalogue up to date: new strings appear untranslated, unused ones go, and the compiled file is written anew."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parents[2] / "citycard"
CATALOGUE = HOUSE / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = dict(DEFAULT_KEYWORDS) | dict.fromkeys(("gettext_lazy", "gettext_noop")) | {"ngettext_lazy": (1, 2)}

Message = tuple[str, str]  # singular, plural or ""


def strings() -> set[Message]:
    """Return every (singular, plural) that pages and code show."""
    return {message for path in sorted(HOUSE.rglob("*")) for message in _of(path)}


def _of(path: Path) -> Iterator[Message]:
    if path.suffix == ".html":
        source = templatize(path.read_text(encoding="utf8"), origin=str(path))
    elif path.suffix == ".py" and "migrations" not in path.parts:
        source = path.read_text(encoding="utf8")
    else:
        return
    for _line, _function, found, _comments in extract_python(BytesIO(source.encode()), list(KEYWORDS), (), {}):
        if isinstance(found, str) and found:
            yield found, ""
        elif isinstance(found, tuple) and found[0]:
            yield str(found[0]), str(found[1] or "")


def catalogue() -> polib.POFile:
    """Return the English catalogue, empty when there is none yet."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=0)
    made = polib.POFile(wrapwidth=0)
    made.metadata = {
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return made


def renew() -> int:
    """Bring the catalogue up to date and compile it; return how many strings wait for their English."""
    kept, wanted = catalogue(), strings()
    known = {(entry.msgid, entry.msgid_plural) for entry in kept}
    for entry in [entry for entry in kept if (entry.msgid, entry.msgid_plural) not in wanted]:
        kept.remove(entry)
    for singular, plural in sorted(wanted - known):
        kept.append(_entry(singular, plural))
    kept.sort(key=lambda entry: entry.msgid)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    kept.save(str(CATALOGUE))
    kept.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    return len(kept.untranslated_entries())


def _entry(singular: str, plural: str) -> polib.POEntry:
    flags = ["python-format"] if "%(" in singular else []
    if plural:
        return polib.POEntry(msgid=singular, msgid_plural=plural, msgstr_plural={0: "", 1: ""}, flags=flags)
    return polib.POEntry(msgid=singular, msgstr="", flags=flags)


if __name__ == "__main__":
    print(f"{renew()} strings wait for their English in {CATALOGUE.relative_to(HOUSE.parent)}")
