"""Frozen values of the room: who works where, in which role, and what that lets them do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from citycard.audit import Channel, Receipt


class Permission(StrEnum):
    """What an operator may do. One word serves permission, act, address and test."""

    READ_PERSON = "read_person"
    REGISTER_PERSON = "register_person"
    SUBMIT_APPLICATION = "submit_application"
    CORRECT_APPLICATION = "correct_application"
    WITHDRAW_APPLICATION = "withdraw_application"
    CHANGE_PICKUP_OFFICE = "change_pickup_office"
    SUBMIT_ROSTER = "submit_roster"
    HAND_OVER_IN_UNIT = "hand_over_in_unit"
    ACCEPT_APPLICATION = "accept_application"
    MAKE_BATCH = "make_batch"
    EXCHANGE_FILES = "exchange_files"
    STOCK_CARDS = "stock_cards"
    DISPATCH_CARDS = "dispatch_cards"
    RECEIVE_SHIPMENT = "receive_shipment"
    COLLECT_BY_UNIT_AGENT = "collect_by_unit_agent"
    COLLECT = "collect"
    REPORT_WRONG_FACE = "report_wrong_face"
    ACTIVATE = "activate"
    SIGN_MANDATE = "sign_mandate"
    VERIFY_SOCIAL_PIN = "verify_social_pin"
    CHANGE_SOCIAL_PIN = "change_social_pin"
    RESET_SOCIAL_PIN = "reset_social_pin"
    RESET_BANK_PIN = "reset_bank_pin"
    UNLOCK_BANK_PIN = "unlock_bank_pin"
    REPORT_LOSS = "report_loss"
    TAKE_BACK_LOSS = "take_back_loss"
    REPLACE_LOST_CARD = "replace_lost_card"
    CHANGE_CARD = "change_card"
    HAND_IN_CARD = "hand_in_card"
    STOCK_TEMPORARY_CARDS = "stock_temporary_cards"
    ISSUE_TEMPORARY_CARD = "issue_temporary_card"
    RETURN_TEMPORARY_CARD = "return_temporary_card"
    REPORT_TEMPORARY_CARD_LOST = "report_temporary_card_lost"
    SETTLE_TEMPORARY_FEE = "settle_temporary_fee"
    USE_TEMPORARY_CARD = "use_temporary_card"
    REGISTER_POWER = "register_power"
    RECORD_DEATH = "record_death"
    SETTLE_REFUNDS = "settle_refunds"
    CANCEL_SOCIAL = "cancel_social"
    CLOSE_ACCOUNT = "close_account"
    PREPARE_TAKE_BACK_DEATH = "prepare_take_back_death"
    APPROVE_TAKE_BACK_DEATH = "approve_take_back_death"
    PRE_OPEN_ACCOUNTS = "pre_open_accounts"
    READ_OPERATIONS = "read_operations"
    WORK_CALL_LIST = "work_call_list"
    READ_RECORD = "read_record"
    VERIFY_RECORD = "verify_record"
    MANAGE_TOKENS = "manage_tokens"


class Role(StrEnum):
    """A place in the work (岗位)."""

    COMMUNITY_CLERK = "community_clerk"
    CARD_HALL_CLERK = "card_hall_clerk"
    CARD_CENTRE_CLERK = "card_centre_clerk"
    BANK_TELLER = "bank_teller"
    BANK_BACK_OFFICE = "bank_back_office"
    EMPLOYER_CLERK = "employer_clerk"
    SCHOOL_CLERK = "school_clerk"
    MEDICAL_CLERK = "medical_clerk"
    PHARMACY_CLERK = "pharmacy_clerk"
    AGENCY_CLERK = "agency_clerk"
    OPERATIONS = "operations"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class PostingFacts:
    """One role at one office or one unit (岗位)."""

    id: int
    role: Role
    office_id: int | None
    unit_id: int | None


@dataclass(frozen=True)
class OperatorFacts:
    """An operator (经办人) with the postings in force today."""

    id: int
    account_id: int
    staff_no: str
    name: str
    person_id: int | None
    postings: tuple[PostingFacts, ...]

    @property
    def label(self) -> str:
        """Name and staff number, as the record of acts keeps them."""
        return f"{self.name} {self.staff_no}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFacts:
    """An act that waits for, or has had, its second signature (四眼复核): what, for whom, who prepared it, why, and how it ended.

    `act` is the permission that approves it; `comes` and `channel`: who came to which place when it was prepared.
    """

    id: int
    act: Permission
    person_id: int
    state: str
    comes: str
    reason: str
    prepared_by: int
    prepared_label: str
    channel: Channel
    office_id: int | None
    prepared_at: datetime
    decided_label: str
    decided_at: datetime | None
    decided_reason: str

    @property
    def is_waiting(self) -> bool:
        """True until somebody has decided."""
        return self.state == "prepared"


@dataclass(frozen=True)
class SignInTries:
    """How often a password was tried for one staff number since the last right one, and when last."""

    count: int
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class TokenReceipt(Receipt):
    """A token was issued or taken back."""

    number: str
    token_id: int


@dataclass(frozen=True)
class IssuedToken:
    """A new token for a program. `secret` is shown this once and kept nowhere; a repeat of the act cannot show it again."""

    receipt: TokenReceipt
    secret: str
