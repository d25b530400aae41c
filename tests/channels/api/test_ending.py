"""S11, S13 through the interface: the whole way of a cancellation, a death, powers of agents, who looked at the data."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from citycard.audit import timeline
from citycard.bank.models import BankAccount
from citycard.cards.models import Card
from citycard.shared import clock
from tests.channels.api.calls import Program, program
from tests.channels.web_hall.doors import log_in
from tests.factories import make_card, make_person
from tests.journeys.endings import fund

pytestmark = pytest.mark.django_db(transaction=True)
OWN_ID = {"kind": "resident_id_card", "holder": "applicant"}
AGENTS_ID = {"kind": "resident_id_card", "holder": "agent", "number": "210400199203150026"}
CARD = {"kind": "social_card", "holder": "applicant"}
SLIP = {"kind": "clearance_slip", "holder": "applicant"}
RECORD = {"kind": "death_record", "holder": "applicant"}
NONE_DUE = [{"kind": kind} for kind in ("pension", "medical", "other")]


def state(caller: Program, person_id: int) -> dict[str, Any]:
    return caller.get(f"/people/{person_id}/ending").json()


def test_s11_2_the_whole_way_and_what_is_left_at_each_step() -> None:
    """S11.2: refunds, slip, closing; the same refusals as at the desk, the same receipts."""
    card = make_card(state="active")
    who = card.person
    fund(who, 654_321)
    agency, hall, bank = program("agency_clerk"), program("card_hall_clerk"), program("bank_teller")
    early = hall.act(f"/people/{who.pk}/cancel-social", {"documents": [OWN_ID, CARD]})
    assert (early.status_code, early.json()["code"]) == (409, "refunds_open")
    paid = [{"kind": "pension", "receipt": "YL-1", "amount_fen": 5_230_007, "paid_on": clock.today().isoformat()}]
    refunds = {"documents": [OWN_ID], "reason": "settled_abroad", "refunds": paid}
    half = agency.act(f"/people/{who.pk}/refunds", refunds)
    assert half.json()["code"] == "refund_unanswered"
    done = agency.act(f"/people/{who.pk}/refunds", refunds | {"refunds": paid + NONE_DUE[1:]})
    assert (done.status_code, done.json()["total_fen"]) == (201, 5_230_007)
    assert state(hall, who.pk)["state"] == "settled"
    slip = hall.act(f"/people/{who.pk}/cancel-social", {"documents": [OWN_ID, CARD]})
    number = slip.json()["number"]
    assert slip.status_code == 201 and number.startswith("QH") and state(bank, who.pk)["is_close_pending"]
    closing = {"documents": [OWN_ID, CARD, SLIP], "clearance_number": "QH-other"}
    assert bank.act(f"/people/{who.pk}/close-account", closing).json()["code"] == "clearance_number_differs"
    closed = bank.act(f"/people/{who.pk}/close-account", closing | {"clearance_number": number})
    assert (closed.status_code, closed.json()["paid_fen"]) == (201, 654_321)
    assert state(bank, who.pk) | {"has_account": False, "is_close_pending": False} == state(bank, who.pk)
    assert not BankAccount.objects.get(holder_number=who.social_number).is_open
    assert Card.objects.get(pk=card.pk).state == "ended"


def test_s11_1_died() -> None:
    """S11.1: recorded by an agent with the record; the holder is not who comes any more; the log-in is closed."""
    who = make_card(state="active").person
    fund(who, 100)
    online = Client()
    log_in(online, who)
    agency, hall, bank = program("agency_clerk"), program("card_hall_clerk"), program("bank_teller")
    agents_id = AGENTS_ID | {"name": "李静", "relation": "女儿"}
    papers = {"documents": [RECORD, agents_id]}
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert agency.act(f"/people/{who.pk}/death", papers | {"died_on": tomorrow}).json()["code"] == "death_in_future"
    died = agency.act(f"/people/{who.pk}/death", papers | {"died_on": clock.today().isoformat()})
    assert (died.status_code, died.json()["is_to_cancel"]) == (201, True)
    assert online.get("/api/v1/my-card").json()["code"] == "holder_dead"
    by_agent = papers | {"comes": "agent"}
    own = agency.act(f"/people/{who.pk}/refunds", papers | {"reason": "died", "refunds": NONE_DUE})
    assert (own.json()["code"], own.json()["rule"]) == ("person_dead", "S11.1")
    refunded = agency.act(f"/people/{who.pk}/refunds", by_agent | {"reason": "died", "refunds": NONE_DUE})
    assert (refunded.status_code, refunded.json()["came"]) == (201, "李静")
    slip = hall.act(f"/people/{who.pk}/cancel-social", by_agent | {"documents": [RECORD, agents_id, CARD]}).json()
    closing = by_agent | {"documents": [RECORD, agents_id, CARD, SLIP], "clearance_number": slip["number"]}
    closed = bank.act(f"/people/{who.pk}/close-account", closing).json()
    assert (slip["came"], closed["came"], closed["paid_fen"]) == ("李静", "李静", 100)


def test_s13_1_grandmother_with_her_daughter_as_agent() -> None:
    """S13.1, S12: registered with both IDs, seen and used online, every look on record, taken back."""
    community = program("community_clerk")
    mother, daughter = make_person(name="王秀英", community=community.office), make_person(name="李静")
    make_card(person=mother, state="active")
    power = {"agent_id": daughter.pk, "relation": "女儿", "starts_on": clock.today().isoformat()}
    without = community.act(f"/people/{mother.pk}/powers", power | {"documents": [OWN_ID]})
    assert without.json()["code"] == "document_missing"
    given = community.act(f"/people/{mother.pk}/powers", power | {"documents": [OWN_ID, AGENTS_ID]})
    assert given.status_code == 201
    online = Client()
    log_in(online, daughter)
    assert online.get("/api/v1/my-card/represented").json()["items"][0]["comes"] == "agent"
    assert online.get(f"/api/v1/my-card/represented/{mother.pk}").json()["person"]["id"] == mother.pk
    hers = Client()
    log_in(hers, mother)
    looks = hers.get("/api/v1/my-card/looks").json()["items"]
    assert ("李静", "代办人代办") in [(one["operator_label"], one["purpose"]) for one in looks], "her own log-in stands before it"
    assert hers.get("/api/v1/my-card/powers").json()["items"][0]["agent"]["id"] == daughter.pk
    power_id = given.json()["power_id"]
    ended = community.act(f"/people/{mother.pk}/powers/{power_id}/end", {})
    assert ended.status_code == 200
    refused = online.get(f"/api/v1/my-card/represented/{mother.pk}")
    assert (refused.status_code, refused.json()["code"]) == (409, "power_ended")


def test_s13_1_a_name_on_the_holders_own_paper_is_not_who_came() -> None:
    """S13.1, A2: only a guardian's or agent's paper says who comes; the holder's never does, on the receipt or in the record."""
    who, agency = make_card(state="active").person, program("agency_clerk")
    own = OWN_ID | {"name": "冒名", "relation": "女儿"}
    body = {"documents": [own, AGENTS_ID], "comes": "agent", "reason": "settled_abroad", "refunds": NONE_DUE}
    done = agency.act(f"/people/{who.pk}/refunds", body)
    assert (done.status_code, done.json()["came"]) == (201, "")
    assert all("冒名" not in str(one.documents) for one in timeline(who.pk, 5))
