"""What waits for a second signature (等复核的事, A2), for pages and programs alike: who sees it, and who may decide."""

from citycard import people, staff
from citycard.audit import Channel
from citycard.channels.staffing import Desk
from citycard.staff import ApprovalFacts, Permission

P = Permission
# The permission that approves an act, and the one by which it was prepared: more acts that need two operators come here.
PREPARED_BY = {P.APPROVE_TAKE_BACK_DEATH: P.PREPARE_TAKE_BACK_DEATH}
ACTS = frozenset(PREPARED_BY) | frozenset(PREPARED_BY.values())


def readable(desk: Desk) -> tuple[ApprovalFacts, ...]:
    """What this place may decide, and what its operator has prepared; a community sees its residents' only (S12)."""
    acts = frozenset(act for act, first in PREPARED_BY.items() if desk.may(act) or desk.may(first))
    found = staff.approvals_waiting(acts=acts)
    return tuple(one for one in found if desk.may(one.act) or _is_here(desk, one))


def is_own(desk: Desk, one: ApprovalFacts) -> bool:
    """True for who prepared it: they may withdraw it, never decide (A2)."""
    return one.prepared_by == desk.operator.account_id


def check_serves_approval(desk: Desk, one: ApprovalFacts, permission: Permission) -> None:
    """Refuse NotYourOffice for a person of elsewhere, OwnAffair for an act on oneself (S12, A2)."""
    desk.check_serves(people.person(one.person_id), permission)


def _is_here(desk: Desk, one: ApprovalFacts) -> bool:
    """A community reads what it prepared itself; other places serve everybody."""
    return desk.channel is not Channel.COMMUNITY or one.office_id == desk.posting.office_id
