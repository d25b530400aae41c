"""A token from the command line: for the first program of a city, before anybody can ask the interface for one."""

from datetime import timedelta
from uuid import uuid4

from citycard import staff
from citycard.audit import Actor, Channel
from citycard.shared import clock

COMMAND_LINE = Actor(channel=Channel.SYSTEM, account_id=None, label="system", purpose="命令行签发令牌", terminal="cli")


def issue(*, staff_no: str, label: str, days: int) -> str:
    """Issue a token for an operator, good for some days, and return its secret; it is shown this once. Refuses OperatorUnknown."""
    at = clock.now()
    issued = staff.issue_token(
        operator_id=staff.find_operator(staff_no, on=clock.today()).id,
        label=label,
        expires_at=at + timedelta(days=days),
        by=COMMAND_LINE,
        key=uuid4().hex,
        at=at,
    )
    return issued.secret
