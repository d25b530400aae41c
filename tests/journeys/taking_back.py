"""Two operators take a death back that was recorded by mistake, as the tests need them (S11.1, A2)."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from citycard import journeys, mandates
from citycard.audit import Actor, Channel, ShownDocument
from citycard.cards import Leaving
from citycard.journeys import DeathTakenBackReceipt, PreparedReceipt, standing_of
from citycard.people.models import Person
from citycard.policy import Comes
from citycard.staff.models import Operator
from tests.factories import NOW, TODAY, actor_for, make_account, make_card, make_office, make_operator, make_person
from tests.journeys.ending_desks import AGENTS_ID, DEATH_RECORD, HOLDERS_ID, agency
from tests.journeys.endings import AGENT, DAY, die

REVOCATION = ShownDocument(kind="death_revocation", holder="applicant")
WHY = "同名的人去世，登记时点错了人"
_keys = count(1)


def key() -> str:
    """Return a key that no act used before."""
    return f"alive-{next(_keys)}"


def clerk(role: str = "card_hall_clerk", kind: str = "card_hall", **fields: Any) -> Operator:
    """Return an operator of the card hall unless told otherwise."""
    return make_operator(role=role, office=make_office(kind=kind), **fields)


def prepare(person: Person, **changes: Any) -> PreparedReceipt:
    """The person stands at the card hall with the own ID, unless told otherwise."""
    by = changes.pop("by", None) or at_desk(clerk(), HOLDERS_ID)
    values: dict[str, Any] = {"by": by, "key": key(), "at": NOW, "person_id": person.pk, "comes": Comes.HOLDER, "reason": WHY}
    return journeys.prepare_take_back_death(**(values | changes))


def approve(approval_id: int, **changes: Any) -> DeathTakenBackReceipt:
    """Another operator of the card hall signs."""
    by = changes.pop("by", None) or at_desk(clerk())
    return journeys.approve_take_back_death(**({"by": by, "key": key(), "at": NOW, "approval_id": approval_id} | changes))


def take_back(person: Person, **changes: Any) -> DeathTakenBackReceipt:
    """Both signatures."""
    return approve(prepare(person, **changes).approval_id, **{name: changes[name] for name in ("at",) if name in changes})


def sign_twice(*, by: Actor, key: str, **visit: Any) -> DeathTakenBackReceipt:
    """Both signatures, one right after the other: whoever `by` is, and the card hall."""
    first, second = make_account(), make_account()
    asked = journeys.prepare_take_back_death(by=replace(by, account_id=first.pk), key=key, reason=WHY, **visit)
    other = Actor(channel=Channel.CARD_HALL, account_id=second.pk, label="赵敏 K0317")
    return journeys.approve_take_back_death(by=other, key=f"{key}-signed", at=visit["at"], approval_id=asked.approval_id)


def at_desk(operator: Operator, *documents: ShownDocument) -> Actor:
    """The operator at the own place with these papers on the counter."""
    return actor_for(operator, documents=documents)


BY_AGENT = (AGENTS_ID, REVOCATION)
BY_FAMILY = {"by": agency(DEATH_RECORD, AGENTS_ID), "reason": Leaving.DIED, **AGENT}


def dead(**person: Any) -> Person:
    """Somebody with a card in use whose death was recorded today, five days back."""
    who = make_card(person=make_person(**person), state="active").person
    die(who, key=f"death-{who.pk}", died_on=TODAY - 5 * DAY)
    return who


def is_dead(who: Person) -> bool:
    return standing_of(who.pk, on=TODAY).situation.is_dead


def stood(who: Person) -> list[tuple[str, str, date | None, str]]:
    return [(one.bank, one.state, one.ends_on, one.end_reason) for one in mandates.mandates_of(who.pk)]
