"""The loader refuses bad data and says in which file, on which line, and why."""

from collections.abc import Callable
from pathlib import Path

import pytest

from citycard import policy
from tests.policy import packs

Load = Callable[[], object]

# file · what stands there · what is put instead · what is asked then · words of the complaint
CASES = {
    "duplicate name": (
        "values/pins.yaml", "pins.old_card_attempts:", "pins.social_attempts:", policy.values, "written twice"),
    "value of another file": (
        "values/pins.yaml", "pins.length:", "cards.length:", policy.values, "must be called “pins.…”"),
    "unknown unit": ("values/pins.yaml", "unit: times_a_day", "unit: goes", policy.values, "is not one of"),
    "rule that does not exist": ("values/cards.yaml", "rule: S1.3", "rule: S99", policy.values, "is not one of"),
    "unknown basis": ("values/bank.yaml", "basis: sample", "basis: rumour", policy.values, "is not one of"),
    "float with an exponent": ("values/pins.yaml", "value: 6}", "value: 6.0e+0}", policy.values, "not a plain number"),
    "digits that lose their zeros": ("values/pins.yaml", '"000000"', "000000", policy.values, "put digits"),
    "null": ("values/pins.yaml", "value: 6}", "value: null}", policy.values, "expected a number"),
    "yes for true": ("values/pins.yaml", "value: true", "value: yes", policy.values, "write true or false"),
    "a day that does not exist": (
        "values/people.yaml", "from: 2016-05-01", "from: 2016-02-30", policy.values, "not a day"),
    "two kinds in one value": (
        "values/people.yaml", "value: 16}", 'value: 16}\n    - {from: 2020-01-01, value: "16"}', policy.values,
        "of one kind"),
    "days that fall": (
        "values/people.yaml", "value: 16}", "value: 16}\n    - {from: 2015-01-01, value: 15}", policy.values,
        "must rise"),
    "the same day twice": (
        "values/people.yaml", "value: 16}", "value: 16}\n    - {from: 2016-05-01, value: 15}", policy.values,
        "must rise"),
    "unset without a note": (
        "values/people.yaml", "dated:\n    - {from: 2016-05-01, value: 16}", "dated: []", policy.values, "needs a note"),
    "unknown field": ("values/people.yaml", "unit: age", "unit: age\n  owner: me", policy.values, "is not known here"),
    "no English": ("rules.yaml", "  en: ", "  fr: ", policy.rules, "“en” is missing"),
    "empty words": ("units.yaml", "zh: 次,", 'zh: " ",', policy.values, "the text is empty"),
    "not YAML": ("rules.yaml", "S1.1:", "S1.1: [", policy.rules, "not YAML"),
    "a list for a text": ("city.yaml", "schema: c210400", "schema: [c210400]", policy.city, "expected a text"),
    "a schema that is no identifier": ("city.yaml", "schema: c210400", "schema: c-210400", policy.city, "identifier"),
    "a city outside its divisions": ("city.yaml", 'code: "210400"', 'code: "990000"', policy.city, "divisions.yaml"),
    "a division code too short": ("divisions.yaml", '"210402"', '"21040"', policy.divisions, "six-digit"),
    "unknown reach": ("channels.yaml", "reach: home", "reach: moon", policy.service_channels, "is not one of"),
    "unknown paper": ("papers.yaml", "any_of: [unit_letter]", "any_of: [letter]", policy.papers, "is not one of"),
    "no paper at all": ("papers.yaml", "any_of: [unit_letter]", "any_of: []", policy.papers, "at least one"),
    "unknown fact": ("papers.yaml", "[{has_id_card: true}]", "[{is_rich: true}]", policy.papers, "is not known here"),
    "condition without a fact": ("papers.yaml", "[{has_id_card: true}]", "[{}]", policy.papers, "at least one fact"),
    "condition without words": (
        "papers.yaml", "    when_words: {zh: 申请人有身份证, en: The applicant has an ID card}\n", "", policy.papers,
        "go together"),
    "unknown channel": (
        "services/card-apply.yaml", "channel: community", "channel: teahouse", policy.services, "is not one of"),
    "cells that do not fit the columns": (
        "services/loss-report.yaml", "  - {zh: \"银行账户\", en: \"Bank account\"}\n", "", policy.services,
        "1 cells are needed"),
    "channel listed twice": (
        "services/card-lookup.yaml", "channel: ivr", "channel: kiosk", policy.services, "listed twice"),
    "related to nothing": (
        "services/card-apply.yaml", "related: [card-progress", "related: [card-flying", policy.services, "is not one of"),
    "related to itself": (
        "services/card-apply.yaml", "related: [card-progress", "related: [card-apply", policy.services, "is not one of"),
    "fee from no value": (
        "services/card-apply.yaml", "value: cards.first_card_fee_fen", "value: cards.tip_fen", policy.services,
        "is not one of"),
    "unknown actor": (
        "services/card-apply.yaml", "[holder, guardian", "[neighbour, guardian", policy.services, "is not one of"),
    "field missing in the text": ("notices.yaml", "编号{number}。", "编号。", policy.notice_templates, "are not those listed"),
    "brace left open": ("notices.yaml", "编号{number}。", "编号{number。", policy.notice_templates, "braces"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_refused_with_file_and_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A1: data that may not be trusted stops the house at once, instead of judging a citizen wrongly later."""
    file, old, new, load, why = CASES[name]
    pack = packs.copied(tmp_path, monkeypatch)
    packs.change(pack, file, old, new)
    with pytest.raises(policy.BadPolicy) as caught:
        load()
    assert why in caught.value.why
    assert caught.value.file.endswith(file.split("/")[-1])
    assert str(caught.value).startswith(f"{caught.value.file}:{caught.value.line}: ")


def test_the_line_is_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = packs.copied(tmp_path, monkeypatch)
    line = packs.change(pack, "values/pins.yaml", "unit: times_a_day", "unit: goes")
    with pytest.raises(policy.BadPolicy) as caught:
        policy.values()
    assert (caught.value.file, caught.value.line) == ("values/pins.yaml", line)


def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = packs.copied(tmp_path, monkeypatch)
    (pack / "city.yaml").unlink()
    with pytest.raises(policy.BadPolicy, match=r"city\.yaml:1: the file is missing"):
        policy.city()


def test_a_file_of_another_encoding_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = packs.copied(tmp_path, monkeypatch)
    (pack / "city.yaml").write_bytes("name: 抚顺".encode("gb18030"))
    with pytest.raises(policy.BadPolicy, match="not UTF-8"):
        policy.city()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: policy.policy_value("pins.no_such"),
        lambda: policy.rule("S99.1"),
        lambda: policy.service("card-flying"),
        lambda: policy.notice_template("birthday"),
        lambda: policy.division("110000"),
        lambda: policy.paper("ticket"),
    ],
)
def test_what_is_unknown_raises(ask: Load) -> None:
    with pytest.raises(policy.UnknownPolicy):
        ask()
