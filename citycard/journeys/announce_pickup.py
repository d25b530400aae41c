"""Cards have arrived: take them in, tell holders and units, and start the old cards' clocks when the messages have gone out.

The clock of S5.2 counts from the day on which the notice was *sent*, not queued; so it is started by a job that looks at what
the outbox has sent, and started once. No notice, no clock.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from citycard import cards, medical, notices, people
from citycard.audit import Actor, perform
from citycard.notices import NoticeOrder
from citycard.shared.clock import in_china

from .ending.cancel_social import end_void_cards
from .facts import ClockReceipt, PickupReceipt

PICKUP = "pickup:"  # the key of a holder's notice: pickup:<card id>
LOOK_BACK = timedelta(days=2)


def announce_pickup(*, by: Actor, key: str, at: datetime, shipment_id: int) -> PickupReceipt:
    """Take a shipment in at the actor's office and queue a message for each holder and each unit (S4.1, S4.2).

    One transaction: cards never wait without somebody being told. Refuses: ShipmentUnknown, ShipmentOfOtherOffice,
    ShipmentReceived.
    """
    with perform(act="announce_pickup", by=by, key=key, at=at, inputs={"shipment_id": shipment_id}) as act:
        if act.replay is not None:
            return PickupReceipt.from_json(act.replay)
        shipment = cards.take_in(shipment_id=shipment_id, office_id=by.office_id, at=at)
        ended = end_void_cards(shipment_id=shipment_id, at=at)
        waiting = cards.cards_to_tell(shipment_id)
        queued = _tell_individuals(waiting, at=at) + _tell_units(waiting, shipment_id=shipment_id, at=at)
        act.note(shipment=shipment.number, cards=len(waiting), notices=queued, cancelled=ended)
        return act.done(
            PickupReceipt(
                number=act.number("QK"),
                shipment_id=shipment_id,
                office_id=shipment.office_id,
                card_count=len(waiting),
                notice_count=queued,
            )
        )


def start_old_card_clocks(*, by: Actor, at: datetime, since: datetime | None = None) -> ClockReceipt | None:
    """Start the six months of old medical cards whose holders' pickup notices were sent since a moment (S5.2).

    By default the last two days are looked at; what was started before is left alone. None when there is nothing to start.
    """
    sent = {
        int(notice.key.removeprefix(PICKUP)): notice
        for notice in notices.pickup_notices_sent(since=since or at - LOOK_BACK)
        if notice.key.startswith(PICKUP)
    }
    fresh = cards.without_notice_day(sent)
    if not fresh:
        return None
    with perform(act="start_old_card_clocks", by=by, at=at) as act:
        clocks = 0
        for day, card_ids in _by_day((card_id, in_china(sent[card_id].sent_at).date()) for card_id in fresh):
            cards.mark_notified(card_ids=card_ids, on=day)
            clocks += medical.start_clock(person_ids=[sent[card_id].person_id for card_id in card_ids], notice_on=day)
        act.note(cards=len(fresh), clocks=clocks)
        return act.done(ClockReceipt(number=act.number("SX"), card_count=len(fresh), clock_count=clocks))


def _by_day(pairs: Iterable[tuple[int, date]]) -> Iterator[tuple[date, list[int]]]:
    days: dict[date, list[int]] = defaultdict(list)
    for card_id, day in pairs:
        days[day].append(card_id)
    yield from sorted(days.items())


def _tell_individuals(waiting: tuple[cards.CardToTell, ...], *, at: datetime) -> int:
    """S4.2: everybody who collects alone is told where; of a replacement other things are to be said than of a first card (S9)."""
    alone = [card for card in waiting if card.unit_id is None]
    first = _person_orders(card for card in alone if not card.is_replacement)
    again = _person_orders(card for card in alone if card.is_replacement)
    return notices.queue_many(template="pickup_person", orders=first, at=at) + notices.queue_many(
        template="pickup_replacement", orders=again, at=at
    )


def _person_orders(waiting: Iterable[cards.CardToTell]) -> Iterator[NoticeOrder]:
    return (
        NoticeOrder(
            key=f"{PICKUP}{card.card_id}",
            to_phone=card.phone,
            person_id=card.person_id,
            params={"name": card.name, "office": card.office_name, "address": card.office_address},
        )
        for card in waiting
    )


def _tell_units(waiting: tuple[cards.CardToTell, ...], *, shipment_id: int, at: datetime) -> int:
    """S4.1: the unit is told how many of its cards there are, its people that the unit brings them."""
    of_unit: dict[int, list[cards.CardToTell]] = defaultdict(list)
    for card in waiting:
        if card.unit_id is not None:
            of_unit[card.unit_id].append(card)
    queued = 0
    for unit_id, held in of_unit.items():
        unit = people.unit(unit_id)
        queued += notices.queue(
            template="pickup_unit",
            to_phone=unit.contact_phone,
            unit_id=unit_id,
            params={
                "unit": unit.name,
                "count": str(len(held)),
                "office": held[0].office_name,
                "address": held[0].office_address,
            },
            key=f"pickup_unit:{shipment_id}:{unit_id}",
            at=at,
        )
        for template, is_replacement in (("pickup_unit_member", False), ("pickup_replacement_member", True)):
            members = _member_orders((card for card in held if card.is_replacement is is_replacement), unit_name=unit.name)
            queued += notices.queue_many(template=template, orders=members, at=at)
    return queued


def _member_orders(held: Iterable[cards.CardToTell], *, unit_name: str) -> Iterator[NoticeOrder]:
    return (
        NoticeOrder(
            key=f"{PICKUP}{card.card_id}",
            to_phone=card.phone,
            person_id=card.person_id,
            params={"name": card.name, "unit": unit_name},
        )
        for card in held
    )
