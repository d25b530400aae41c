"""Plain functions that make what a test needs, one row or one story each; every argument has an evident default.

Everything made here is invented: addresses carry （示例）, citizen numbers begin with 210400, the code of the city
itself, under which nobody's number is issued. A row whose state is guarded walks there step by step, as in life.
"""

from datetime import date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from citycard import ledger
from citycard.bank.models import BankAccount, CardSide
from citycard.cards.models import Application, Batch, Card, Shipment, SocialSide
from citycard.ledger.models import LedgerAccount
from citycard.medical.models import OldCard, PersonalAccount
from citycard.people.models import Account, Guardianship, Office, Person, Unit
from citycard.staff.models import Operator, Posting

if TYPE_CHECKING:
    from citycard.audit import Actor, ShownDocument

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=CHINA)
TODAY = NOW.date()
PASSWORD = "sample-desk-only"

OFFICE_NAMES = {
    "community": "新华社区（示例）",
    "card_hall": "卡服务大厅（示例）",
    "card_centre": "制卡中心（示例）",
    "sub_bureau": "社保分局（示例）",
    "agency": "业务经办机构（示例）",
    "bank_branch": "抚顺银行北站支行（示例）",
    "medical": "样例医院（示例）",
    "pharmacy": "样例药店（示例）",
}
CARD_PATH = (
    "numbered",
    "opened",
    "in_production",
    "produced",
    "stocked",
    "dispatched",
    "awaiting_pickup",
    "with_unit",
    "with_holder",
)
BATCH_PATH = ("made", "bank_exported", "bank_returned", "factory_exported", "factory_returned", "closed")
APPLICATION_PATH = ("submitted", "accepted", "batched", "fulfilled")
BATCH_STATE_OF_CARD = {
    "numbered": "made",
    "opened": "bank_returned",
    "in_production": "factory_exported",
    "produced": "factory_returned",
}

_serial = count(1)


DIVISIONS = ("210400", "210402", "210403", "210404", "210411", "210421", "210422", "210423")


