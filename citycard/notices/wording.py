"""The words of a message, from `policy/notices.yaml`: page, voice and SMS say the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from citycard import policy


@dataclass(frozen=True, slots=True)
class Wording:
    """A template in one language with the sender's signature. `is_code`: it carries a login code."""

    pattern: str
    is_code: bool

    def fill(self, params: Mapping[str, str]) -> str:
        """Return the message; raises KeyError when a parameter is missing."""
        return self.pattern.format_map(params)


def wording(template: str, *, lang: str, on: date) -> Wording:
    """Return the words of a template in `zh` or `en`; raises UnknownPolicy."""
    found = policy.notice_template(template)
    sender = policy.text_of("notices.sender", on=on)
    return Wording(pattern=f"【{sender}】{found.text.en if lang == 'en' else found.text.zh}", is_code=found.is_code)
