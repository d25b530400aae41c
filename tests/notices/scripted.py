"""A gateway that does what a test tells it to."""

from collections.abc import Iterable

from citycard.notices import DeliveryReport, SmsNotAccepted


class ScriptedGateway:
    """Takes or refuses messages by script (True: taken), then takes all; keeps what it was given."""

    shows_codes = False

    def __init__(self, *script: bool) -> None:
        self.script = list(script)
        self.taken: list[tuple[str, str]] = []
        self.waiting_reports: list[DeliveryReport] = []

    def send(self, phone: str, text: str) -> str:
        if self.script and not self.script.pop(0):
            raise SmsNotAccepted("no route to the phone")
        self.taken.append((phone, text))
        return f"gw-{len(self.taken)}"

    def reports(self) -> Iterable[DeliveryReport]:
        reports, self.waiting_reports = self.waiting_reports, []
        return reports
