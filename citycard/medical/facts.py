"""The frozen values of the medical room; money in fen."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from citycard.shared.money import Fen


class VoidReason(StrEnum):
    """Why the old card is void: the new one was activated (S5.1), six months had passed (S5.2), or all was cancelled (S11.2)."""

    ACTIVATED = "activated"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class OldCardFacts:
    """A person's old medical card (原医保卡). `last_valid_on` is None while no pickup notice was issued: no notice, no clock."""

    id: int
    person_id: int
    number: str
    state: str
    loss: bool
    pin_locked: bool
    balance_fen: Fen
    last_valid_on: date | None
    voided_at: datetime | None
    void_reason: VoidReason | None
    lost_at: datetime | None

    def is_valid_on(self, day: date) -> bool:
        """True while the card may be used on `day`, whether or not the nightly job has run (S5.2)."""
        return self.voided_at is None and (self.last_valid_on is None or day <= self.last_valid_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalAccountFacts:
    """The personal medical account (医保个人账户) that the new card carries."""

    person_id: int
    balance_fen: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicalMoney:
    """What is there to be refunded (S11.2), in fen: on the personal account, on the old card, and booked out already."""

    personal_fen: Fen
    old_card_fen: Fen
    refunded_fen: Fen

    @property
    def stands_fen(self) -> Fen:
        """What nobody has been paid yet."""
        return Fen(self.personal_fen + self.old_card_fen)

    @property
    def due_fen(self) -> Fen:
        """What the refund of this settlement comes to, recorded for the first time or again."""
        return Fen(self.stands_fen + self.refunded_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidReceipt:
    """What activation did to the old card. `old_card_id` is None for a person who never had one."""

    old_card_id: int | None
    moved_fen: Fen
    was_valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiringCard:
    """An old card on its last days; `days_left` counts from the day asked for to the first day on which it is void."""

    old_card_id: int
    person_id: int
    last_valid_on: date
    days_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OldCardRow:
    """One old card to take over from the medical insurance system, with what stands on its account (fen)."""

    person_id: int
    number: str
    balance_fen: int
