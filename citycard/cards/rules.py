"""The card room's decisions (S3, S4): facts in, a decision or a refusal out; no database, no clock."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .endings import CancellationUnderWay
from .facts import ApplicationFacts, CardFacts, Kind, Source
from .refusals import (
    AlreadyDispatched,
    ApplicationClosed,
    ApplicationExported,
    AppliesThroughUnit,
    BatchTooLarge,
    CardAlreadyActive,
    CardAtOtherOffice,
    CardNotReady,
    CollectedByUnit,
    DocumentMissing,
    DuplicateApplication,
    HasCardAlready,
    NotOfThisCommunity,
    NotOfThisUnit,
    PhotoMissing,
    PickupOfficeNotSuitable,
    WrongCardShown,
)
from .states import APPLICATION, CARD
from .temporary_refusals import TemporaryRangeTooLarge, TemporaryRangeWrong

PICKUP_KIND = {Source.INDIVIDUAL: "bank_branch", Source.UNIT: "card_hall"}
TEMPORARY_NUMBER = re.compile(r"(?P<letters>[A-Z]{0,4})(?P<digits>[0-9]{4,8})")
BEFORE_DISPATCH = frozenset({"numbered", "opened", "in_production", "produced", "stocked"})
ON_ITS_WAY_TO_HOLDER = frozenset({"dispatched", "awaiting_pickup", "with_unit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Where the person belongs, and where the application is handed in."""

    unit_id: int | None
    unit_name: str
    community_id: int | None
    community_name: str
    age: int
    at_unit_id: int | None
    at_office_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupOffice:
    """The place where the card is to be collected."""

    kind: str
    name: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededDocument:
    """A paper that the case needs: any of `kinds`, shown by `holder`."""

    holder: str
    kinds: frozenset[str]
    name: str
    name_en: str
    rule: str


def check_may_apply(*, open_one: ApplicationFacts | None, live_card: CardFacts | None, kind: Kind) -> None:
    """S3: one open application a person, and a first card only for who has none. Refuses DuplicateApplication, HasCardAlready."""
    if open_one is not None:
        label = progress_label(application_state=open_one.state, card_state=live_card.state if live_card else None)
        raise DuplicateApplication(number=open_one.number, state_label=label, submitted_on=open_one.submitted_at.date())
    if live_card is not None and kind is Kind.FIRST:
        raise HasCardAlready(state_label=CARD.label(live_card.state))


def check_not_cancelling(*, state: str | None) -> None:
    """S11.2: between the card hall and the bank nobody applies anew. Refuses CancellationUnderWay."""
    if state == "social_cancelled":
        raise CancellationUnderWay


def progress_state(*, application_state: str, card_state: str | None) -> str:
    """S4.4: how far it is for who waits: the application's state, and, once the card has left the store, where the card is."""
    return card_state if card_state in ON_ITS_WAY_TO_HOLDER else application_state


def progress_label(*, application_state: str, card_state: str | None) -> str:
    """The same in Chinese (办到哪一步)."""
    state = progress_state(application_state=application_state, card_state=card_state)
    return CARD.label(state) if state in ON_ITS_WAY_TO_HOLDER else APPLICATION.label(state)


def check_right_place(*, applicant: Applicant, source: Source) -> None:
    """S3.1, S3.2: a unit applies for its people, everybody else at the own community.

    Refuses NotOfThisUnit, AppliesThroughUnit, NotOfThisCommunity.
    """
    if source is Source.UNIT:
        if applicant.unit_id is None or applicant.unit_id != applicant.at_unit_id:
            raise NotOfThisUnit
        return
    if applicant.unit_id is not None:
        raise AppliesThroughUnit(unit=applicant.unit_name)
    if applicant.at_office_id is not None and applicant.community_id != applicant.at_office_id:
        raise NotOfThisCommunity(community=applicant.community_name)


def check_photo(*, has_photo: bool, source: Source, age: int, needed_from_age: int) -> None:
    """S3: an individual gives a photo; a small child's card is made without one. Refuses PhotoMissing."""
    if not has_photo and source is Source.INDIVIDUAL and age >= needed_from_age:
        raise PhotoMissing


