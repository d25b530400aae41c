"""The sample counters: who stands there, and which papers the people of the story put on them."""

from datetime import date

from citycard import people, staff
from citycard.audit import Actor, Channel, ShownDocument
from citycard.people import PersonFacts, case_of
from citycard.policy import Comes, documents_for
from citycard.shared.numbers import mask
from citycard.staff import ROLE_CHANNELS

BY_HERSELF = "本人来窗口办理（示例）"


class Desks:
    """The sample operators, each looked up once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._known: dict[str, Actor] = {}

    def at(self, staff_no: str, *, documents: tuple[ShownDocument, ...] = (), terminal: str = "") -> Actor:
        """Return the operator at the counter, with these papers shown."""
        known = self._known.get(staff_no)
        if known is None:
            known = self._known[staff_no] = self._look_up(staff_no)
        return Actor(
            channel=known.channel,
            account_id=known.account_id,
            label=known.label,
            office_id=known.office_id,
            unit_id=known.unit_id,
            documents=documents,
            purpose=BY_HERSELF,
            terminal=terminal,
        )

    def _look_up(self, staff_no: str) -> Actor:
        account = people.Account.objects.get(username=staff_no.lower())
        operator = staff.operator_of(account_id=account.pk, on=self.on)
        if operator is None:
            raise LookupError(f"the sample operator {staff_no} has no posting")
        posting = operator.postings[0]
        return Actor(
            channel=ROLE_CHANNELS[posting.role],
            account_id=operator.account_id,
            label=operator.label,
            office_id=posting.office_id,
            unit_id=posting.unit_id,
        )


def system() -> Actor:
    """Return the actor of the nightly jobs."""
    return Actor(channel=Channel.SYSTEM, account_id=None, label="citycard worker")


def papers(
    service: str, *, who: PersonFacts, comes: Comes, on: date, guardian: PersonFacts | None = None
) -> tuple[ShownDocument, ...]:
    """Return the papers that the catalogue asks for in this case, each shown in the original."""
    numbers = {"applicant": who.number_masked, "guardian": guardian.number_masked if guardian else ""}
    return tuple(
        ShownDocument(kind=needed.any_of[0].kind, holder=str(needed.of), number_masked=numbers.get(str(needed.of), ""))
        for needed in documents_for(service, case_of(who, comes=comes, on=on))
    )


def agents_papers(number: str) -> tuple[ShownDocument, ...]:
    """Return what a unit's agent brings: the letter, and the own original ID card (S4.1)."""
    return (
        ShownDocument(kind="unit_letter", holder="unit"),
        ShownDocument(kind="resident_id_card", holder="agent", number_masked=mask.mask_citizen(number)),
    )
