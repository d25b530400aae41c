"""The temporary card (临时卡, S10): for hospital stay and settlement while a replacement is under way, lent by the card hall.

It is handed back, or its cost paid, before the new card is collected and activated (S10.3). It is not the bank's temporary
payment card (临时缴费卡, S16.2).
"""

from datetime import date, datetime

from citycard import cards
from citycard.audit import Act, Actor, perform
from citycard.cards import TemporaryCardFacts
from citycard.policy import Comes, NotCovered, integer_of
from citycard.shared.clock import in_china
from citycard.shared.money import Fen
from citycard.shared.period import last_valid_day
from citycard.staff import Permission

from ..decision.reading import Standing, judged_standing
from ..facts import IdentityShown
from ..telling import tell
from ..visiting import check_guardian, check_who_comes
from .facts import TemporaryCardReceipt, TemporaryUse, TemporaryUseReceipt
from .refusals import TemporaryCardOver, TemporaryFeeDiffers, TemporaryFeeNotSet, TemporaryUseNotAllowed

SERVICE = "temporary-card"
P = Permission
OF_HOSPITALS = frozenset({TemporaryUse.HOSPITAL_STAY, TemporaryUse.SETTLEMENT})


def issue_temporary_card(
    *,
    by: Actor,
    key: str,
    at: datetime,
    person_id: int,
    comes: Comes,
    temporary_number: str,
    hospital: str,
    identity: IdentityShown | None = None,
) -> TemporaryCardReceipt:
    """Lend a temporary card of this hall's stock to a person in hospital whose replacement is under way, free (S10.1, S10.4).

    Papers come with `by`: a valid ID and the proof of admission, which names `hospital`; `identity` is the ID of a guardian who
    comes. Refuses: what the decision table, `check_who_comes` and `cards.lend_temporary_card` refuse.
    """
    inputs = {"comes": comes, "temporary_number": temporary_number, "hospital": hospital, "identity": identity}
    with perform(act="issue_temporary_card", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return TemporaryCardReceipt.from_json(act.replay)
        on = in_china(at).date()
        stands = _checked(P.ISSUE_TEMPORARY_CARD, by=by, on=on, person_id=person_id, comes=comes)
        who = stands.holder
        check_who_comes(P.ISSUE_TEMPORARY_CARD, service=SERVICE, holder=who, by=by, comes=comes, identity=identity, on=on)
        lent = _lend(act, stands, number=temporary_number, hospital=hospital)
        tell(act, "temporary_issued", stands.holder, number=lent.number, hospital=lent.hospital)
        return _done(act, lent, fee_fen=None)


def _lend(act: Act, stands: Standing, *, number: str, hospital: str) -> TemporaryCardFacts:
    return cards.lend_temporary_card(
        number=number,
        office_id=act.by.office_id or 0,
        person_id=stands.holder.id,
        application_id=_bridges(stands),
        hospital=hospital,
        valid_until=_last_day(in_china(act.at).date()),
        at=act.at,
    )


def return_temporary_card(*, by: Actor, key: str, at: datetime, person_id: int, comes: Comes) -> TemporaryCardReceipt:
    """Take the temporary card back; cleaned, it lies in this hall's stock again (S10.3). Refuses what the decision table refuses."""
    with perform(act="return_temporary_card", by=by, key=key, at=at, person_id=person_id, inputs={"comes": comes}) as act:
        if act.replay is not None:
            return TemporaryCardReceipt.from_json(act.replay)
        _checked(P.RETURN_TEMPORARY_CARD, by=by, on=in_china(at).date(), person_id=person_id, comes=comes)
        held = cards.hand_back_temporary_card(person_id=person_id, office_id=by.office_id)
        return _done(act, held, fee_fen=None, state="in_stock")


def report_temporary_card_lost(*, by: Actor, key: str, at: datetime, person_id: int, comes: Comes) -> TemporaryCardReceipt:
    """Record that the temporary card is lost or damaged: its production cost is due, as dated policy has it (S10.4).

    Refuses what the decision table refuses.
    """
    inputs = {"comes": comes}
    with perform(act="report_temporary_card_lost", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return TemporaryCardReceipt.from_json(act.replay)
        on = in_china(at).date()
        _checked(P.REPORT_TEMPORARY_CARD_LOST, by=by, on=on, person_id=person_id, comes=comes)
        lost = cards.lose_temporary_card(person_id=person_id, fee_fen=lost_fee_fen(on))
        return _done(act, lost, fee_fen=lost.fee_fen)


def settle_temporary_fee(
    *, by: Actor, key: str, at: datetime, person_id: int, comes: Comes, paid_fen: int
) -> TemporaryCardReceipt:
    """Take the production cost of a lost temporary card: that settles its return, the new card can be collected (S10.3, S10.4).

    The cost is that of the day on which the loss was recorded; if no value was set then, that of today. Refuses: what the
    decision table refuses; TemporaryFeeNotSet, TemporaryFeeDiffers.
    """
    inputs = {"comes": comes, "paid_fen": paid_fen}
    with perform(act="settle_temporary_fee", by=by, key=key, at=at, person_id=person_id, inputs=inputs) as act:
        if act.replay is not None:
            return TemporaryCardReceipt.from_json(act.replay)
        on = in_china(at).date()
        stands = _checked(P.SETTLE_TEMPORARY_FEE, by=by, on=on, person_id=person_id, comes=comes)
        due = temporary_fee_due(stands.temporary, on=on)
        if due is None:
            raise TemporaryFeeNotSet
        if paid_fen != due:
            raise TemporaryFeeDiffers(due_fen=due, paid_fen=paid_fen)
        settled = cards.settle_temporary_card(person_id=person_id, fee_fen=due)
        return _done(act, settled, fee_fen=due)


def use_temporary_card(*, by: Actor, key: str, at: datetime, temporary_number: str, use: TemporaryUse) -> TemporaryUseReceipt:
    """Use a temporary card at a hospital, for stay or settlement and nothing else (S10.2).

    Refuses: TemporaryCardUnknown, TemporaryCardNotOut (one that nobody has now); what the decision table refuses, at a pharmacy
    NotOnThisChannel; TemporaryUseNotAllowed, TemporaryCardOver.
    """
    inputs = {"temporary_number": temporary_number.strip().upper(), "use": use}
    with perform(act="use_temporary_card", by=by, key=key, at=at, inputs=inputs) as act:
        if act.replay is not None:
            return TemporaryUseReceipt.from_json(act.replay)
        on = in_china(at).date()
        found = cards.find_temporary_card(temporary_number)
        if found is None:
            raise cards.TemporaryCardNotOut if cards.is_temporary_card(temporary_number) else cards.TemporaryCardUnknown
        act.about(found.person_id)
        _checked(P.USE_TEMPORARY_CARD, by=by, on=on, person_id=found.person_id, comes=Comes.HOLDER)
        if use not in OF_HOSPITALS:
            raise TemporaryUseNotAllowed(use=use.value)
        if found.valid_until is not None and found.valid_until < on:
            raise TemporaryCardOver(valid_until=found.valid_until)
        act.note(temporary_number=found.number, use=use)
        receipt = {"number": act.number("LS"), "person_id": found.person_id, "temporary_number": found.number}
        return act.done(TemporaryUseReceipt(**receipt, use=use))


def temporary_fee_due(card: TemporaryCardFacts | None, *, on: date) -> Fen | None:
    """The cost in fen that is to be paid for a lost temporary card; None while no value is set (S10.4)."""
    kept = card.fee_fen if card else None
    return Fen(kept) if kept is not None else lost_fee_fen(on)


def lost_fee_fen(on: date) -> Fen | None:
    """The production cost of a temporary card in fen on that day, None where the city has set none (S10.4)."""
    try:
        return Fen(integer_of("cards.temporary_lost_fee_fen", on=on))
    except NotCovered:
        return None


def _checked(act: Permission, *, by: Actor, on: date, person_id: int, comes: Comes) -> Standing:
    """Lock the cards, then look where the person stands, ask the table, and whether a guardian may come at all (S13.2)."""
    stands = judged_standing(act, person_id=person_id, channel=by.channel, comes=comes, on=on)
    check_guardian(SERVICE, stands.holder, comes=comes, on=on)
    return stands


def _bridges(stands: Standing) -> int | None:
    """The replacement that the temporary card bridges: the open application, or the one of the new card that is not in use yet."""
    if stands.application is not None:
        return stands.application.id
    return stands.successor.application_id if stands.successor else None


def _last_day(on: date) -> date | None:
    """The temporary card's last day, if the city sets a validity in months (S10)."""
    try:
        return last_valid_day(on, integer_of("cards.temporary_months", on=on))
    except NotCovered:
        return None


def _done(act: Act, card: TemporaryCardFacts, *, fee_fen: int | None, state: str = "") -> TemporaryCardReceipt:
    act.note(temporary_number=card.number, hospital=card.hospital, fee_fen=fee_fen)
    return act.done(
        TemporaryCardReceipt(
            number=act.number("LS"),
            person_id=card.person_id,
            temporary_number=card.number,
            state=state or card.state,
            hospital=card.hospital,
            valid_until=card.valid_until,
            fee_fen=None if fee_fen is None else Fen(fee_fen),
        )
    )
