"""A4: every refusal is a class of its own that names its rule."""

from datetime import date

import pytest

from citycard.shared.refusal import Refusal


class KernelLampIsOut(Refusal):
    rule = "S3.2"
    field = "lamp"


def test_a_refusal_carries_rule_code_field_and_facts() -> None:
    refusal = KernelLampIsOut(number="SQ1", since=date(2026, 11, 23), tries=3)
    assert (refusal.rule, refusal.code, refusal.field) == ("S3.2", "kernel_lamp_is_out", "lamp")
    assert refusal.facts == {"number": "SQ1", "since": date(2026, 11, 23), "tries": 3}
    assert str(refusal) == "kernel_lamp_is_out (S3.2): number=SQ1, since=2026-11-23, tries=3"
    assert str(KernelLampIsOut()) == "kernel_lamp_is_out (S3.2)"


def test_the_same_refusal_can_be_said_at_another_field() -> None:
    assert KernelLampIsOut().at_field("guardian_lamp").field == "guardian_lamp"
    assert KernelLampIsOut().field == "lamp"


def test_abbreviations_in_a_name_stay_one_word() -> None:
    class KernelPINLocked(Refusal):
        rule = "S6.2"

    assert KernelPINLocked.code == "kernel_pin_locked"


@pytest.mark.parametrize("rule", ["", "3.2", "S", "S3.", "rule 3", "S3.2.1"])
def test_a_refusal_without_a_rule_cannot_be_written(rule: str) -> None:
    with pytest.raises(TypeError, match="must name the rule"):
        type("KernelNamesNoRule", (Refusal,), {"rule": rule})


def test_two_refusals_cannot_share_a_code() -> None:
    with pytest.raises(TypeError, match="two refusals"):
        type("KernelLampIsOut", (Refusal,), {"rule": "S1.1", "__module__": "another.room"})


def test_groups_and_other_packages_are_not_counted() -> None:
    class KernelGroup(Refusal, abstract=True):
        pass

    kinds = Refusal.all_kinds()
    assert "kernel_lamp_is_out" not in {kind.code for kind in kinds}
    assert KernelLampIsOut in Refusal.all_kinds(package="tests")
    assert KernelGroup not in Refusal.all_kinds(package="tests")
    assert [kind.code for kind in kinds] == sorted(kind.code for kind in kinds)
