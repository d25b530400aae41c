"""The sample city's days: everything is told as days before the day of seeding, and kept ready as text for COPY."""

from datetime import date, datetime, timedelta

from citycard.shared.clock import in_china
from citycard.shared.period import add_months, last_valid_day

NULL = "\\N"
CLOCKS = 421  # a prime: neighbours on the register do not come at the same minute


class Days:
    """Days and moments as text, each computed once."""

    def __init__(self, at: datetime, *, old_card_months: int, card_years: int) -> None:
        self.today = in_china(at).date()
        self._days: dict[int, str] = {}
        self._clocks = [
            f" {9 + place * 7 // CLOCKS:02d}:{place * 37 % 60:02d}:{place * 53 % 60:02d}+08" for place in range(CLOCKS)
        ]
        self._last_days: dict[int, date] = {}
        self._old_card_months = old_card_months
        self._card_years = card_years

    def before(self, ago: int) -> date:
        """Return the day `ago` days before today."""
        return self.today - timedelta(days=ago)

    def day(self, ago: int) -> str:
        """Return that day as text."""
        found = self._days.get(ago)
        if found is None:
            self._days[ago] = found = self.before(ago).isoformat()
        return found

    def moment(self, ago: int, whose: int) -> str:
        """Return a moment of that day in office hours, another one for each person."""
        return self.day(ago) + self._clocks[whose % CLOCKS]

    def last_day_of_old_card(self, notified_ago: int) -> date:
        """Return the old medical card's last valid day (S5.2)."""
        found = self._last_days.get(notified_ago)
        if found is None:
            self._last_days[notified_ago] = found = last_valid_day(self.before(notified_ago), self._old_card_months)
        return found

    def valid_until(self, issued_ago: int) -> str:
        """Return the last day of a card's own validity."""
        return add_months(self.before(issued_ago), 12 * self._card_years).isoformat()
