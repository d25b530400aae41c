"""S13.2, A2: at every desk that acts on papers, a guardian who comes is compared with the register, by one function for all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from citycard import cards, journeys
from citycard.audit import Actor, Channel, ShownDocument
from citycard.audit.models import Act
from citycard.channels.messages import explain
from citycard.journeys import OldCard
from citycard.medical.models import OldCard as OldCardRow
from citycard.people.models import Guardianship, Person
from citycard.policy import Comes
from tests import factories
from tests.factories import NOW, make_guardianship, make_old_card, make_person
from tests.journeys.ending_desks import SLIP, agency, branch
from tests.journeys.endings import NONE_DUE, cancel, settle
from tests.journeys.losses import AGENTS_ID, FOUND_OLD, GUARDIANS_ID
from tests.journeys.replacing import OLD_CARD, OWN_ID, Case, case, key, lost
from tests.journeys.visits import identity

pytestmark = pytest.mark.django_db(transaction=True)
PAPERS = (OWN_ID, OLD_CARD, FOUND_OLD, GUARDIANS_ID)
Doing = Callable[..., Any]


def _take_back(here: Case) -> Doing:
    lost(here.card)
    return lambda **who: journeys.take_back_loss(card_number_shown=here.card.card_number, **_at(here.hall_clerk, **who))


def _take_back_old(here: Case) -> Doing:
    old = make_old_card(person=here.person, loss=True)
    return lambda **who: journeys.take_back_old_card_loss(card_number_shown=old.number, **_at(here.hall_clerk, **who))


def _reset(here: Case) -> Doing:
    return lambda **who: journeys.reset_social_pin(card_number_shown=here.card.card_number, **_at(here.hall_clerk, **who))


def _reset_old(here: Case) -> Doing:
    old = make_old_card(person=here.person)
    return lambda **who: journeys.reset_old_card_pin(card_number_shown=old.number, **_at(here.hall_clerk, **who))


def _replace_lost(here: Case) -> Doing:
    lost(here.card)
    return lambda **who: journeys.replace_lost_card(asked=here.asked(), **_at(here.clerk, **who))


def _change(here: Case) -> Doing:
    how = {"cause": cards.Cause.DAMAGED, "old_card": OldCard.HANDED_IN, "asked": here.asked()}
    return lambda **who: journeys.change_card(**how, **_at(here.clerk, **who))


def _hand_in(here: Case) -> Doing:
    here.change()
    return lambda **who: journeys.hand_in_card(card_number_shown=here.card.card_number, **_at(here.clerk, **who))


def _sign(here: Case) -> Doing:
    branch = Actor(channel=Channel.BANK_BRANCH, account_id=8, label="孙丽 B1108", office_id=here.branch.pk)
    return lambda **who: journeys.sign_mandate(**_at(lambda *papers: replace(branch, documents=papers), **who))


def _settle(here: Case) -> Doing:
    why = {"reason": cards.Leaving.SETTLED_ABROAD, "refunds": NONE_DUE}
    return lambda **who: journeys.settle_refunds(**why, **_at(agency, **who))


def _cancel(here: Case) -> Doing:
    settle(here.person)
    return lambda **who: journeys.cancel_social(**_at(here.hall_clerk, **who))


def _close(here: Case) -> Doing:
    settle(here.person)
    number = cancel(here.person).number
    return lambda **who: journeys.close_account(clearance_number=number, **_at(lambda *papers: branch(*papers, SLIP), **who))


def _at(desk: Callable[..., Actor], *, person_id: int, papers: tuple[ShownDocument, ...] = PAPERS, **who: Any) -> dict[str, Any]:
    return {"by": desk(*papers), "key": key(), "at": NOW, "person_id": person_id, "comes": Comes.GUARDIAN, **who}


# Each act with the rule of its line in the decision table, and the place where its situation is made.
ACTS: dict[str, tuple[str, Callable[[Case], Doing]]] = {
    "take_back_loss": ("S8", _take_back),
    "take_back_old_card_loss": ("S8", _take_back_old),
    "reset_social_pin": ("S6.1", _reset),
    "reset_old_card_pin": ("S6.1", _reset_old),
    "replace_lost_card": ("S9", _replace_lost),
    "change_card": ("S9", _change),
    "hand_in_card": ("S9", _hand_in),
    "sign_mandate": ("S2.3", _sign),
    "settle_refunds": ("S11.2", _settle),
    "cancel_social": ("S11.2", _cancel),
    "close_account": ("S11.2", _close),
}
EVERY = pytest.mark.parametrize("act", ACTS)


def ward_of(guardian: Person) -> Case:
    """Return an adult ward with a card in use, and who looks after them."""
    here = case(is_ward=True)
    make_guardianship(guardian=guardian, ward=here.person, starts_on=date(2020, 1, 1))
    return here


@EVERY
def test_s13_2_only_the_guardian_on_the_register(act: str) -> None:
    """S13.2, A2, A4: no number, a stranger's and a former guardian's are refused by the act's own rule, with what to do instead."""
    mother = make_person(name="陈玉兰")
    here = ward_of(mother)
    rule, begin = ACTS[act]
    do = begin(here)
    former = make_person()
    make_guardianship(guardian=former, ward=here.person, starts_on=date(2020, 1, 1), ends_on=date(2026, 11, 23))
    before = Act.objects.count()
    for read in (None, identity(factories.make_person().social_number), identity(former.social_number)):
        with pytest.raises(journeys.NotTheGuardian) as refused:
            do(person_id=here.person.pk, identity=read)
        assert refused.value.rule == rule
        told = explain(refused.value, "zh")
        assert told.rule == rule and told.law and "先到所属社区登记" in "".join(told.can)
    assert Act.objects.count() == before
    done = do(person_id=here.person.pk, identity=identity(mother.social_number))
    assert not done.replayed and getattr(done, "came", mother.name) == mother.name, "S13.1: the receipt names who came"
    assert Act.objects.order_by("-id")[0].person_id == here.person.pk


