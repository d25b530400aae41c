"""How journeys write into messages what is not a plain word."""

from datetime import date


def day_words(day: date) -> str:
    """A day as messages write it: `2026年12月1日`."""
    return f"{day.year}年{day.month}月{day.day}日"
