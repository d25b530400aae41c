"""Who stands at a counter, with which valid ID (本人或监护人到场): the same question for every act that asks it (S8.2, S13.2)."""

from datetime import date

from citycard import cards, people, policy
from citycard.audit import Actor
from citycard.people import GuardianNotNeeded, NotTheGuardian, PersonFacts, case_of
from citycard.policy import Comes
from citycard.staff import Permission

from .decision.rules import TABLE
from .facts import IdentityShown, Visit
from .rules import check_visit

# The requirements of policy/papers.yaml that are the valid ID of who comes.
IDENTITY = {Comes.HOLDER: frozenset({"holder_valid_id"}), Comes.GUARDIAN: frozenset({"bank_guardian_id", "guardian_id"})}
NOT_READ = IdentityShown(kind="", number="", valid_until=None)


def check_guardian(service: str, holder: PersonFacts, *, comes: Comes, on: date) -> None:
    """S13.2: a guardian comes only for a minor or a ward. Refuses GuardianNotNeeded."""
    age = holder.age_on(on)
    if comes is Comes.GUARDIAN and comes not in policy.who_may_come(service, age_on_day=age, is_ward=holder.is_ward, on=on):
        raise GuardianNotNeeded(age=age)


def check_who_comes(
    act: Permission,
    *,
    service: str,
    holder: PersonFacts,
    by: Actor,
    comes: Comes,
    identity: IdentityShown | None,
    on: date,
    without: frozenset[str] = frozenset(),
) -> None:
    """S13: at a desk that reads no ID of its own: the guardian who comes is on the register, and the papers of the case are there.

    `without`: requirements left out. Refuses what `check_guardian_read` refuses; DocumentMissing.
    """
    check_guardian_read(act, service=service, holder=holder, comes=comes, identity=identity, on=on)
    cards.check_papers(service=service, case=case_of(holder, comes=comes, on=on), by=by, without=without)


def check_guardian_read(
    act: Permission, *, service: str, holder: PersonFacts, comes: Comes, identity: IdentityShown | None, on: date
) -> None:
    """S13.2: where a guardian's papers are shown, the ID that was read is compared with the register; others bring papers only.

    Refuses, of a guardian, what `check_visit` refuses; NotTheGuardian by the rule of the act.
    """
    if comes is not Comes.GUARDIAN:
        return
    try:
        check_identity(service=service, holder=holder, comes=comes, identity=identity, on=on)
    except NotTheGuardian as refusal:
        raise refusal.by_rule(TABLE[act].rule) from None


def check_identity(*, service: str, holder: PersonFacts, comes: Comes, identity: IdentityShown | None, on: date) -> None:
    """S8.2, S13.2: the ID that was read is the holder's, or that of a registered guardian; None: no ID was read.

    Refuses what `check_visit` refuses.
    """
    check_visit(visit_of(service=service, holder=holder, comes=comes, identity=identity or NOT_READ, on=on))


def visit_of(*, service: str, holder: PersonFacts, comes: Comes, identity: IdentityShown, on: date) -> Visit:
    """The facts that `check_visit` decides by, for one service."""
    allowed = policy.who_may_come(service, age_on_day=holder.age_on(on), is_ward=holder.is_ward, on=on)
    asked = [one for one in policy.service(service).documents if one.id in IDENTITY.get(comes, ())]
    needed = policy.documents_for(service, case_of(holder, comes=comes, on=on))
    guardians = people.guardians_of(holder.id, on=on) if comes is Comes.GUARDIAN else ()
    return Visit(
        comes=comes,
        holder=holder,
        guardians=tuple(one.guardian for one in guardians),
        has_guardian=Comes.GUARDIAN in allowed,
        identity=identity,
        identity_kinds=frozenset(paper.kind for one in asked if one in needed for paper in one.any_of),
        on=on,
        rule=asked[0].rule if asked else "S13.1",
    )
