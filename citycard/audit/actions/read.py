"""Look-ups of other people's data leave a line in the record (S12)."""

import json
from datetime import datetime

from citycard.shared.one_trip import Ask, ask
from citycard.shared.sql import load

from ..encoding import encode
from ..facts import Actor
from ..rules import PurposeMissing

READ = "look_up"


def record_read(*, by: Actor, person_id: int, what: str, at: datetime) -> None:
    """Record that `by` looked at `what` of a person, and why (S12). Looking at one's own data leaves no line.

    Refuses: PurposeMissing.
    """
    if by.person_id == person_id:
        return
    if not by.purpose.strip():
        raise PurposeMissing
    who = (by.account_id, by.label, by.office_id, by.unit_id, person_id, by.person_id, by.terminal, by.purpose)
    kept = (json.dumps(encode(by.documents), ensure_ascii=False), json.dumps({"what": what}, ensure_ascii=False))
    ask(Ask(load("citycard.audit", "write_act.sql"), (None, None, READ, by.channel, *who, *kept, None, at, None)))
