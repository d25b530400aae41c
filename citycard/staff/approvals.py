"""Four eyes (四眼复核, A2): one operator prepares an act, another approves or refuses it. Inner verbs: a journey opens the transaction."""

from datetime import datetime

from django.db import IntegrityError

from citycard.audit import Actor, Channel
from citycard.shared.constraints import refusal_for, translate
from citycard.shared.refusal import Refusal

from .facts import ApprovalFacts, Permission
from .models import Approval, Operator
from .states import APPROVAL, PREPARED


class ApprovalUnknown(Refusal):
    """Nothing with this number waits for a second signature, or ever did."""

    rule = "A2"


@refusal_for("staff_approval_one_waiting")
class ApprovalWaiting(Refusal):
    """The same act for the same person waits for its second signature already."""

    rule = "A3"


class ApprovalDecided(Refusal):
    """It has been decided, or withdrawn, before; facts `state_label`, `decided_label`."""

    rule = "A3"


@refusal_for("staff_approval_four_eyes")
class ApprovalOwn(Refusal):
    """Who prepared an act does not approve or refuse it, under whatever account."""

    rule = "A2"


class ApprovalNotYours(Refusal):
    """Only who prepared it takes it back; fact `prepared_label`. Anybody else who may decide refuses it."""

    rule = "A2"


def prepare_approval(*, act: Permission, person_id: int, comes: str, reason: str, by: Actor, at: datetime) -> ApprovalFacts:
    """Put an act before a second operator, who will need the permission `act`. Refuses ApprovalWaiting."""
    try:
        row = Approval.objects.create(
            permission=act.value,
            person_id=person_id,
            state=PREPARED,
            comes=comes,
            reason=reason.strip(),
            prepared_by_id=by.account_id,
            prepared_label=by.label,
            prepared_channel=by.channel.value,
            prepared_office_id=by.office_id,
            prepared_at=at,
        )
    except IntegrityError as error:
        raise translate(error) from error
    return _facts(row)


def decide_approval(*, approval_id: int, event: str, by: Actor, at: datetime, reason: str = "") -> ApprovalFacts:
    """Lock what waits, and `approve`, `refuse` or `withdraw` it: the one door, for every act that needs two (A2).

    Of two at once the second is told who was first. Refuses: ApprovalUnknown, ApprovalDecided, ApprovalOwn, ApprovalNotYours.
    """
    row = Approval.objects.select_for_update().filter(pk=approval_id).first()
    if row is None:
        raise ApprovalUnknown
    if not APPROVAL.may(state=row.state, event=event):
        raise ApprovalDecided(state_label=APPROVAL.label(row.state), decided_label=row.decided_label)
    is_own = row.prepared_by_id == by.account_id
    if event == "withdraw" and not is_own:
        raise ApprovalNotYours(prepared_label=row.prepared_label)
    if event != "withdraw" and (is_own or _is_one_person(row.prepared_by_id, by.account_id)):
        raise ApprovalOwn
    row.state = APPROVAL.after(state=row.state, event=event)
    row.decided_by_id, row.decided_label, row.decided_at, row.decided_reason = by.account_id, by.label, at, reason.strip()
    row.save()
    return _facts(row)


def approval(approval_id: int) -> ApprovalFacts:
    """Return what waits, or has been decided. Refuses ApprovalUnknown."""
    row = Approval.objects.filter(pk=approval_id).first()
    if row is None:
        raise ApprovalUnknown
    return _facts(row)


def approval_waiting(*, person_id: int, act: Permission) -> ApprovalFacts | None:
    """Return the person's act of this kind that waits for its second signature, or None."""
    row = Approval.objects.filter(person_id=person_id, permission=act.value, state=PREPARED).first()
    return None if row is None else _facts(row)


def approvals_waiting(*, acts: frozenset[Permission], limit: int = 200) -> tuple[ApprovalFacts, ...]:
    """Return what waits for a second signature, the oldest first."""
    rows = Approval.objects.filter(state=PREPARED, permission__in=[one.value for one in acts]).order_by("prepared_at", "pk")
    return tuple(_facts(row) for row in rows[:limit])


def approval_count(*, acts: frozenset[Permission], but_of: int) -> int:
    """Return how many wait that the account `but_of` did not prepare itself, so may decide."""
    rows = Approval.objects.filter(state=PREPARED, permission__in=[one.value for one in acts])
    return rows.exclude(prepared_by_id=but_of).count()


def _is_one_person(*account_ids: int | None) -> bool:
    """True when two accounts are one human being's, so far as the city knows."""
    known = Operator.objects.filter(account_id__in=account_ids, person__isnull=False).values_list("person_id", flat=True)
    return len(known) != len(set(known))


def _facts(row: Approval) -> ApprovalFacts:
    return ApprovalFacts(
        id=row.pk,
        act=Permission(row.permission),
        person_id=row.person_id,
        state=row.state,
        comes=row.comes,
        reason=row.reason,
        prepared_by=row.prepared_by_id,
        prepared_label=row.prepared_label,
        channel=Channel(row.prepared_channel),
        office_id=row.prepared_office_id,
        prepared_at=row.prepared_at,
        decided_label=row.decided_label,
        decided_at=row.decided_at,
        decided_reason=row.decided_reason,
    )
