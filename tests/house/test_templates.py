"""What templates may not do: carry styles of their own, or speak Chinese past the translator."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "citycard").rglob("templates/**/*.html"))
NAMES = [str(path.relative_to(ROOT)) for path in TEMPLATES]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPOKEN = re.compile(
    r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%\s*translate\s.*?%}|{%\s*blocktranslate.*?endblocktranslate\s*%}"
    r"""|_\((?:"[^"]*"|'[^']*')\)"""
    # What is printed on a card, and the name of a language, are Chinese for every reader.
    r"""|<svg class="cc-face".*?</svg>|<[^>]*lang="zh-CN"[^>]*>.*?</a>""",
    re.DOTALL,
)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_no_style_of_its_own(path: Path) -> None:
    """A one-off `style=""` is a class that has no name yet: give it one in citycard.css."""
    assert not re.search(r"\sstyle=[\"']", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_chinese_word_goes_through_the_translator(path: Path) -> None:
    """Outside {% translate %} and _("…") a Chinese word would stay Chinese on an English page."""
    left = SPOKEN.sub("", path.read_text(encoding="utf-8"))
    assert [line.strip()[:120] for line in left.splitlines() if CHINESE.search(line)] == []
