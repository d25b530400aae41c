"""Papers by case, from `tests/rules/documents.yaml`; each case quotes its rule."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from citycard import policy
from citycard.policy import Case, Comes, Owner, Service
from tests.policy import packs

DAY = date(2026, 11, 23)
CASES = yaml.safe_load((Path(__file__).resolve().parents[1] / "rules" / "documents.yaml").read_text(encoding="utf-8"))
GROUPS = yaml.safe_load((packs.PACK / "papers.yaml").read_text(encoding="utf-8"))["groups"]


def _case(facts: dict[str, Any], on: date = DAY) -> Case:
    return Case(
        age_on_day=facts["age"],
        has_id_card=facts["has_id_card"],
        comes=Comes(facts["comes"]),
        is_ward=facts.get("is_ward", False),
        on=on,
    )


@pytest.mark.parametrize("example", CASES, ids=lambda one: f"{one['rule']} {one['service']} {one['says'][:40]}")
def test_papers_of_the_case(example: dict[str, Any]) -> None:
    found = policy.documents_for(example["service"], _case(example["case"]))
    wanted = {name: GROUPS[kinds] if isinstance(kinds, str) else kinds for name, kinds in example["papers"].items()}
    assert {one.id: [paper.kind for paper in one.any_of] for one in found} == wanted
    assert example["rule"] in {one.rule for one in found} | set(policy.service(example["service"]).rules)


def test_the_age_is_the_value_of_that_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A1, S4.2: if the age changes on a day, cases before it keep the old age."""
    pack = packs.copied(tmp_path, monkeypatch)
    packs.change(pack, "values/people.yaml", "value: 16}", "value: 16}\n    - {from: 2030-01-01, value: 14}")
    facts = {"age": 15, "has_id_card": False, "comes": "guardian"}
    before = policy.documents_for("card-collect", _case(facts, on=date(2029, 12, 31)))
    after = policy.documents_for("card-collect", _case(facts, on=date(2030, 1, 1)))
    assert "child_household_register" in {one.id for one in before}
    assert [one.id for one in after] == ["holder_id_card", "guardian_id_of_card_holder"]


@pytest.mark.parametrize("service", list(policy.services()))
def test_whoever_may_come_has_something_to_show(service: str) -> None:
    """No case of a service with papers is left without any: that would be a door without a lock."""
    found = policy.service(service)
    is_for_adults = found.event.id in {"self_paying", "benefits"}
    for comes in found.actors:
        for age, has_id_card in ((3, False), (3, True), (15, False), (15, True), (16, True), (80, True)):
            if age < 16 and is_for_adults:
                continue
            case = Case(age_on_day=age, has_id_card=has_id_card, comes=comes, on=DAY)
            assert bool(policy.documents_for(service, case)) == bool(found.documents), case


@pytest.mark.parametrize("service", [one for one in policy.services().values() if one.documents], ids=lambda one: one.id)
def test_who_acts_for_another_shows_two_ids(service: Service) -> None:
    """S13.1: an agent or guardian shows their own valid ID beside the holder's, wherever they may come."""
    for comes, owner in ((Comes.AGENT, Owner.AGENT), (Comes.GUARDIAN, Owner.GUARDIAN)):
        if comes not in service.actors:
            continue
        case = Case(age_on_day=40, has_id_card=True, comes=comes, is_ward=True, on=DAY)
        owners = {one.of for one in policy.documents_for(service.id, case)}
        assert {Owner.APPLICANT, owner} <= owners


def test_one_of_two_is_marked() -> None:
    """S4.2: only papers with a real choice are told as “one of these”."""
    for need in policy.papers().requirements.values():
        assert not need.is_choice or len(need.any_of) > 1
