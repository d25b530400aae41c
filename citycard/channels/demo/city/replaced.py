"""Cards of the cast that were lost (丢卡补卡、住院领临时卡): reported and replaced online, a temporary card lent meanwhile (S9, S10)."""

from datetime import datetime, timedelta

from citycard import cards, journeys
from citycard.audit import Actor, Channel
from citycard.journeys import HowLost, ReplacementAsked
from citycard.people import PersonFacts
from citycard.policy import Comes

from .desks import Desks, papers

HALL = "K0317"
FIRST, LAST, LENT = "LS000001", "LS000050", "LS000001"
REPLACEMENT_ASKED, IN_HOSPITAL = "replacement_asked", "in_hospital"


def holder(who: PersonFacts) -> Actor:
    """The person at home, logged in to the web hall."""
    return Actor(channel=Channel.WEB_HALL, account_id=None, label=who.name, person_id=who.id)


def ask_for_replacement(who: PersonFacts, *, pickup_office_id: int, at: datetime) -> int:
    """S7.2, S9.2: report the loss, look for the card for a day, have it replaced; return the application's id."""
    journeys.report_loss(by=holder(who), key=f"sample-lost-{who.id}", at=at, person_id=who.id, how=HowLost.MISLAID)
    asked = journeys.replace_lost_card(
        by=holder(who),
        key=f"sample-replace-{who.id}",
        at=at + timedelta(days=1),
        person_id=who.id,
        comes=Comes.HOLDER,
        asked=ReplacementAsked(pickup_office_id=pickup_office_id, phone=who.phone),
    )
    return asked.application_id


def stock_temporary_cards(desks: Desks, *, at: datetime) -> None:
    """S10: the card hall has fifty temporary cards."""
    by = desks.at(HALL)
    cards.stock_temporary_cards(by=by, key="sample-temporary", at=at, office_id=by.office_id or 0, first=FIRST, last=LAST)


def lend_temporary_card(who: PersonFacts, *, desks: Desks, at: datetime) -> None:
    """S10.1: in hospital before the new card was ready; the temporary card is still out."""
    shown = papers("temporary-card", who=who, comes=Comes.HOLDER, on=at.date())
    journeys.issue_temporary_card(
        by=desks.at(HALL, documents=shown),
        key=f"sample-lend-{who.id}",
        at=at,
        person_id=who.id,
        comes=Comes.HOLDER,
        temporary_number=LENT,
        hospital="抚顺市样例医院（示例）",
    )
