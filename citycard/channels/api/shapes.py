"""How people, applications and cards look in JSON: masked as on the pages (S12), made from the rooms' frozen facts."""

from datetime import date, datetime

from pydantic import Field

from citycard import bank, cards
from citycard.audit import ActLine, Channel, ShownDocument
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.people import PersonFacts

from .kinds import Out


class PersonOut(Out):
    """A person (人员)."""

    id: int
    name: str = Field(examples=["王芳"])
    number_masked: str = Field(examples=["2104**********1234"])
    phone_masked: str = Field(examples=["139****5628"])
    sex: str
    nation: str
    address: str
    category: str = Field(examples=["self_employed"])
    community_id: int | None
    community_name: str
    unit_id: int | None
    unit_name: str
    has_id_card: bool
    id_valid_until: date | None
    is_ward: bool
    died_on: date | None
    age: int

    @classmethod
    def of(cls, who: PersonFacts, on: date) -> "PersonOut":
        """The person with the age on a day."""
        names = [name for name in cls.model_fields if name != "age"]
        return cls(age=who.age_on(on), **{name: getattr(who, name) for name in names})


class ApplicationOut(Out):
    """An application (制卡申请); `version` goes with a correction so that nobody overwrites another's."""

    id: int
    number: str = Field(examples=["SQ20261123-000417"])
    person_id: int
    kind: cards.Kind
    source: cards.Source
    state: str = Field(examples=["submitted"])
    state_label: str = Field(examples=["待审核"])
    reason: str
    unit_id: int | None
    office_id: int | None
    pickup_office_id: int
    phone_masked: str
    has_photo: bool
    batch_id: int | None
    submitted_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    version: int

    @classmethod
    def of(cls, one: cards.ApplicationFacts) -> "ApplicationOut":
        """The application with its state in the reader's words."""
        from citycard.shared.numbers import mask

        names = [name for name in cls.model_fields if name not in ("state_label", "phone_masked")]
        label = show("application_state", one.state, language())
        return cls(state_label=label, phone_masked=mask.mask_mobile(one.phone), **{name: getattr(one, name) for name in names})


class CardOut(Out):
    """A card (社会保障卡) with its social side; `code` is the ministry's state code.

    `lost_at`: when its loss was first reported; `formal_at`: since when formally (S7.2).
    """

    id: int
    application_id: int
    person_id: int
    batch_id: int
    role: str
    state: str = Field(examples=["awaiting_pickup"])
    code: str = Field(examples=["0"])
    card_number_masked: str = Field(examples=["A0****038"])
    bank_card_number_masked: str = Field(examples=["6200 00** **** ***4 186"])
    social_state: str | None
    loss: str
    pin_locked: bool
    issued_on: date | None
    valid_until: date | None
    box: int | None
    slot: int | None
    pickup_office_id: int
    pickup_office_name: str
    unit_id: int | None
    notified_on: date | None
    collected_at: datetime | None
    activated_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    lost_at: datetime | None
    formal_at: datetime | None


class BankSideOut(Out):
    """The bank's side of a card (金融功能); what stands on the account is told at the bank only.

    `is_held`: the holder's death is known, the account takes money in and pays none out until it is closed (S11.1).
    """

    state: str = Field(examples=["pre_opened"])
    is_lost: bool
    is_frozen: bool
    is_held: bool
    activated_at: datetime | None
    balance_fen: int | None

    @classmethod
    def of(cls, side: bank.BankSideFacts, *, with_balance: bool) -> "BankSideOut":
        """The side, with the balance only where it may be told."""
        return cls(
            state=side.state,
            is_lost=side.is_lost,
            is_frozen=side.is_frozen,
            is_held=side.is_held,
            activated_at=side.activated_at,
            balance_fen=side.balance_fen if with_balance else None,
        )


class StepOut(Out):
    """One step of the making (办理进度, S4.4)."""

    name: str
    title: str = Field(examples=["已受理"])
    state: cards.StepState
    done_on: date | None
    place: str

    @classmethod
    def of(cls, step: cards.Step) -> "StepOut":
        """The step with its title in the reader's language."""
        title = show("making_step", step.name, language())
        return cls(name=step.name, title=title, state=step.state, done_on=step.done_on, place=step.place)


class StandingOut(Out):
    """Where a person stands: newest application, live card, the steps; why a card failed that is being made again."""

    application: ApplicationOut | None
    card: CardOut | None
    steps: tuple[StepOut, ...]
    failed_because: str

    @classmethod
    def of(cls, stands: cards.Standing) -> "StandingOut":
        """The standing of a person."""
        return cls(
            application=ApplicationOut.of(stands.application) if stands.application else None,
            card=card_out(stands.card),
            steps=tuple(StepOut.of(step) for step in stands.steps),
            failed_because=stands.failed_because,
        )


class ActLineOut(Out):
    """One line of the record of acts (办理记录, A2)."""

    id: int
    number: str
    act: str = Field(examples=["cards.submit_application"])
    act_label: str = Field(examples=["申请社保卡"])
    channel: Channel
    operator: str
    office_id: int | None
    unit_id: int | None
    person_id: int | None
    purpose: str
    terminal: str
    documents: tuple[ShownDocument, ...]
    at: datetime
    is_sealed: bool

    @classmethod
    def of(cls, line: ActLine) -> "ActLineOut":
        """The line with the act's name in the reader's language."""
        names = [name for name in cls.model_fields if name not in ("act_label", "operator")]
        label = show("act", line.act, language())
        return cls(act_label=label, operator=line.operator_label, **{name: getattr(line, name) for name in names})


def card_out(card: cards.CardFacts | None) -> CardOut | None:
    """A card as it is told, or None."""
    return CardOut.model_validate(card) if card is not None else None
