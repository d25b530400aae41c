"""What can be wrong with policy data or with a question about it: mistakes of ours, not refusals to a citizen."""

from datetime import date


class PolicyError(Exception):
    """Something about the policy data, not about a person's case."""


class BadPolicy(PolicyError):
    """A policy file says something it may not; the message names file and line."""

    def __init__(self, *, file: str, line: int, why: str) -> None:
        self.file = file
        self.line = line
        self.why = why
        super().__init__(f"{file}:{line}: {why}")


class UnknownPolicy(PolicyError):
    """No entry of that name in the policy pack."""

    def __init__(self, *, kind: str, name: str) -> None:
        self.kind = kind
        self.name = name
        super().__init__(f"no {kind} is called “{name}”")


class NotCovered(PolicyError):
    """The policy value is known, but none was in force on that day (A1)."""

    def __init__(self, *, name: str, on: date) -> None:
        self.name = name
        self.on = on
        super().__init__(f"“{name}” has no value on {on.isoformat()}")


class WrongKind(PolicyError):
    """A number was asked of a value that is a text, or the other way round."""

    def __init__(self, *, name: str, wanted: str) -> None:
        self.name = name
        self.wanted = wanted
        super().__init__(f"“{name}” is not {wanted}")
