"""Papers that this operator saw a moment ago, in the same visit: at the activation of the card (S2.3, S16.2)."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from citycard.audit import ActFilter, ActLine, acts
from citycard.channels.desk.papers import FIELD, KIND, Checklist
from citycard.people import PersonFacts
from citycard.policy import Comes
from citycard.shared import clock
from citycard.shared.clock import in_china
from citycard.staff import OperatorFacts

CARD_READ = "social_card"  # the card that was activated lies on the counter


@dataclass(frozen=True, slots=True)
class SeenPapers:
    """When they were seen, and the checklist's fields that tick them."""

    at: datetime
    ticked: QueryDict


def seen_at_activation(who: PersonFacts, *, comes: Comes, by: OperatorFacts, needed: Checklist) -> SeenPapers | None:
    """Return the needed papers that `by` saw when the holder's own card was activated today; None when it was another visit."""
    line = next(iter(acts(ActFilter(act="activate", person_id=who.id, account_id=by.account_id), limit=1)), None)
    if line is None or in_china(line.at).date() != clock.today():
        return None
    if comes is not Comes.HOLDER or line.facts.get("comes", str(Comes.HOLDER)) != str(Comes.HOLDER):
        return None
    return SeenPapers(at=line.at, ticked=_ticks(needed, line))


def _ticks(needed: Checklist, line: ActLine) -> QueryDict:
    seen = {(paper.holder, paper.kind) for paper in line.documents} | {("applicant", CARD_READ)}
    fields = QueryDict(mutable=True)
    for paper in needed.lines:
        kind = next((code for code, _word in paper.kinds if (paper.owner, code) in seen), None)
        if kind is not None:
            fields.appendlist(FIELD, paper.id)
            fields[f"{KIND}{paper.id}"] = kind
    return fields
