"""Collect cards: a unit's agent all of the unit's (S4.1), a holder, guardian or agent the own one (S4.2)."""

from collections.abc import Sequence
from datetime import date, datetime

from citycard.audit import Actor, perform
from citycard.people import PersonFacts, case_of, check_alive, person, unit
from citycard.policy import Case, Comes
from citycard.shared.clock import in_china
from citycard.shared.numbers import citizen, validate_name

from ..facts import Collector, Kind
from ..models import Application, Card, Handover
from ..queries.cards import card_facts
from ..queries.ending import temporary_card_of
from ..queries.temporary import with_temporary_card
from ..receipts import CollectReceipt, LeftCard, UnitCollectReceipt
from ..refusals import CardNotOfThisUnit, CardNotWithUnit
from ..rules import check_may_collect
from ..states import CARD
from ..temporary_refusals import TemporaryCardOut
from .locking import locked_card
from .submit import check_papers, fee_for


def collect(
    *,
    by: Actor,
    key: str,
    at: datetime,
    card_id: int,
    office_id: int,
    comes: Comes,
    collector: Collector,
    card_number_shown: str,
) -> CollectReceipt:
    """Hand a card over at the branch (领卡, S4.2): papers by the catalogue's case, the first new card free (S4.3).

    Refuses: CardUnknown, PersonDead, CardNotReady, CollectedByUnit, CardAtOtherOffice, WrongCardShown, TemporaryCardOut
    (S10.3), DocumentMissing.
    """
    on = in_china(at).date()
    inputs = {"card_id": card_id, "office_id": office_id, "comes": comes, "shown": card_number_shown, "collector": collector}
    with perform(act="cards.collect", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return CollectReceipt.from_json(act.replay)
        row = locked_card(card_id)
        act.about(row.person_id)
        holder = _checked_holder(row, office_id=office_id, shown=card_number_shown, on=on)
        check_papers(service="card-collect", case=case_of(holder, comes=comes, on=on), by=by)
        taker = _taker(comes, holder, collector, at)
        _hand_over(row, taker=taker, taken_by=str(comes), event="collect", at=at)
        act.note(comes=comes, taker=taker.number_masked)
        fee = fee_for(Kind(row.application.kind), on)
        return act.done(CollectReceipt(number=act.number("LK"), card_id=row.pk, person_id=row.person_id, fee_fen=fee))


def _checked_holder(row: Card, *, office_id: int, shown: str, on: date) -> PersonFacts:
    """S4.2, S10.3: whose card it is, if it may be handed over here and now."""
    holder = person(row.person_id)
    check_alive(person=holder, on=on)
    check_may_collect(card=card_facts(row), office_id=office_id, unit_name=holder.unit_name, card_number_shown=shown)
    if temporary_card_of(holder.id) is not None:
        raise TemporaryCardOut
    return holder


def collect_by_unit_agent(
    *, by: Actor, key: str, at: datetime, unit_id: int, card_ids: Sequence[int], agent: Collector
) -> UnitCollectReceipt:
    """Give a unit's agent the unit's cards, against its letter and the agent's own ID card (单位领卡, S4.1).

    The card of somebody who still has a temporary card stays here (S10.3); the receipt names it, the others go.
    Refuses: UnitUnknown, the name's and number's own refusals, DocumentMissing, CardNotOfThisUnit; TemporaryCardOut when no
    card is left to give.
    """
    on = in_china(at).date()
    chosen = sorted(set(card_ids))
    validate_name(agent.name)
    citizen.parse(agent.number, on)
    inputs = {"unit_id": unit_id, "card_ids": chosen, "agent": agent.number.strip().upper(), "name": agent.name}
    with perform(act="cards.collect_by_unit_agent", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return UnitCollectReceipt.from_json(act.replay)
        whose = unit(unit_id)
        check_papers(service="card-collect-unit", case=Case.of_unit(on=on), by=by)
        rows, left = _without_temporary(_waiting_here(chosen, unit_id, by.office_id))
        Card.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=CARD.after(state="awaiting_pickup", event="take_for_unit")
        )
        Handover.objects.bulk_create(_unit_handover(row, agent, at) for row in rows)
        act.about_all(row.person_id for row in rows)
        act.note(unit=whose.name, cards=len(rows), left=[one.card_id for one in left], agent=agent.number_masked)
        return act.done(UnitCollectReceipt(number=act.number("LK"), unit_id=unit_id, card_count=len(rows), left=left))


def _without_temporary(here: list[Card]) -> tuple[list[Card], tuple[LeftCard, ...]]:
    """The cards that may go, and those whose holders still have a temporary card (S10.3). Refuses TemporaryCardOut."""
    held_back = with_temporary_card(row.person_id for row in here)
    rows = [row for row in here if row.person_id not in held_back]
    if not rows:
        raise TemporaryCardOut
    return rows, tuple(LeftCard(card_id=row.pk, name=row.person.name) for row in here if row.person_id in held_back)


def hand_over_in_unit(*, by: Actor, key: str, at: datetime, unit_id: int, card_ids: Sequence[int]) -> UnitCollectReceipt:
    """Record that the unit gave these cards to their holders (发卡登记, S4.1).

    Refuses: CardNotOfThisUnit, CardNotWithUnit.
    """
    chosen = sorted(set(card_ids))
    inputs = {"unit_id": unit_id, "card_ids": chosen}
    with perform(act="cards.hand_over_in_unit", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return UnitCollectReceipt.from_json(act.replay)
        rows = _of_unit(chosen, unit_id)
        for row in rows:
            if not CARD.may(state=row.state, event="hand_over"):
                raise CardNotWithUnit(state_label=CARD.label(row.state))
        Card.objects.filter(pk__in=chosen).update(state=CARD.after(state="with_unit", event="hand_over"), collected_at=at)
        Handover.objects.bulk_create(_own_handover(row, at) for row in rows)
        _fulfil([row.application_id for row in rows], at)
        act.about_all(row.person_id for row in rows)
        act.note(cards=len(rows))
        return act.done(UnitCollectReceipt(number=act.number("FK"), unit_id=unit_id, card_count=len(rows)))


def _taker(comes: Comes, holder: PersonFacts, collector: Collector, at: datetime) -> Collector:
    """Who takes the card: the holder as the register knows them, anybody else with a valid number of their own."""
    if comes is Comes.HOLDER:
        return Collector(name=holder.name, number=holder.social_number, relation="本人")
    validate_name(collector.name)
    citizen.parse(collector.number, in_china(at).date())
    return collector


def _hand_over(row: Card, *, taker: Collector, taken_by: str, event: str, at: datetime) -> None:
    state = CARD.after(state=row.state, event=event)
    Card.objects.filter(pk=row.pk).update(state=state, collected_at=at)
    Handover.objects.create(
        card=row, taken_by=taken_by, name=taker.name, number_masked=taker.number_masked, relation=taker.relation, at=at
    )
    _fulfil([row.application_id], at)


def _fulfil(application_ids: Sequence[int], at: datetime) -> None:
    Application.objects.filter(pk__in=list(application_ids), state="batched").update(state="fulfilled", closed_at=at)


def _of_unit(card_ids: Sequence[int], unit_id: int) -> list[Card]:
    applications = Card.objects.filter(pk__in=card_ids).values("application_id")
    list(Application.objects.select_for_update(no_key=True).filter(pk__in=applications).order_by("pk").values_list("pk"))
    cards = Card.objects.select_for_update(of=("self",), no_key=True).select_related("person", "pickup_office")
    rows = list(cards.filter(pk__in=card_ids, unit_id=unit_id, ended_at__isnull=True).order_by("pk"))
    if len(rows) != len(card_ids) or not rows:
        raise CardNotOfThisUnit(count=len(card_ids) - len(rows))
    return rows


def _waiting_here(card_ids: Sequence[int], unit_id: int, office_id: int | None) -> list[Card]:
    rows = _of_unit(card_ids, unit_id)
    elsewhere = [row for row in rows if row.state != "awaiting_pickup" or office_id not in (None, row.pickup_office_id)]
    if elsewhere:
        raise CardNotOfThisUnit(count=len(elsewhere))
    return rows


def _unit_handover(row: Card, agent: Collector, at: datetime) -> Handover:
    return Handover(
        card=row, taken_by="unit_agent", name=agent.name, number_masked=agent.number_masked, relation="单位取卡人", at=at
    )


def _own_handover(row: Card, at: datetime) -> Handover:
    holder = Collector(name=row.person.name, number=row.person.social_number)
    return Handover(card=row, taken_by="holder", name=holder.name, number_masked=holder.number_masked, relation="本人", at=at)
