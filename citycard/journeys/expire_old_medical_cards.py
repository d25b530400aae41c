"""The old medical cards, day by day: warn 30 and 7 days before, make void after six months, say so (S5.2)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from citycard import cards, medical, notices, people
from citycard.audit import Actor, perform
from citycard.medical import ExpiringCard
from citycard.notices import NoticeOrder
from citycard.shared.clock import in_china

from .facts import ExpiryReceipt
from .telling import day_words

CHUNK = 5_000
ANY_OFFICE = "领卡网点"  # a holder whose new card is being made again: the place is in the next pickup notice


def expire_old_medical_cards(*, by: Actor, at: datetime) -> ExpiryReceipt:
    """Do the day's work on the old medical cards, once a day however often it is asked for (S5.2, A3).

    Holders are warned 30 and 7 days before, because from then on they have no working card; cards whose last valid day has
    passed are void, and their holders told. A handful of statements for the whole city, in one transaction.
    """
    on = in_china(at).date()
    with perform(act="expire_old_medical_cards", by=by, key=f"old-cards:{on}", at=at, inputs={"day": on}) as act:
        if act.replay is not None:
            return ExpiryReceipt.from_json(act.replay)
        warned = 0
        for days, group in groupby(medical.expiring(on=on), key=itemgetter(0)):
            due = [card for _, card in group]
            _warn(due, days=days, at=at)
            warned += medical.mark_warned(old_card_ids=[card.old_card_id for card in due], days=days)
        gone = medical.expire(on=on)
        _say_expired(gone, at=at)
        act.note(warned=warned, expired=len(gone))
        return act.done(ExpiryReceipt(number=act.number("SX"), day=on, warned_count=warned, expired_count=len(gone)))


def _warn(due: Sequence[ExpiringCard], *, days: int, at: datetime) -> None:
    orders = (
        NoticeOrder(
            key=f"old_card_expiring:{card.old_card_id}:{days}",
            to_phone=person.phone,
            person_id=person.id,
            params={
                "name": person.name,
                "days": str(card.days_left),
                "last_day": day_words(card.last_valid_on),
                "office": office,
            },
        )
        for card, person, office in _with_people(due)
    )
    notices.queue_many(template="old_card_expiring", orders=orders, at=at)


def _say_expired(gone: Sequence[ExpiringCard], *, at: datetime) -> None:
    orders = (
        NoticeOrder(
            key=f"old_card_expired:{card.old_card_id}",
            to_phone=person.phone,
            person_id=person.id,
            params={"name": person.name, "office": office},
        )
        for card, person, office in _with_people(gone)
    )
    notices.queue_many(template="old_card_expired", orders=orders, at=at)


def _with_people(due: Sequence[ExpiringCard]) -> Iterator[tuple[ExpiringCard, people.PersonFacts, str]]:
    """Each card with its holder and the office where the new card is waiting; the dead are told nothing (S11)."""
    for start in range(0, len(due), CHUNK):
        chunk = due[start : start + CHUNK]
        ids = [card.person_id for card in chunk]
        holders = {person.id: person for person in people.people(ids)}
        offices = {card.person_id: card.office_name for card in cards.cards_not_in_use(ids)}
        for card in chunk:
            holder = holders[card.person_id]
            if holder.died_on is None:
                yield card, holder, offices.get(holder.id, ANY_OFFICE)
