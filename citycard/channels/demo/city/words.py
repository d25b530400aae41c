"""The words of the pickup notices that the sample city has already sent."""

from datetime import date
from typing import Protocol

from citycard import policy

from .residents import Resident


class Words(Protocol):
    """The text of one resident's pickup notice."""

    def __call__(self, resident: Resident) -> str: ...


def pickup_words(on: date) -> Words:
    """Return what writes a pickup notice as it was sent: to the holder, or to who waits for the unit (S4.1, S4.2)."""
    sender = policy.text_of("notices.sender", on=on)
    own = f"【{sender}】{policy.notice_template('pickup_person').text.zh}"
    units = f"【{sender}】{policy.notice_template('pickup_unit_member').text.zh}"

    def write(resident: Resident) -> str:
        if resident.unit is not None:
            return units.format(name=resident.name, unit=resident.unit.name)
        place = resident.pickup or resident.community
        return own.format(name=resident.name, office=place.name, address=place.address)

    return write
