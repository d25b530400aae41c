"""The tables that a sample city fills by COPY, in the order that foreign keys ask for, and what is counted on the way."""

from collections.abc import Callable
from dataclasses import dataclass

from . import stages
from .calendar import Days
from .residents import Resident

COLUMNS = {
    "people_person": "id, social_number, name, sex, nation, birth_date, phone, address, category, community_id, unit_id, "
    "has_id_card, id_valid_until, is_ward",
    "people_guardianship": "guardian_id, ward_id, relation, proof, starts_on",
    "cards_batch": "id, number, state, bank, factory, card_count, made_at, closed_at",
    "cards_shipment": "id, number, office_id, card_count, sent_at, received_at",
    "cards_application": "id, number, person_id, kind, source, state, reason, unit_id, office_id, pickup_office_id, phone, photo_id, "
    "batch_id, submitted_at, accepted_at, closed_at, version",
    "cards_card": "id, application_id, person_id, batch_id, line_no, role, state, card_number, bank_card_number, account_number, "
    "chip_code, issued_on, valid_until, box, slot, pickup_office_id, unit_id, shipment_id, notified_on, collected_at, ended_at, "
    "end_reason, spoiled_by",
    "cards_socialside": "card_id, state, loss, pin_locked, activated_at",
    "cards_handover": "card_id, taken_by, name, number_masked, relation, at",
    "ledger_account": "id, book, number, is_internal, balance_fen",
    "bank_pre_opening": "id, batch_number, line_count, good_count, opened_at",
    "bank_account": "id, number, holder_number, holder_name, is_open, ledger_account_id, opened_on",
    "bank_card_side": "account_id, bank_card_number, card_number, state, is_lost, is_frozen, activated_at, pre_opening_id, "
    "line_no",
    "medical_old_card": "person_id, number, state, loss, pin_locked, ledger_account_id, last_valid_on, voided_at, void_reason",
    "medical_personal_account": "person_id, ledger_account_id, opened_at",
    "benefits_pension_bank": "person_id, bank, account_number, pay_day, starts_on, ends_on",
    "mandates_mandate": "person_id, bank, account_number, state, signed_on, effective_on, ends_on, end_reason",
    "notices_notice": "key, template, person_id, phone, text, is_code, state, tries, queued_at, next_try_at, sent_at, "
    "delivered_at, reference, failure",
}


@dataclass(slots=True)
class Run:
    """A production batch of this chunk."""

    id: int
    number: str
    stage: stages.Stage
    wave: int
    count: int = 0


@dataclass(slots=True)
class Parcel:
    """A shipment of this chunk."""

    id: int
    office_id: int
    wave: int
    count: int = 0


@dataclass
class Counters:
    """The ids given so far, over all chunks; `serial`: the last one of card and bank card numbers."""

    serial: int = 0
    account_serial: int = 0
    card: int = 0
    application: int = 0
    batch: int = 0
    shipment: int = 0
    ledger_account: int = 0
    bank_account: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is the same for every row: names, days and words of the city."""

    days: Days
    bank: str
    factory: str
    photo_id: int
    pay_day: int
    account_prefix: str
    mandate_from: Callable[[int], str]
    words: Callable[[Resident], str]