def citizen_number(*, born: date = date(1983, 5, 6), sex: str = "2", serial: int | None = None) -> str:
    """Return a citizen number (GB 11643) valid in form: `serial` 0…3999 of that day and sex, else the next free one."""
    district, order = divmod(next(_serial) if serial is None else serial, 500)
    body = f"{DIVISIONS[district % len(DIVISIONS)]}{born:%Y%m%d}{order * 2 + (1 if sex == '1' else 0):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def card_number(serial: int) -> str:
    """Return a social security card number (社会保障卡号) with its check character (GB 11714)."""
    body = f"A{serial:07d}"
    values = (int(sign, 36) for sign in body)
    check = 11 - sum(value * weight for value, weight in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def bank_card_number(serial: int) -> str:
    """Return a bank card number of 19 digits with its Luhn digit, under the invented BIN 62000000."""
    body = f"62000000{serial:010d}"
    doubled = [sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(reversed(body))]
    return body + str(-sum(doubled) % 10)


def make_office(*, kind: str = "community", name: str = "", code: str = "", **fields: Any) -> Office:
    """Return an office (经办网点) of `kind`, open, in 顺城区 unless told otherwise."""
    number = next(_serial)
    defaults = {"division": "210411", "address": "顺城区样例街1号（示例）", "hours": "周一至周五 8:30–16:30（示例）"}
    return Office.objects.create(kind=kind, name=name or OFFICE_NAMES[kind], code=code or f"T{number:05d}", **(defaults | fields))


def make_unit(*, kind: str = "employer", name: str = "", **fields: Any) -> Unit:
    """Return an employer or a school (单位)."""
    number = next(_serial)
    defaults = {
        "credit_code": f"TEST{number:014d}",
        "division": "210411",
        "address": "顺城区样例街2号（示例）",
        "contact_name": "示例联系人",
        "contact_phone": f"130{number:08d}",
    }
    called = name or ("示例机械有限公司（示例）" if kind == "employer" else "示例中学（示例）")
    return Unit.objects.create(kind=kind, name=called, **(defaults | fields))


def make_person(*, name: str = "王芳", born: date = date(1983, 5, 6), sex: str = "2", **fields: Any) -> Person:
    """Return a person: a self-employed woman of 43 with an ID card unless told otherwise."""
    number = next(_serial)
    defaults: dict[str, Any] = {
        "social_number": citizen_number(born=born, sex=sex, serial=number),
        "phone": f"139{number:08d}",
        "address": "顺城区样例街3号（示例）",
        "category": "self_employed",
        "id_valid_until": date(2036, 5, 6),
    }
    return Person.objects.create(name=name, sex=sex, birth_date=born, **(defaults | fields))


def make_child(*, guardian: Person | None = None, born: date = date(2020, 4, 18), **fields: Any) -> Person:
    """Return a child without an ID card and, when given, make `guardian` the legal guardian (监护人) since birth."""
    defaults: dict[str, Any] = {"name": "陈一诺", "category": "student", "has_id_card": False, "id_valid_until": None}
    child = make_person(born=born, **(defaults | fields))
    if guardian is not None:
        make_guardianship(guardian=guardian, ward=child, starts_on=born)
    return child


def make_guardianship(*, guardian: Person, ward: Person, starts_on: date, **fields: Any) -> Guardianship:
    """Return the guardianship of `guardian` over `ward`, open-ended unless `ends_on` is given."""
    defaults = {"relation": "父亲", "proof": "户口簿"}
    return Guardianship.objects.create(guardian=guardian, ward=ward, starts_on=starts_on, **(defaults | fields))


def make_account(*, username: str = "", password: str = PASSWORD, person: Person | None = None) -> Account:
    """Return a login; of a holder when `person` is given. The tests’ settings make its hash cheap."""
    name = username or f"test{next(_serial)}"
    return Account.objects.create(username=name, password=make_password(password), person=person)


def make_operator(
    *, role: str, office: Office | None = None, unit: Unit | None = None, name: str = "孙丽", staff_no: str = "", **fields: Any
) -> Operator:
    """Return an operator (经办人) posted in `role` at one office or one unit since 2026-01-01."""
    number = staff_no or f"B{next(_serial):04d}"
    account = make_account(username=number.lower())
    operator = Operator.objects.create(account=account, staff_no=number, name=name, **fields)
    Posting.objects.create(operator=operator, role=role, office=office, unit=unit, starts_on=date(2026, 1, 1))
    return operator


def actor_for(
    operator: Operator, *, documents: "tuple[ShownDocument, ...]" = (), purpose: str = "本人来窗口", terminal: str = ""
) -> "Actor":
    """Return the actor that `operator` is at the counter of the first posting: the channel follows the place."""
    from citycard.audit import Actor, Channel

    posting = operator.postings.select_related("office").order_by("id").first()
    assert posting is not None
    channel = "unit_hall" if posting.office is None else str(posting.office.kind)
    return Actor(
        channel=Channel(channel),
        account_id=operator.account_id,
        label=f"{operator.name} {operator.staff_no}",
        office_id=posting.office_id,
        unit_id=posting.unit_id,
        documents=documents,
        purpose=purpose,
        terminal=terminal,
    )


def system_actor() -> "Actor":
    """Return the actor of jobs that nobody stands behind."""
    from citycard.audit import Actor, Channel

    return Actor(channel=Channel("system"), account_id=None, label="system")


def walk(row: Any, path: tuple[str, ...], state: str) -> None:
    """Move a guarded row along `path` from where it is up to `state`, one permitted step at a time."""
    for step in path[path.index(row.state) + 1 : path.index(state) + 1]:
        type(row).objects.filter(pk=row.pk).update(state=step)
        row.state = step


def make_application(*, person: Person, state: str = "submitted", **fields: Any) -> Application:
    """Return an application (制卡申请) in `state`: submitted, accepted, batched or fulfilled."""
    if "pickup_office" not in fields:
        fields["pickup_office"] = make_office(kind="bank_branch")
    defaults: dict[str, Any] = {
        "number": f"SQ20261012-{next(_serial):06d}",
        "kind": "first",
        "source": "unit" if person.unit_id else "individual",
        "phone": person.phone,
        "unit_id": person.unit_id,
        "submitted_at": NOW - timedelta(days=42),
    }
    row = Application.objects.create(person=person, state=APPLICATION_PATH[0], **(defaults | fields))
    for step in APPLICATION_PATH[1 : APPLICATION_PATH.index(state) + 1]:
        stamp = {"accepted": {"accepted_at": NOW - timedelta(days=39)}, "fulfilled": {"closed_at": NOW - timedelta(days=10)}}
        Application.objects.filter(pk=row.pk).update(state=step, **stamp.get(step, {}))
    row.refresh_from_db()
    return row


def make_batch(*, state: str = "made", card_count: int = 1) -> Batch:
    """Return a production batch (制卡批次) in `state`."""
    number = next(_serial)
    batch = Batch.objects.create(
        number=f"PC20261016-{number:04d}",
        state=BATCH_PATH[0],
        bank="fushun",
        factory="sample",
        card_count=card_count,
        made_at=NOW - timedelta(days=38),
        closed_at=None,
    )
    walk(batch, BATCH_PATH, state)
    return batch


def make_card(
    *, person: Person | None = None, state: str = "awaiting_pickup", office: Office | None = None, **fields: Any
) -> Card:
    """Return a card with everything that a card in `state` has: application, batch, numbers, social side, bank side.

    `state`: a step of CARD_PATH, or `active`: with its holder and both functions active. `with_unit` wants a person
    who has a unit. Fields given are written last.
    """
    holder = person or make_person()
    branch = office or make_office(kind="bank_branch")
    is_collected = CARD_PATH.index(_plastic(state)) >= CARD_PATH.index("with_holder")
    application = make_application(person=holder, pickup_office=branch, state="fulfilled" if is_collected else "batched")
    return make_card_of(application=application, state=state, **fields)


def _plastic(state: str) -> str:
    return "with_holder" if state == "active" else state


def make_card_of(*, application: Application, state: str = "awaiting_pickup", **fields: Any) -> Card:
    """Return the card made for an application that is batched, or submitted and not looked at yet."""
    if application.state == "submitted":
        Application.objects.filter(pk=application.pk).update(state="accepted", accepted_at=NOW - timedelta(days=39))
        application.refresh_from_db()
    if application.state == "accepted":
        walk(application, APPLICATION_PATH, "batched")
    plastic, holder, branch = _plastic(state), application.person, application.pickup_office
    done = CARD_PATH.index(plastic)
    batch = make_batch(state=BATCH_STATE_OF_CARD.get(plastic, "closed"))
    Application.objects.filter(pk=application.pk).update(batch=batch)
    card = Card.objects.create(
        application=application,
        person=holder,
        batch=batch,
        line_no=1,
        state=CARD_PATH[0],
        card_number=card_number(next(_serial) + 500_000),
        role="current" if application.replaces_id is None else "successor",
        pickup_office=branch,
        unit_id=application.unit_id,
    )
    for step in _steps_to(plastic):
        Card.objects.filter(pk=card.pk).update(state=step, **_facts_of_step(card, step))
    if done >= CARD_PATH.index("opened"):
        card.refresh_from_db()
        make_bank_side(card=card)
    if done >= CARD_PATH.index("produced"):
        SocialSide.objects.create(card=card, state="sealed")
    if state == "active":
        CardSide.objects.filter(card_number=card.card_number).update(state="active", activated_at=NOW)
        SocialSide.objects.filter(card=card).update(state="active", activated_at=NOW)
    if fields:
        Card.objects.filter(pk=card.pk).update(**fields)
    card.refresh_from_db()
    return card


def _steps_to(state: str) -> tuple[str, ...]:
    """Return the steps after `numbered`; `with_unit` is passed only by a card that stays there."""
    steps = CARD_PATH[1 : CARD_PATH.index(state) + 1]
    return steps if state == "with_unit" else tuple(step for step in steps if step != "with_unit")


def _facts_of_step(card: Card, step: str) -> dict[str, Any]:
    """Return what a card gains when it reaches `step`."""
    if step == "opened":
        return {"bank_card_number": bank_card_number(card.pk + 5000), "account_number": f"621040{card.pk:010d}"}
    if step == "produced":
        return {
            "chip_code": f"210400D156000005{card.pk:08X}{card.pk * 7919 % 2**32:08X}",
            "issued_on": date(2026, 11, 5),
            "valid_until": date(2036, 11, 5),
            "box": 1,
            "slot": card.pk,
        }
    if step == "dispatched":
        sent = NOW - timedelta(days=8)
        shipment = Shipment.objects.create(
            number=f"FB20261115-{next(_serial):04d}", office=card.pickup_office, card_count=1, sent_at=sent
        )
        return {"shipment": shipment}
    if step == "awaiting_pickup":
        sent = Card.objects.filter(pk=card.pk).values("shipment_id")
        Shipment.objects.filter(pk__in=sent).update(received_at=NOW - timedelta(days=7))
        return {"notified_on": date(2026, 11, 18)}
    return {"collected_at": NOW - timedelta(days=1)} if step == "with_holder" else {}


def run_out(card: Card) -> Card:
    """Return the card as it is once its ten years are over: yesterday was its last day (S9)."""
    Card.objects.filter(pk=card.pk).update(issued_on=TODAY.replace(year=TODAY.year - 10), valid_until=TODAY - timedelta(days=1))
    return card


def make_bank_side(*, card: Card) -> CardSide:
    """Return the bank's side (金融功能) of `card`, pre-opened on the holder's account, opened now with nothing on it if there is none."""
    number = card.account_number
    account = BankAccount.objects.filter(
        holder_number=card.person.social_number, is_open=True
    ).first() or BankAccount.objects.create(
        number=number,
        holder_number=card.person.social_number,
        holder_name=card.person.name,
        ledger_account=LedgerAccount.objects.create(book="bank", number=number),
        opened_on=date(2026, 10, 20),
    )
    return CardSide.objects.create(
        account=account, bank_card_number=card.bank_card_number, card_number=card.card_number, state="pre_opened"
    )


def make_personal_account(*, person: Person, balance_fen: int) -> PersonalAccount:
    """Return the personal medical account (医保个人账户) of a card in use, with its opening entry."""
    fund = ledger.internal_account(book=ledger.BookName.MEDICAL, number="opening")
    own = ledger.open_account(book=ledger.BookName.MEDICAL, number=f"own-{person.pk}")
    sides = (ledger.Side(account_id=fund.id, amount_fen=-balance_fen), ledger.Side(account_id=own.id, amount_fen=balance_fen))
    ledger.book_entry(book=ledger.BookName.MEDICAL, key=f"opening:own-{person.pk}", kind="opening", at=NOW, sides=sides)
    return PersonalAccount.objects.create(person=person, ledger_account_id=own.id, opened_at=NOW)


def make_old_card(*, person: Person, balance_fen: int = 128_650, **fields: Any) -> OldCard:
    """Return a valid old medical card (原医保卡) whose balance stands in the medical book with its opening entry."""
    number = next(_serial)
    fund = ledger.internal_account(book=ledger.BookName.MEDICAL, number="opening")
    own = ledger.open_account(book=ledger.BookName.MEDICAL, number=f"old-{person.pk}")
    if balance_fen:
        sides = (ledger.Side(account_id=fund.id, amount_fen=-balance_fen), ledger.Side(account_id=own.id, amount_fen=balance_fen))
        ledger.book_entry(book=ledger.BookName.MEDICAL, key=f"opening:old-{person.pk}", kind="opening", at=NOW, sides=sides)
    defaults: dict[str, Any] = {"number": f"YB{number:010d}", "state": "valid"}
    return OldCard.objects.create(person=person, ledger_account_id=own.id, **(defaults | fields))
