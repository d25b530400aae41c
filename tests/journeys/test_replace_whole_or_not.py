"""S9, house rule 7: a replacement and the change of cards at its activation stand whole or not at all, and once (A3)."""

from collections.abc import Callable

import pytest
from django.db import connection

from citycard import cards, journeys
from citycard.audit import Channel
from citycard.cards.models import Application, Card
from citycard.journeys import OldCard, ReplacementReceipt
from tests.journeys.replacing import OLD_CARD, OWN_ID, case, collected, lost, make_new, mandate_in_force, stock
from tests.journeys.test_activate_whole_or_not import Killed, at_once, breaking_before, everything, killed

pytestmark = pytest.mark.django_db(transaction=True)
MORE = ("cards_application", "cards_temporarycard")


def all_tables() -> dict[str, str]:
    """Return a digest of every row of every table that a replacement touches."""
    found = everything()
    with connection.cursor() as cursor:
        for table in MORE:
            cursor.execute(f"select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t")
            found[table] = cursor.fetchone()[0]
    return found


def killed_before_each_statement(act: Callable[[], object]) -> tuple[int, dict[str, str], dict[str, str]]:
    """Kill the act before its 1st, 2nd, 3rd … statement: each time every table is as before; then let it succeed."""
    before, place = all_tables(), 0
    while True:
        try:
            with breaking_before(place, killed) as done:
                act()
            break
        except Killed:
            assert all_tables() == before, f"half done after: {done[-1]}"
            place += 1
    return place, before, all_tables()


def test_s9_the_new_card_takes_the_old_ones_place_whole_or_not_at_all() -> None:
    here = case()
    mandate_in_force(here)
    lost(here.card)
    (new,) = make_new(here.replace_lost().application_id)
    collected(new, here)
    places, before, after = killed_before_each_statement(lambda: here.activate(new, key="one-activation"))
    assert places >= 15
    changed = {table for table in after if after[table] != before[table]}
    assert changed >= {"bank_card_side", "cards_card", "cards_socialside", "mandates_mandate", "pins_bank_pin", "notices_notice"}
    assert changed.isdisjoint({"ledger_entry", "ledger_posting", "bank_account", "benefits_pension_bank"})


def test_s9_an_application_for_a_lost_card_stands_whole_or_not_at_all() -> None:
    here = case()
    mandate_in_force(here)
    lost(here.card)
    places, before, after = killed_before_each_statement(lambda: here.replace_lost(key="one-application"))
    assert places > 5
    assert {table for table in after if after[table] != before[table]} >= {
        "cards_application", "bank_card_side", "mandates_mandate", "notices_notice", "act",
    }  # fmt: skip


def test_s9_a_card_handed_in_ends_whole_or_not_at_all() -> None:
    here = case()
    by = here.clerk(OWN_ID, OLD_CARD)
    places, before, after = killed_before_each_statement(lambda: here.change(by=by, old_card=OldCard.HANDED_IN, key="one-change"))
    assert places > 5
    assert {table for table in after if after[table] != before[table]} >= {"cards_card", "cards_socialside", "bank_card_side"}


def test_a3_two_channels_at_once_end_with_one_replacement() -> None:
    here = case()
    lost(here.card)
    results = at_once(
        here.replace_lost,
        lambda: here.replace_lost(by=here.online(Channel.WECHAT)),
        lambda: here.replace_lost(by=here.clerk(OWN_ID)),
    )
    receipts = [one for one in results if isinstance(one, ReplacementReceipt)]
    assert len(receipts) == 1
    assert [type(one) for one in results if not isinstance(one, ReplacementReceipt)] == [journeys.ApplicationOpen] * 2
    assert Application.objects.filter(kind="lost").count() == 1


def test_a3_two_tellers_at_once_change_the_cards_once() -> None:
    here = case()
    (new,) = make_new(here.change().application_id)
    collected(new, here)
    results = at_once(*(lambda: here.activate(new) for _ in range(3)))
    assert sum(isinstance(one, journeys.ActivationReceipt) for one in results) == 1
    live = Card.objects.filter(person=here.person, ended_at__isnull=True)
    assert [(one.pk, one.role) for one in live] == [(new.pk, "current")]


@pytest.mark.parametrize("attempt", range(5))
def test_s10_3_of_lending_and_collecting_at_the_same_instant_one_wins(attempt: int) -> None:
    """Lent first, the card stays; collected first, it may be lent after: then the activation is refused. Nobody waits in a circle."""
    here = case(balance_fen=0)
    stock(here)
    (new,) = make_new(here.change().application_id)
    collect, lend = at_once(lambda: collected(new, here), here.lend)
    assert isinstance(lend, journeys.TemporaryCardReceipt), attempt
    assert isinstance(collect, (Card, cards.TemporaryCardOut))
    with pytest.raises((cards.TemporaryCardOut, journeys.CardNotCollected)):
        here.activate(new)


def test_a3_two_clerks_lend_the_same_temporary_card_to_two_patients() -> None:
    first, second = case(balance_fen=0), case(balance_fen=0)
    second.hall = first.hall
    stock(first)
    for one in (first, second):
        one.change()
    results = at_once(lambda: first.lend("LS000001"), lambda: second.lend("LS000001"))
    assert sum(isinstance(one, journeys.TemporaryCardReceipt) for one in results) == 1
    assert sum(isinstance(one, cards.TemporaryCardNotInStock) for one in results) == 1
