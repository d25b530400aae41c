"""What the loader writes out is what the tags would have said, in each reader's language."""

from pathlib import Path

import pytest
from django.template import Context, Engine, Template
from django.utils.translation import override

LIBRARIES = {"i18n": "django.templatetags.i18n", "cc": "citycard.site.templatetags.cc", "static": "django.templatetags.static"}
FACTS = {"name": "user", "cited": "S2.1", "tag": "<b>", "rows": ["a", "b"]}
LOADER = "citycard.site.templates_by_language.Loader"


def _engine(folder: Path) -> Engine:
    plain = ("django.template.loaders.filesystem.Loader", [folder])
    return Engine(loaders=[(LOADER, [plain])], libraries=LIBRARIES)


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "source",
    [
        """{% translate "我的卡" %}""",
        """<a aria-label="{% translate '工作台' %}">{% translate "菜单" %}</a>""",
        """{% icon "user" %}{% icon "user" "ico-lg" %}{% icon name %}""",
        """{% rule "S9" %}{% rule cited %}{% static 'cc/desk.js' %}{% static "cc/citycard.css" as sheet %}{{ sheet }}""",
        """{% translate "我的卡" as said %}[{{ said }}]""",
        """{% translate "没有这句话，100% 没有" %}{% translate "退出 & 登录 {{ name }}" %}""",
        """{% blocktranslate with age=name %}，{{ age }} 岁{% endblocktranslate %}{{ age }}""",
        """{% blocktranslate with age=tag %}，{{ age }} 岁{% endblocktranslate %}""",
        """{% blocktranslate %}{{ name }} 办了 100%{% endblocktranslate %}""",
        """{% blocktranslate with relation=name|upper %}（{{ relation }}）{% endblocktranslate %}""",
        """{% blocktranslate %}[{{ nobody }}]{% endblocktranslate %}""",
        """{% blocktranslate asvar said %}第 {{ n }} 页{% endblocktranslate %}{{ said }}""",
        """{% blocktranslate count n=2 %}一行{% plural %}{{ n }} 行{% endblocktranslate %}""",
        """{% blocktranslate with n=2 %}第 {{ n }} 页{% endblocktranslate %}{% if name == "user" %}{% translate "登录" %}{% endif %}""",
    ],
)
def test_the_written_words_are_those_of_the_tags(tmp_path: Path, source: str, lang: str) -> None:
    source = "{% load i18n static cc %}" + source
    (tmp_path / "page.html").write_text(source, encoding="utf-8")
    engine = _engine(tmp_path)
    with override(lang):
        by_tags = Template(source, engine=engine).render(Context(FACTS))
        assert engine.get_template("page.html").render(Context(FACTS)) == by_tags


def test_each_reader_gets_the_own_language_whoever_came_first(tmp_path: Path) -> None:
    (tmp_path / "frame.html").write_text("{% load i18n %}{% block said %}{% endblock %}", encoding="utf-8")
    page = """{% extends "frame.html" %}{% load i18n %}{% block said %}{% translate "退出" %}{% endblock %}"""
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    engine = _engine(tmp_path)
    said: list[str] = []
    for lang in ("zh-hans", "en", "zh-hans"):
        with override(lang):
            said.append(engine.get_template("page.html").render(Context()))
    assert said[0] == said[2] == "退出" != said[1]


@pytest.mark.parametrize(
    "source",
    [
        """{% include "part.html" %}""",
        """{% include "part.html" with name=_("退出") css="a b" %}{{ name }}{{ css }}""",
        """{% for name in rows %}{% include "part.html" with css=forloop.counter %}{% endfor %}{{ name }}""",
        """{% include "part.html" with css="no" only %}{% include which %}""",
        """{% include "naming.html" %}[{{ said }}]{% include "naming.html" with css="x" %}[{{ said }}]""",
    ],
)
def test_a_part_written_out_is_the_part_included(tmp_path: Path, source: str) -> None:
    """With the names it is given, and without leaving names of its own behind."""
    (tmp_path / "part.html").write_text("{% load i18n %}<i>{{ name }}{{ css }}{% translate '登录' %}</i>\n", encoding="utf-8")
    naming = """{% load i18n %}{% translate "登录" as said %}{{ said }}{{ css }}{% include "part.html" %}"""
    (tmp_path / "naming.html").write_text(naming, encoding="utf-8")
    (tmp_path / "page.html").write_text("{% load i18n %}" + source, encoding="utf-8")
    facts = FACTS | {"which": "part.html"}
    plain = Engine(dirs=[tmp_path], libraries=LIBRARIES).get_template("page.html").render(Context(facts))
    assert _engine(tmp_path).get_template("page.html").render(Context(facts)) == plain