def check_pickup_office(*, office: PickupOffice, source: Source) -> None:
    """S4.1, S4.2: individuals collect at an open bank branch, a unit's cards at the card hall. Refuses PickupOfficeNotSuitable."""
    if not office.is_open or office.kind != PICKUP_KIND[source]:
        raise PickupOfficeNotSuitable(office=office.name)


def check_documents(*, needed: Iterable[NeededDocument], shown: Iterable[tuple[str, str]]) -> None:
    """S3.2, S4.1, S4.2, S13.1: every paper of the case, as pairs (holder, kind) of originals seen. Refuses DocumentMissing."""
    seen = set(shown)
    for document in needed:
        if not any((document.holder, kind) in seen for kind in document.kinds):
            refusal = DocumentMissing(document=document.name_en, document_label=document.name)
            refusal.rule = document.rule
            raise refusal


def check_may_correct(*, application: ApplicationFacts) -> None:
    """S3: an application is corrected or withdrawn until its batch is exported. Refuses ApplicationClosed, ApplicationExported."""
    if not application.is_open:
        raise ApplicationClosed(number=application.number, state_label=APPLICATION.label(application.state))
    if application.batch_state not in (None, "made"):
        raise ApplicationExported(number=application.number)


def check_may_change_branch(*, application: ApplicationFacts, card: CardFacts | None) -> None:
    """S3: the branch is changed until the card is dispatched. Refuses ApplicationClosed, AlreadyDispatched."""
    if not application.is_open:
        raise ApplicationClosed(number=application.number, state_label=APPLICATION.label(application.state))
    if card is not None and card.state not in BEFORE_DISPATCH:
        raise AlreadyDispatched(office=card.pickup_office_name)


def check_may_collect(*, card: CardFacts, office_id: int, unit_name: str, card_number_shown: str) -> None:
    """S4.2: the card waits, here, for a person of no unit, and it is this card.

    Refuses CardNotReady, CollectedByUnit, CardAtOtherOffice, WrongCardShown.
    """
    if card.state != "awaiting_pickup":
        raise CardNotReady(state_label=CARD.label(card.state))
    if card.unit_id is not None:
        raise CollectedByUnit(unit=unit_name)
    if card.pickup_office_id != office_id:
        raise CardAtOtherOffice(office=card.pickup_office_name)
    if card_number_shown.strip().upper() != card.card_number:
        raise WrongCardShown


def check_may_remake(*, card: CardFacts) -> None:
    """S3: a wrong face found when the card is collected. Refuses CardAlreadyActive, CardNotReady."""
    if card.social_state == "active":
        raise CardAlreadyActive
    if card.state not in ("awaiting_pickup", "with_unit"):
        raise CardNotReady(state_label=CARD.label(card.state))


def check_batch_size(*, wanted: int, limit: int) -> None:
    """S3: how many cards a batch may hold. Refuses BatchTooLarge."""
    if wanted > limit:
        raise BatchTooLarge(wanted=wanted, limit=limit)


def temporary_range(*, first: str, last: str, limit: int) -> tuple[str, ...]:
    """S10: every number from the first to the last: the same letters, as many digits.

    Refuses TemporaryRangeWrong, TemporaryRangeTooLarge.
    """
    begins, ends = (TEMPORARY_NUMBER.fullmatch(text.strip().upper()) for text in (first, last))
    if begins is None or ends is None or begins["letters"] != ends["letters"] or len(begins["digits"]) != len(ends["digits"]):
        raise TemporaryRangeWrong
    start, stop = int(begins["digits"]), int(ends["digits"])
    if stop < start:
        raise TemporaryRangeWrong
    if stop - start + 1 > limit:
        raise TemporaryRangeTooLarge(wanted=stop - start + 1, limit=limit)
    width = len(begins["digits"])
    return tuple(f"{begins['letters']}{serial:0{width}d}" for serial in range(start, stop + 1))


def fee_fen(*, kind: Kind, first_fen: int, replacement_fen: int) -> int:
    """S4.3, S9: the fee in fen; the first card is free by policy, a remake always: it is our own fault."""
    if kind is Kind.REMAKE:
        return 0
    return first_fen if kind is Kind.FIRST else replacement_fen
