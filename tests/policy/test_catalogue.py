"""The catalogue of services: complete in both languages, true to the rulebook, and tied to what the house can do."""

from collections.abc import Iterator
from datetime import date

import pytest

from citycard import policy
from citycard.audit import Channel
from citycard.policy import Comes, Owner, Service, Text
from citycard.staff import Permission

DAY = date(2026, 11, 23)
SERVICES = list(policy.services().values())
NAMED_BY_THE_RULEBOOK = {
    "card-apply", "card-apply-unit", "application-change", "card-progress", "card-collect", "card-collect-unit",
    "card-activate", "old-medical-card", "pin-change", "pin-reset", "bank-pin", "loss-report", "loss-withdraw",
    "card-replace", "temporary-card", "card-cancel", "card-lookup", "act-for-other", "pension-bank", "mandate-sign",
    "benefit-payout", "temporary-payment-card", "enrolment", "contribution-pay", "monthly-debit", "pause-resume",
    "contribution-dispute", "history-maintenance", "medical-use", "bank-deposit", "bank-cash", "bank-transfer",
    "card-payment", "bank-self-service", "wallet-bind", "death-record", "death-correct", "power-register",
}  # fmt: skip


def _texts(service: Service) -> Iterator[Text]:
    yield from (service.name, service.promise, service.who, service.fee.words, service.takes, *service.matrix.columns)
    for row in service.matrix.rows:
        yield from (row.prepare, *(cell.words for cell in row.cells))
    for step in service.steps:
        yield from (step.title, step.words)
    for question in service.questions:
        yield from (question.ask, question.answer)
    for document in service.documents:
        yield from (document.name, document.look_at, *(paper.name for paper in document.any_of))
        if document.when_words is not None:
            yield document.when_words


def test_every_service_of_the_rulebook() -> None:
    assert {service.id for service in SERVICES} == NAMED_BY_THE_RULEBOOK


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.id)
def test_complete_in_both_languages(service: Service) -> None:
    for text in _texts(service):
        assert any("\u4e00" <= sign <= "\u9fff" or sign.isdigit() for sign in text.zh), text
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in text.en), text
        assert "!" not in text.zh + text.en
        assert "！" not in text.zh
    assert service.steps
    assert service.questions
    assert service.related
    assert service.rules
    assert service.actors
    assert service.documents or service.documents_note


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.id)
def test_its_rules_exist_and_cover_its_rows(service: Service) -> None:
    """Rule numbers anywhere in a service are the rulebook's, and those of rows and papers belong to sections it names."""
    sections = {number.split(".")[0] for number in service.rules}
    cited = {row.rule for row in service.matrix.rows} | {document.rule for document in service.documents}
    assert cited <= set(policy.rules())
    assert {row.rule.split(".")[0] for row in service.matrix.rows} <= sections | {"S2", "S4", "S5", "S13", "S15"}


@pytest.mark.parametrize("service", [one for one in SERVICES if one.acts], ids=lambda one: one.id)
def test_what_its_own_person_shows_is_asked_for_by_its_own_rule(service: Service) -> None:
    """A4: the rule of agents (S13.1) asks for the papers of agents; the holder's own are asked for by the act's."""
    if service.rules[0] != "S13":
        asked = {document.id: document.rule for document in service.documents if document.of is Owner.APPLICANT}
        assert "S13.1" not in asked.values(), asked
        assert {rule.split(".")[0] for rule in asked.values()} <= {rule.split(".")[0] for rule in service.rules}


def test_the_reset_of_a_pin_says_which_of_two_cards_is_meant() -> None:
    """S6.1: one of the two is brought; each name says when."""
    names = [one.name for one in policy.service("pin-reset").documents if one.rule == "S6.1" and "卡" in one.name.zh]
    assert [name.zh for name in names if "激活" in name.zh] == ["社保卡（新卡已激活的）", "原医保卡（新卡还没激活的）"]
    assert sum("activated" in name.en for name in names) == 2


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.id)
def test_it_guards_permissions_that_exist(service: Service) -> None:
    assert set(service.acts) <= {permission.value for permission in Permission}
    assert not service.acts or any(row.is_open for row in service.matrix.rows)


