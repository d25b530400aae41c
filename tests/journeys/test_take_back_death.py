"""S11.1, A2: a death recorded by mistake is taken back by two operators; what it stopped runs again as if it had not been."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from citycard import audit, bank, cards, journeys, people, staff
from citycard.cards.models import Cancellation
from citycard.journeys import standing_of
from citycard.notices import notices_of
from citycard.people.models import Death, Person
from citycard.policy import Comes
from citycard.shared.refusal import Refusal
from citycard.staff.models import Approval
from tests.factories import NOW, TODAY, make_person
from tests.journeys.ending_desks import AGENTS_ID, HOLDERS_ID, branch
from tests.journeys.endings import DAY, die, settle
from tests.journeys.replacing import case, mandate_in_force
from tests.journeys.taking_back import (
    BY_AGENT,
    BY_FAMILY,
    REVOCATION,
    WHY,
    approve,
    at_desk,
    clerk,
    dead,
    is_dead,
    key,
    prepare,
    stood,
    take_back,
)
from tests.journeys.test_ending_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_s11_1_two_operators_take_back_a_death_and_the_card_serves_again() -> None:
    """S11.1, A2: nothing changes with the first signature; with the second the register, the account and the card are as before."""
    who = dead()
    prepared = prepare(who)
    assert (prepared.state, is_dead(who)) == ("prepared", True)
    receipt = approve(prepared.approval_id, at=NOW + timedelta(hours=1))
    assert (receipt.died_on, receipt.is_account_released, receipt.left) == (TODAY - 5 * DAY, True, ())
    assert receipt.prepared_label != receipt.approved_label
    stands = standing_of(who.pk, on=TODAY)
    assert not stands.situation.is_dead and people.person(who.pk).died_on is None
    assert stands.account is not None and not stands.account.is_held
    assert bank.open_cards([card.card_number for card in stands.held]) == {card.card_number for card in stands.held}
    assert {one.template for one in notices_of(who.pk)} == {"death_recorded", "death_taken_back"}
    kept = Death.objects.get(person=who)
    assert (kept.died_on, kept.taken_back_at) == (TODAY - 5 * DAY, NOW + timedelta(hours=1)), "the register keeps its line"
    assert {"record_death", "prepare_take_back_death", "approve_take_back_death"} <= {one.act for one in audit.timeline(who.pk)}
    assert die(who, key="really").died_on == TODAY, "a death that is one can be recorded afterwards"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"by": at_desk}, cards.DocumentMissing),
        ({"by": lambda one: at_desk(one, AGENTS_ID), "comes": Comes.AGENT}, cards.DocumentMissing),
        ({"by": lambda one: at_desk(one, REVOCATION), "comes": Comes.AGENT}, cards.DocumentMissing),
        ({"by": lambda one: at_desk(one, HOLDERS_ID), "comes": Comes.GUARDIAN}, journeys.NotForWhoComes),
        ({"by": lambda _: branch(HOLDERS_ID)}, journeys.NotOnThisChannel),
    ],
)
def test_s11_1_it_needs_the_person_with_the_id_or_an_agent_with_the_paper(
    changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    who = dead()
    with pytest.raises(refusal):
        prepare(who, **(changes | {"by": changes["by"](clerk())}))
    assert not Approval.objects.exists()


@pytest.mark.parametrize(("role", "kind"), [("community_clerk", "community"), ("agency_clerk", "agency")])
def test_s11_1_an_agent_brings_the_paper_to_any_of_three_counters(role: str, kind: str) -> None:
    who = dead()
    assert take_back(who, by=at_desk(clerk(role, kind), *BY_AGENT), comes=Comes.AGENT).died_on == TODAY - 5 * DAY


def test_s11_1_of_the_living_there_is_nothing_to_take_back() -> None:
    with pytest.raises(people.DeathNotKnown):
        prepare(make_person())


def test_a2_who_prepares_never_approves_nor_refuses_and_only_they_withdraw() -> None:
    """A2: not with another account of the same person either; the database holds the same door."""
    who, human = dead(), make_person()
    one, alias, other = clerk(person=human), clerk(person=human), clerk()
    waiting = prepare(who, by=at_desk(one, HOLDERS_ID)).approval_id
    for same in (one, alias):
        with pytest.raises(staff.ApprovalOwn):
            approve(waiting, by=at_desk(same))
        with pytest.raises(staff.ApprovalOwn):
            refuse(waiting, by=at_desk(same))
    with pytest.raises(staff.ApprovalNotYours):
        withdraw(waiting, by=at_desk(other))
    with pytest.raises(IntegrityError, match="staff_approval_four_eyes"), transaction.atomic():
        Approval.objects.update(state="approved", decided_by=one.account, decided_at=NOW)
    assert is_dead(who) and withdraw(waiting, by=at_desk(one)).state == "withdrawn"
    with pytest.raises(staff.ApprovalDecided):
        approve(waiting)
    assert is_dead(who) and take_back(who).approval_id != waiting


def refuse(approval_id: int, **changes: Any) -> journeys.PreparedReceipt:
    values = {"by": at_desk(clerk()), "key": key(), "at": NOW, "approval_id": approval_id, "reason": "人像和证件不一致"}
    return journeys.refuse_take_back_death(**(values | changes))


def withdraw(approval_id: int, **changes: Any) -> journeys.PreparedReceipt:
    return journeys.withdraw_take_back_death(**({"key": key(), "at": NOW, "approval_id": approval_id} | changes))


def test_a2_a_refusal_leaves_the_death_says_why_and_lets_it_be_prepared_anew() -> None:
    who = dead()
    refused = refuse(prepare(who).approval_id)
    kept = staff.approval(refused.approval_id)
    assert (refused.state, kept.decided_reason, is_dead(who)) == ("refused", "人像和证件不一致", True)
    assert [one.template for one in notices_of(who.pk)][:1] == ["death_not_taken_back"]
    assert take_back(who).died_on


def test_a3_one_waits_at_a_time_and_the_same_key_is_the_same_act() -> None:
    who, desk = dead(), at_desk(clerk(), HOLDERS_ID)
    first, again = (prepare(who, by=desk, key="once") for _ in range(2))
    assert (first.number, again.replayed) == (again.number, True)
    with pytest.raises(staff.ApprovalWaiting):
        prepare(who)
    second = at_desk(clerk())
    done, replay = (approve(first.approval_id, by=second, key="twice") for _ in range(2))
    assert (done.number, replay.replayed, len(notices_of(who.pk))) == (replay.number, True, 2)
    with pytest.raises(staff.ApprovalDecided):
        approve(first.approval_id)
    with pytest.raises(staff.ApprovalUnknown):
        approve(first.approval_id + 1)


def test_a2_the_record_knows_who_prepared_why_and_with_which_papers() -> None:
    who = dead()
    take_back(who)
    line = next(one for one in audit.timeline(who.pk) if one.act == "prepare_take_back_death")
    assert line.facts["reason"] == WHY and [one.kind for one in line.documents] == ["resident_id_card"]
    assert Approval.objects.get().prepared_label == line.operator_label


@pytest.mark.parametrize("attempt", range(3))
def test_a3_two_approvers_at_once_and_one_of_them_does_it(attempt: int) -> None:
    """A3: the other is told who was first; one SMS, one line in the record."""
    who = dead()
    waiting = prepare(who).approval_id
    desks = [at_desk(clerk()) for _ in range(3)]
    found = at_once(*(lambda desk=desk: approve(waiting, by=desk) for desk in desks))
    done = [one for one in found if isinstance(one, journeys.DeathTakenBackReceipt)]
    assert len(done) == 1 and {type(one) for one in found} == {journeys.DeathTakenBackReceipt, staff.ApprovalDecided}
    assert sum(one.act == "approve_take_back_death" for one in audit.timeline(who.pk)) == 1


def test_a3_approved_and_prepared_at_once_nobody_waits_in_a_circle() -> None:
    who = dead()
    waiting = prepare(who).approval_id
    first, second = at_desk(clerk()), at_desk(clerk(), HOLDERS_ID)
    found = at_once(lambda: approve(waiting, by=first), lambda: prepare(who, by=second))
    assert isinstance(found[0], journeys.DeathTakenBackReceipt)
    assert isinstance(found[1], staff.ApprovalWaiting | people.DeathNotKnown)


STEPS = (
    "people.mark_alive",
    "cards.lapse_refunds_of_death",
    "bank.release_account",
    "mandates.take_up_again",
    "benefits.pay_again",
    "medical.take_back_refund",
)


@pytest.mark.parametrize("step", STEPS)
def test_a3_a_crash_between_the_lines_leaves_nothing_half_done(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A3, S11.1: whatever fails behind it, the death stands whole and waits for its second signature as before."""
    here = case()
    mandate_in_force(here)
    die(here.person)
    settle(here.person, **BY_FAMILY)
    waiting, before = prepare(here.person).approval_id, picture(here.person)

    def breaks(**_: object) -> None:
        raise RuntimeError(step)

    monkeypatch.setattr(f"citycard.journeys.ending.take_back_death.{step}", breaks)
    with pytest.raises(RuntimeError, match=step):
        approve(waiting)
    assert picture(here.person) == before
    monkeypatch.undo()
    assert approve(waiting).mandate_banks == ("fushun",)


def picture(who: Person) -> tuple[object, ...]:
    stands = standing_of(who.pk, on=TODAY)
    kept = Cancellation.objects.filter(person=who).values_list("state", flat=True)
    return (
        stands,
        stood(who),
        list(kept),
        list(Approval.objects.values_list("state")),
        len(notices_of(who.pk)),
        people.death_of(who.pk),
    )


def test_a2_what_was_prepared_is_judged_again_under_the_second_signature() -> None:
    """S11.1, A2: whatever has changed since; what the table does not let through now is not signed, and goes on waiting."""
    who = dead()
    waiting = prepare(who).approval_id
    Approval.objects.update(prepared_channel="bank_branch")
    before = picture(who)
    with pytest.raises(journeys.NotOnThisChannel):
        approve(waiting)
    assert picture(who) == before and is_dead(who)
    Approval.objects.update(prepared_channel="card_hall")
    Person.objects.filter(pk=who.pk).update(died_on=None)
    with pytest.raises(people.DeathNotKnown):
        approve(waiting)
    assert Approval.objects.get().state == "prepared"
