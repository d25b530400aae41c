"""Pure decisions about the old medical card (S5.2)."""

from datetime import date, timedelta

from citycard.shared.period import last_valid_day

from .facts import ExpiringCard, VoidReason
from .states import VALID


def last_day_of_use(*, notice_on: date, months: int) -> date:
    """S5.2: the last valid day of the old card, `months` after the day the pickup notice was sent (that day not counted)."""
    return last_valid_day(notice_on, months)


def is_valid(*, state: str, last_valid_on: date | None, on: date) -> bool:
    """S5.2: void from 0:00 of the day after the last valid day, also while the job that writes it down has not run."""
    return state == VALID and (last_valid_on is None or on <= last_valid_on)


def warning_window(*, on: date, days: int, next_days: int) -> tuple[date, date]:
    """S5.2: the last valid days, first to last, of cards whose holders get the warning of `days` on day `on`.

    The warning belongs to the day on which `days` days are left; a job that could not run then still gives it while more than
    `next_days` (the next warning, or 0) are left. Days left are counted to the first void day.
    """
    return on + timedelta(days=next_days), on + timedelta(days=days - 1)


def end_by_activation(*, state: str, last_valid_on: date | None, on: date) -> VoidReason | None:
    """S5.1, S5.2: why the old card ends when the new one is activated on a day; None when it is void already.

    Six months that were over before the job wrote it down count as over.
    """
    if state != VALID:
        return None
    return VoidReason.ACTIVATED if is_valid(state=state, last_valid_on=last_valid_on, on=on) else VoidReason.EXPIRED


def expiring_card(old_card_id: int, person_id: int, last_valid_on: date, *, on: date) -> ExpiringCard:
    """The card with the days that are left on `on`, counted to its first void day; 0 once it is void."""
    left = max((last_valid_on - on).days + 1, 0)
    return ExpiringCard(old_card_id=old_card_id, person_id=person_id, last_valid_on=last_valid_on, days_left=left)
