"""The old medical card on a real PostgreSQL (S2.1, S5.1, S5.2)."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from citycard.ledger import BookName, Side, account, book_entry, internal_account, trial_balance
from citycard.medical import (
    OldCardRow,
    VoidReason,
    expire,
    expiring,
    mark_warned,
    old_card,
    personal_account,
    start_clock,
    take_over_old_cards,
    void_for_activation,
)
from citycard.medical.models import OldCard
from tests.factories import CHINA, NOW, TODAY, make_old_card, make_person

pytestmark = pytest.mark.django_db


def test_s2_1_s5_1_activation_voids_the_old_card_and_moves_its_whole_balance() -> None:
    holder = make_person()
    make_old_card(person=holder, balance_fen=128_650)
    receipt = void_for_activation(person_id=holder.pk, at=NOW)
    assert (receipt.moved_fen, receipt.was_valid) == (128_650, True)
    card, own = old_card(holder.pk), personal_account(holder.pk)
    assert card and own
    assert (card.state, card.void_reason, card.voided_at, card.balance_fen) == ("void", VoidReason.ACTIVATED, NOW, 0)
    assert own.balance_fen == 128_650
    assert trial_balance(book=BookName.MEDICAL, day=TODAY).is_balanced


def test_s2_1_the_balance_moves_exactly_once_however_often_it_is_asked_for() -> None:
    holder = make_person()
    row = make_old_card(person=holder, balance_fen=128_650)
    void_for_activation(person_id=holder.pk, at=NOW)
    source = internal_account(book=BookName.MEDICAL, number="opening")
    late = [Side(source.id, -100), Side(row.ledger_account_id, 100)]
    book_entry(book=BookName.MEDICAL, key="late", kind="test", at=NOW, sides=late)
    assert void_for_activation(person_id=holder.pk, at=NOW).moved_fen == 128_650
    own = personal_account(holder.pk)
    assert own and own.balance_fen == 128_650
    assert account(row.ledger_account_id).balance_fen == 100


def test_s2_1_an_empty_old_card_moves_nothing_and_is_void_all_the_same() -> None:
    holder = make_person()
    make_old_card(person=holder, balance_fen=0)
    assert void_for_activation(person_id=holder.pk, at=NOW).moved_fen == 0
    card = old_card(holder.pk)
    assert card and card.state == "void"


def test_s2_1_who_never_had_an_old_card_gets_an_empty_personal_account() -> None:
    holder = make_person()
    receipt = void_for_activation(person_id=holder.pk, at=NOW)
    assert (receipt.old_card_id, receipt.moved_fen) == (None, 0)
    own = personal_account(holder.pk)
    assert own and own.balance_fen == 0


def test_s5_2_the_clock_starts_with_the_first_notice_and_a_second_does_not_move_it() -> None:
    holders = [make_person() for _ in range(3)]
    for holder in holders[:2]:
        make_old_card(person=holder)
    ids = [holder.pk for holder in holders]
    assert start_clock(person_ids=ids, notice_on=date(2026, 8, 31)) == 2
    assert start_clock(person_ids=ids, notice_on=date(2026, 9, 30)) == 0
    card = old_card(ids[0])
    assert card and card.last_valid_on == date(2027, 2, 28)
    assert card.is_valid_on(date(2027, 2, 28)) and not card.is_valid_on(date(2027, 3, 1))


def test_s5_2_the_card_is_void_from_midnight_of_its_day_even_if_the_job_runs_late() -> None:
    holder = make_person()
    make_old_card(person=holder, balance_fen=500, last_valid_on=date(2027, 2, 28))
    assert expire(on=date(2027, 2, 28)) == ()
    (gone,) = expire(on=date(2027, 3, 4))
    assert gone.person_id == holder.pk and gone.days_left == 0
    card = old_card(holder.pk)
    assert card and (card.state, card.void_reason) == ("void", VoidReason.EXPIRED)
    assert card.voided_at == datetime(2027, 3, 1, 0, 0, tzinfo=CHINA)
    assert card.balance_fen == 500
    assert expire(on=date(2027, 3, 4)) == ()


def test_s5_2_the_balance_of_an_expired_card_is_kept_and_moves_at_activation() -> None:
    holder = make_person()
    make_old_card(person=holder, balance_fen=500, last_valid_on=date(2026, 11, 1))
    expire(on=TODAY)
    receipt = void_for_activation(person_id=holder.pk, at=NOW)
    assert (receipt.moved_fen, receipt.was_valid) == (500, False)
    card = old_card(holder.pk)
    assert card and card.void_reason is VoidReason.EXPIRED


def test_s5_2_activation_after_the_last_day_finds_the_card_expired_even_before_the_job_ran() -> None:
    holder = make_person()
    make_old_card(person=holder, balance_fen=500, last_valid_on=date(2026, 11, 1))
    assert not void_for_activation(person_id=holder.pk, at=NOW).was_valid
    card = old_card(holder.pk)
    assert card and (card.void_reason, card.voided_at) == (VoidReason.EXPIRED, datetime(2026, 11, 2, tzinfo=CHINA))


def test_s5_2_each_warning_is_due_once() -> None:
    holder = make_person()
    row = make_old_card(person=holder, last_valid_on=date(2027, 5, 23))
    assert list(expiring(on=date(2027, 4, 23))) == []
    ((days, card),) = expiring(on=date(2027, 4, 24))
    assert (days, card.days_left, card.last_valid_on) == (30, 30, date(2027, 5, 23))
    assert mark_warned(old_card_ids=[row.pk], days=30) == 1
    assert list(expiring(on=date(2027, 4, 24))) == [] == list(expiring(on=date(2027, 5, 16)))
    ((days, card),) = expiring(on=date(2027, 5, 17))
    assert (days, card.days_left) == (7, 7)


def test_s5_2_who_has_activated_is_not_warned() -> None:
    holder = make_person()
    make_old_card(person=holder, last_valid_on=date(2027, 5, 23))
    void_for_activation(person_id=holder.pk, at=NOW)
    assert list(expiring(on=date(2027, 4, 24))) == []


def test_s5_a_void_old_card_never_comes_back() -> None:
    holder = make_person()
    row = make_old_card(person=holder)
    void_for_activation(person_id=holder.pk, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        OldCard.objects.filter(pk=row.pk).update(state="valid", voided_at=None, void_reason="")


def test_a_thousand_old_cards_are_expired_by_one_statement(django_assert_num_queries: object) -> None:
    people = [make_person() for _ in range(20)]
    take_over_old_cards(key="t", at=NOW, rows=[OldCardRow(person_id=p.pk, number=f"YL{p.pk}", balance_fen=p.pk) for p in people])
    start_clock(person_ids=[p.pk for p in people], notice_on=date(2026, 1, 1))
    with django_assert_num_queries(1):
        assert len(expire(on=date(2026, 7, 2))) == 20


def test_taking_over_old_cards_books_their_balances_once_and_balanced() -> None:
    people = [make_person() for _ in range(3)]
    rows = [
        OldCardRow(person_id=p.pk, number=f"YL{p.pk}", balance_fen=fen) for p, fen in zip(people, (0, 5, 128_650), strict=True)
    ]
    assert take_over_old_cards(key="2026", at=NOW, rows=rows) == 3
    assert [old_card(p.pk).balance_fen for p in people] == [0, 5, 128_650]
    found = trial_balance(book=BookName.MEDICAL, day=TODAY)
    assert found.is_balanced and found.citizens_fen == 128_655
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from ledger_entry")
        assert cursor.fetchone() == (1,)