@EVERY
def test_s13_2_the_guardians_id_is_a_valid_one_and_lies_there(act: str) -> None:
    """S13.1, S13.2: a household register is no ID, and a number without the paper is not enough."""
    mother = make_person()
    here = ward_of(mother)
    do = ACTS[act][1](here)
    with pytest.raises(journeys.IdentityNotValidKind):
        do(person_id=here.person.pk, identity=identity(mother.social_number, kind="household_register"))
    with pytest.raises(journeys.IdentityExpired):
        do(person_id=here.person.pk, identity=identity(mother.social_number, valid_until=date(2026, 11, 22)))
    with pytest.raises(cards.DocumentMissing):
        do(person_id=here.person.pk, identity=identity(mother.social_number), papers=(OWN_ID, OLD_CARD))


@EVERY
def test_s13_2_nobody_is_the_guardian_of_an_adult_at_a_desk(act: str) -> None:
    """S13.2: also who was on the register before the child grew up."""
    mother = make_person()
    here = ward_of(mother)
    do = ACTS[act][1](here)
    Person.objects.filter(pk=here.person.pk).update(is_ward=False)
    with pytest.raises(journeys.GuardianNotNeeded) as refused:
        do(person_id=here.person.pk, identity=identity(mother.social_number))
    assert refused.value.rule == "S13.2" and Guardianship.objects.count() == 1


@EVERY
@pytest.mark.parametrize("comes", [Comes.HOLDER, Comes.AGENT])
def test_s13_1_holder_and_agent_bring_papers_only(act: str, comes: Comes) -> None:
    """S13.1: no number is compared with the register where no guardian comes."""
    here = case()
    papers = (OWN_ID, OLD_CARD, FOUND_OLD, *((AGENTS_ID,) if comes is Comes.AGENT else ()))
    assert not ACTS[act][1](here)(person_id=here.person.pk, comes=comes, papers=papers).replayed


def test_s6_1_s13_2_a_childs_old_card_without_an_id_card() -> None:
    """S6.1, S13.2: the child's page of the register, the card, and the guardian's own ID."""
    mother = make_person()
    old = make_old_card(person=factories.make_child(guardian=mother), pin_locked=True)
    page = ShownDocument(kind="household_register", holder="applicant")
    clerk = Actor(channel=Channel.CARD_HALL, account_id=6, label="陆瑶 K0317", documents=(page, FOUND_OLD, GUARDIANS_ID))
    act: dict[str, Any] = {"by": clerk, "at": NOW, "person_id": old.person_id, "comes": Comes.GUARDIAN}
    with pytest.raises(journeys.NotTheGuardian):
        journeys.reset_old_card_pin(
            **act, key=key(), card_number_shown=old.number, identity=identity(make_person().social_number)
        )
    assert OldCardRow.objects.get(pk=old.pk).pin_locked
    done = journeys.reset_old_card_pin(**act, key=key(), card_number_shown=old.number, identity=identity(mother.social_number))
    assert done.was_locked
