"""Cards whose last day is near: their holders are reminded to renew in time (到期提醒, S9)."""

from datetime import date, datetime, timedelta

from citycard import cards, notices
from citycard.audit import Actor, perform
from citycard.cards import ExpiringCard
from citycard.notices import NoticeOrder
from citycard.policy import integers_of
from citycard.shared.clock import in_china

from ..telling import day_words
from .facts import RenewalReceipt


def remind_renewals(*, by: Actor, at: datetime) -> RenewalReceipt:
    """Do the day's reminding, once a day however often it is asked for (S9, A3): so many days before a card's last day.

    A day on which nothing ran is made up for: a reminder is still due until the next one is. Nobody is reminded who has asked
    for a new card already. One statement a reminder for the whole city.
    """
    on = in_china(at).date()
    with perform(act="remind_renewals", by=by, key=f"renewals:{on}", at=at, inputs={"day": on}) as act:
        if act.replay is not None:
            return RenewalReceipt.from_json(act.replay)
        reminded = sum(_remind(days, next_days, on=on, at=at) for days, next_days in _steps(on))
        act.note(reminded=reminded)
        return act.done(RenewalReceipt(number=act.number("DQ"), day=on, reminded_count=reminded))


def _steps(on: date) -> tuple[tuple[int, int], ...]:
    """Each reminder with the one that follows it: ninety days before, then thirty, then seven."""
    days = sorted(integers_of("cards.renewal_reminder_days", on=on), reverse=True)
    return tuple(zip(days, (*days[1:], 0), strict=True))


def _remind(days: int, next_days: int, *, on: date, at: datetime) -> int:
    first, last = on + timedelta(days=next_days), on + timedelta(days=days - 1)
    due = cards.expiring_cards(first=first, last=last)
    return notices.queue_many(template="card_expiring", orders=(_order(card, days) for card in due), at=at)


def _order(card: ExpiringCard, days: int) -> NoticeOrder:
    return NoticeOrder(
        key=f"card_expiring:{card.card_id}:{days}",
        to_phone=card.phone,
        person_id=card.person_id,
        params={"name": card.name, "last_day": day_words(card.valid_until)},
    )
