"""Who stands at the bank's counter, with which valid ID (本人或监护人到场): the same question for every act of the bank (S13.2)."""

from datetime import date

from citycard import people, policy
from citycard.people import PersonFacts
from citycard.policy import Comes

from .facts import IdentityShown, Visit
from .telling import case_of

IDENTITY = {Comes.HOLDER: "holder_valid_id", Comes.GUARDIAN: "bank_guardian_id"}  # requirements of policy/papers.yaml


def visit_of(*, service: str, holder: PersonFacts, comes: Comes, identity: IdentityShown, on: date) -> Visit:
    """The facts that `check_visit` decides by, for one service of the bank."""
    allowed = policy.who_may_come(service, age_on_day=holder.age_on(on), is_ward=holder.is_ward, on=on)
    needed = policy.documents_for(service, case_of(holder, comes=comes, on=on))
    papers = (one for one in needed if one.id == IDENTITY.get(comes))
    guardians = people.guardians_of(holder.id, on=on) if comes is Comes.GUARDIAN else ()
    return Visit(
        comes=comes,
        holder=holder,
        guardians=tuple(one.guardian for one in guardians),
        has_guardian=Comes.GUARDIAN in allowed,
        identity=identity,
        identity_kinds=frozenset(paper.kind for one in papers for paper in one.any_of),
        on=on,
    )
