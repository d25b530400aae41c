"""Who may do nothing at the interface: an agent whose power has ended, a clerk in their own affair (A2, S13.1)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.channels.api.calls import Program, program
from tests.channels.api.test_stories import AGENTS_ID, OWN_ID, PHONE, Online, done, flags, refused
from tests.factories import NOW, make_operator, make_person
from tests.journeys.replacing import case

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def today(clock_at: Callable[[datetime], datetime]) -> datetime:
    return clock_at(NOW)


def test_s13_1_an_agent_whose_power_ended_yesterday_does_nothing(clock_at: Callable[[datetime], datetime]) -> None:
    """S13.1: half-open: on the day it ends a power is none any more, on every act of the card."""
    here, agent = case(), make_person(name="李静")
    community = program("community_clerk", office=here.community)
    given = {"agent_id": agent.pk, "relation": "女儿", "starts_on": "2026-11-23", "ends_on": "2026-11-24"}
    done(community.act(f"/people/{here.person.pk}/powers", given | {"documents": [OWN_ID, AGENTS_ID]}))
    clock_at(NOW + timedelta(days=1))
    at_home = Online(agent)
    replace = {"pickup_office_id": here.branch.pk, "phone": PHONE}
    for path, body in (
        ("/my-card/loss", {}),
        ("/my-card/replace-lost-card", replace),
        ("/my-card/change-card", replace | {"cause": "damaged"}),
    ):
        assert refused(at_home.act(f"{path}?for_id={here.person.pk}", body))[0] == "power_ended", path
    assert flags(here.card) == ("none", False)


def test_a2_a_clerk_does_none_of_it_for_themselves() -> None:
    """A2: every act of a card in use, at every desk: refused as the clerk's own affair, and nothing moves."""
    here = case()
    who, number = here.person.pk, here.card.card_number
    acts = {
        "card_hall_clerk": ("loss", "loss/take-back", "social-pin/reset", "temporary-card", "cancel-social", "death"),
        "bank_teller": ("loss", "loss/take-back", "bank-pin/unlock", "close-account"),
        "community_clerk": ("loss", "replace-lost-card", "change-card", "powers"),
        "agency_clerk": ("refunds", "death"),
    }
    places = {"card_hall_clerk": here.hall, "bank_teller": here.branch, "community_clerk": here.community, "agency_clerk": None}
    body = {"documents": [OWN_ID], "card_number_shown": number}
    more: dict[str, dict[str, Any]] = {
        "loss": {"card_number_shown": None},
        "bank-pin/unlock": {
            "identity": {"kind": "resident_id_card", "number": here.person.social_number, "valid_until": "2036-05-06"}
        },
        "replace-lost-card": {"card_number_shown": None, "pickup_office_id": here.branch.pk, "phone": PHONE},
        "change-card": {"card_number_shown": None, "pickup_office_id": here.branch.pk, "phone": PHONE, "cause": "damaged"},
        "temporary-card": {"card_number_shown": None, "temporary_number": "LS000001", "hospital": "样例医院（示例）"},
        "powers": {"card_number_shown": None, "agent_id": make_person().pk, "relation": "女儿", "starts_on": "2026-11-23"},
        "cancel-social": {"card_number_shown": None},
        "close-account": {"card_number_shown": None, "clearance_number": "QH20261123-000001"},
        "death": {"card_number_shown": None, "died_on": "2026-11-23"},
        "refunds": {"card_number_shown": None, "reason": "settled_abroad", "refunds": []},
    }
    for role, names in acts.items():
        at = {"office": places[role]} if places[role] else {}
        clerk = Program(make_operator(role=role, person=here.person, **at)) if at else program(role)
        if not at:
            clerk.operator.person = here.person
            clerk.operator.save()
        for name in names:
            sent = {key: value for key, value in (body | more.get(name, {})).items() if value is not None}
            assert refused(clerk.act(f"/people/{who}/{name}", sent)) == ("own_affair", "A2"), (role, name)
    assert flags(here.card) == ("none", False)
