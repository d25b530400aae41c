"""Who acts on a screen of their own (自助渠道): there are no papers, so the register must say whose affair it is (S13)."""

from datetime import date

from citycard import people
from citycard.audit import Actor, Channel
from citycard.policy import Comes

SELF_SERVICE = frozenset({Channel.WEB_HALL, Channel.WECHAT, Channel.KIOSK, Channel.IVR})


def check_acts_for(*, by: Actor, person_id: int, comes: Comes, on: date) -> None:
    """S13: on a screen one acts for oneself, as a registered guardian, or by a registered power; a desk looks at papers.

    Refuses: NoPower, GuardianshipEnded, PowerEnded, PowerNotYet.
    """
    if by.channel not in SELF_SERVICE:
        return
    actor_id = by.person_id or 0
    if comes is Comes.GUARDIAN:
        people.check_guards(ward_id=person_id, guardian_id=actor_id, on=on)
    elif comes is Comes.AGENT:
        people.check_agent(holder_id=person_id, agent_id=actor_id, on=on)
    elif actor_id != person_id:
        raise people.NoPower
