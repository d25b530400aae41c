"""How every step of a card's end begins, and which papers each place asks for: one entry, three places, the living and the dead (S11)."""

from datetime import datetime

from citycard import cards, people
from citycard.audit import Act, Actor, Channel
from citycard.policy import Comes
from citycard.shared.clock import in_china
from citycard.staff import Permission

from ..decision.reading import Standing, standing_of
from ..decision.rules import check
from ..facts import IdentityShown
from ..telling import tell
from ..visiting import check_who_comes

SERVICE = "card-cancel"
SLIP = frozenset({"clearance_slip"})
CARD = frozenset({"social_card"})
OF_THE_LIVING = frozenset({"holder_valid_id", "child_valid_id"})
OF_THE_DEAD = frozenset({"death_record"})


def begin(
    act: Permission,
    *,
    by: Actor,
    at: datetime,
    person_id: int,
    comes: Comes,
    service: str = SERVICE,
    identity: IdentityShown | None = None,
) -> Standing:
    """Lock what may be under way and the cards, read where the person stands, ask the table, look at who comes with which papers.

    `identity` is the ID of a guardian who comes (S13.2). Refuses: ApplicationChanged; what the decision table and
    `check_who_comes` refuse.
    """
    on = in_china(at).date()
    cards.lock_application(person_id)
    cards.lock_live_cards(person_id)
    stands = standing_of(person_id, on=on)
    check(act, stands.situation, channel=by.channel, comes=comes)
    left_out = papers_left_out(stands, channel=by.channel) if service == SERVICE else frozenset[str]()
    holder = stands.holder
    check_who_comes(act, service=service, holder=holder, by=by, comes=comes, identity=identity, on=on, without=left_out)
    return stands


def papers_left_out(stands: Standing, *, channel: Channel) -> frozenset[str]:
    """S11.2, S13.1: the requirements that this place, or this case, has no use for.

    The bank alone asks for the slip; a card that is lost, or not in hand, cannot be shown; the agency needs none. After a
    death the death record stands for the holder's own ID.
    """
    out = OF_THE_LIVING if stands.situation.is_dead else OF_THE_DEAD
    if channel is not Channel.BANK_BRANCH:
        out |= SLIP
    if channel is Channel.AGENCY or not has_card_to_show(stands):
        out |= CARD
    return out


def tell_the_living(act: Act, template: str, stands: Standing, **words: str) -> None:
    """Tell the holder of a step; after a death nobody is told: the phone is the dead person's, the family has the paper (S11.1)."""
    if not stands.situation.is_dead:
        tell(act, template, stands.holder, **words)


def who_came(by: Actor, *, comes: Comes, identity: IdentityShown | None) -> str:
    """S13.1: the name of who came for the holder, as slip and receipt print it: from the paper shown, else a guardian's from the register.

    Only a guardian's number was compared with the register (S13.2): anybody else's name is not told for a number. Empty when the holder
    came, or when a program named nobody.
    """
    if comes is Comes.HOLDER:
        return ""
    named = next((one.name for one in by.documents if one.name), "")
    shown = identity if comes is Comes.GUARDIAN and not named else None
    known = people.find_person(shown.number) if shown is not None else None
    return known.name if known is not None else named


def refunds_told(stands: Standing) -> list[dict[str, object]]:
    """S11.2: what the agency refunded, by which receipts, for slip and closing receipt: it is paid apart from the account's balance."""
    settled = stands.cancellation
    return [one for one in settled.refunds if one["paid_on"]] if settled is not None else []


def has_card_to_show(stands: Standing) -> bool:
    """True when a card is in hand that nobody has reported lost."""
    return any(card.is_in_hand and not card.is_reported for card in (stands.situation.current, stands.situation.successor))