def test_every_citizens_act_has_a_service() -> None:
    """What is done for a person at a counter is in the catalogue; inner work of the house is not."""
    inner = {
        "accept_application", "make_batch", "exchange_files", "stock_cards", "dispatch_cards", "receive_shipment",
        "pre_open_accounts", "read_operations", "work_call_list", "manage_tokens", "read_record", "verify_record",
        "stock_temporary_cards", "approve_take_back_death",
    }  # fmt: skip
    for permission in Permission:
        assert (permission.value in inner) != bool(policy.services_guarding(permission.value)), permission


def test_channels_are_the_recorded_ones() -> None:
    assert set(policy.service_channels()) <= {channel.value for channel in Channel}


def test_every_life_event_has_a_service() -> None:
    for event in policy.life_events().values():
        assert policy.services_of_event(event.id), event.id
    assert [event.id for event in policy.life_events().values() if event.is_first] == [
        "lost", "new_card", "pin", "hospital", "retired", "family",
    ]  # fmt: skip


def test_loss_matrix() -> None:
    """S7.1, S7.2: the bank reports both accounts, the six other ways only the social one."""
    matrix = policy.service("loss-report").matrix
    can = {row.channel.id: tuple(cell.is_possible for cell in row.cells) for row in matrix.rows}
    assert can.pop("bank_branch") == (True, True)
    assert can == dict.fromkeys(("web_hall", "wechat", "ivr", "kiosk", "community", "card_hall"), (True, False))


def test_no_online_activation() -> None:
    """S17: activation is offered at the bank branch only; the web hall says so and helps to prepare."""
    rows = {row.channel.id: row for row in policy.service("card-activate").matrix.rows}
    assert all(cell.is_possible for cell in rows.pop("bank_branch").cells)
    assert not any(cell.is_possible for row in rows.values() for cell in row.cells)
    assert not policy.service("card-activate").is_online


def test_progress_where_the_rule_says() -> None:
    """S4.4: web hall, WeChat and community."""
    assert {row.channel.id for row in policy.service("card-progress").matrix.rows} == {"web_hall", "wechat", "community"}


@pytest.mark.parametrize(
    ("age", "is_ward", "may"),
    [
        (40, False, (Comes.HOLDER,)),
        (40, True, (Comes.HOLDER, Comes.GUARDIAN)),
        (15, False, (Comes.HOLDER, Comes.GUARDIAN)),
        (16, False, (Comes.HOLDER,)),
        (6, False, (Comes.HOLDER, Comes.GUARDIAN)),
    ],
)
def test_who_may_activate(age: int, is_ward: bool, may: tuple[Comes, ...]) -> None:
    """S13.2: the holder, or the legal guardian of a child under 16 or a ward; never an agent."""
    assert policy.who_may_come("card-activate", age_on_day=age, is_ward=is_ward, on=DAY) == may


def test_the_first_card_is_free() -> None:
    """S4.3: the guide's words and the amount come from one value."""
    for name in ("card-apply", "card-collect", "card-collect-unit"):
        fee = policy.service(name).fee
        assert fee.value == "cards.first_card_fee_fen"
        assert policy.value_of(fee.value, on=DAY) == 0
        assert "免费" in fee.words.zh


def test_care_and_fraud_are_told() -> None:
    """S14.1, S14.2: the guides of collecting and of the bank PIN say how to keep the card and that nobody asks for PINs."""
    told = {service.id: "".join(text.zh for text in _texts(service)) for service in SERVICES}
    assert "不弯折" in told["card-collect"]
    assert "不会在电话里问您的密码" in told["bank-pin"]
