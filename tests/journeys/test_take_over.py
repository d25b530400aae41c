"""S2.1, S2.2, S6.2, S16.2: what a city had before is taken over, a list whole or not at all, and again without an effect (A3)."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from citycard import benefits, mandates, medical
from citycard.audit.models import Act
from citycard.journeys import SYSTEM, Line, TakenOver, TakeOverReceipt, take_over
from citycard.ledger import BookName, trial_balance
from citycard.medical.models import OldCard
from citycard.people.models import Person
from citycard.pins.models import OldCardPin
from citycard.shared.exchange import BadLines, FileHasTooManyLines
from tests.factories import NOW, TODAY, make_old_card, make_person
from tests.journeys.test_old_card_pin import reset_old, try_old

pytestmark = pytest.mark.django_db(transaction=True)
T = TakenOver


def taken(what: TakenOver, *rows: Mapping[str, str]) -> TakeOverReceipt:
    lines = tuple(Line(number, row) for number, row in enumerate(rows, start=2))
    return take_over(by=SYSTEM, at=NOW, what=what, name=f"{what}.csv", lines=lines)


def refused(what: TakenOver, *rows: Mapping[str, str]) -> list[tuple[int, str, str]]:
    with pytest.raises(BadLines) as caught:
        taken(what, *rows)
    return [(one.line, one.field, one.reason) for one in caught.value.problems]


def of(who: Person, **fields: str) -> dict[str, str]:
    return {"social_number": who.social_number, "name": who.name, **fields}


def old_card(who: Person, number: str = "YB0000000001", balance: str = "1,286.50") -> dict[str, str]:
    return of(who, old_card_number=number, balance=balance)


def mandate(who: Person, **fields: str) -> dict[str, str]:
    days = {"signed_on": "2024-03-01", "effective_on": "2024-03-02"}
    return of(who, bank="bocom", account_number="6222600000000001", **days) | fields


def pension(who: Person, **fields: str) -> dict[str, str]:
    return of(who, bank="icbc", account_number="6222600000000002", pay_day="15", starts_on="2020-01-01") | fields


def test_s2_1_old_cards_come_with_their_balances_once() -> None:
    """S2.1, A3: the same list again, or a longer one, books nothing twice; the books balance."""
    one, two = make_person(), make_person()
    first = taken(T.OLD_CARDS, old_card(one))
    assert (first.new_count, first.same_count, first.total_fen) == (1, 0, 128_650)
    again = taken(T.OLD_CARDS, old_card(one, balance="0"), old_card(two, "YB0000000002", "0.5"))
    assert (again.new_count, again.same_count, again.total_fen) == (1, 1, 50)
    found = medical.old_card(one.pk)
    assert found is not None and (found.number, found.balance_fen, found.state) == ("YB0000000001", 128_650, "valid")
    books = trial_balance(book=BookName.MEDICAL, day=TODAY)
    assert books.is_balanced and {line.number: line.total_fen for line in books.internal}[medical.OPENING] == -128_700


def test_s2_1_what_is_wrong_is_told_by_line_and_nothing_is_written() -> None:
    """A4: every bad line with its field and reason; the good ones wait with them."""
    good, known, other = make_person(), make_person(), make_person()
    make_old_card(person=known, number="YB0000000009")
    stranger = {"social_number": "210411199001011234", "name": "无此人", "old_card_number": "YB1", "balance": "1"}
    assert refused(
        T.OLD_CARDS,
        old_card(good),
        stranger,
        old_card(other, "YB0000000003") | {"name": "别人"},
        old_card(known, "YB0000000004"),
        old_card(other, "YB 5", "-1"),
        old_card(make_person(), "YB0000000009"),
        old_card(good, "YB0000000001", ""),
    ) == [
        (3, "social_number", "person_unknown"),
        (4, "name", "other_name"),
        (5, "old_card_number", "other_old_card"),
        (6, "social_number", "twice_in_file"),
        (6, "old_card_number", "form"),
        (6, "balance", "form"),
        (7, "old_card_number", "taken"),
        (8, "social_number", "twice_in_file"),
        (8, "old_card_number", "twice_in_file"),
        (8, "balance", "missing"),
    ]
    assert list(OldCard.objects.values_list("person_id", flat=True)) == [known.pk]


def test_s5_1_whose_new_card_is_in_use_gets_no_old_one() -> None:
    """S2.1: the balance has moved once; an old card that comes late would bring it again."""
    late = make_person()
    medical.void_for_activation(person_id=late.pk, at=NOW)
    assert refused(T.OLD_CARDS, old_card(late)) == [(2, "social_number", "moved_already")]


def test_s6_2_an_old_cards_own_pin_is_kept_as_a_digest_and_only_once() -> None:
    """S6.2, S5.4: it opens the old card; the same again changes nothing, another PIN is told; the record holds no trace of it."""
    card = make_old_card(person=make_person())
    row = {"old_card_number": card.number.lower(), "pin": "604318"}
    assert taken(T.OLD_CARD_PINS, row).new_count == 1
    assert try_old(card, "604318").is_right and not try_old(card, "000000").is_right
    assert taken(T.OLD_CARD_PINS, row).same_count == 1
    assert OldCardPin.objects.get(old_card=card.pk).wrong_tries == 1, "what was tried since stands"
    assert refused(T.OLD_CARD_PINS, row | {"pin": "111111"}) == [(2, "pin", "other_on_file")]
    wrong = [{"old_card_number": "YB9", "pin": "604318"}, row | {"pin": "12345６"}]
    assert refused(T.OLD_CARD_PINS, *wrong) == [(2, "old_card_number", "card_unknown"), (3, "pin", "form")]
    kept = Act.objects.filter(act="take_over.old_card_pins").values_list("facts", "receipt", "key")
    assert len(kept) == 2 and "604318" not in str(list(kept)) and "sha" not in str(list(kept))


def test_s6_1_an_old_pin_put_back_at_the_card_hall_is_not_brought_back_by_a_list() -> None:
    """S6.1, A3: the folder is given again after the hall has reset a PIN; the holder was told six zeros, and six zeros it stays."""
    card = make_old_card(person=make_person())
    row = {"old_card_number": card.number, "pin": "604318"}
    taken(T.OLD_CARD_PINS, row)
    reset_old(card)
    again = taken(T.OLD_CARD_PINS, row)
    assert (again.new_count, again.same_count) == (0, 1)
    assert try_old(card, "000000").is_right and not try_old(card, "604318").is_right


def test_s16_2_mandates_elsewhere_go_on_and_are_not_revived() -> None:
    """S16.2, S16.5: in force as they stand; one that has ended since stays ended when the list comes again."""
    who = make_person(category="self_employed")
    assert taken(T.MANDATES, mandate(who), mandate(who, bank="icbc")).new_count == 2
    mandates.end_all(person_id=who.pk, on=TODAY, reason="left")
    before = mandates.mandates_of(who.pk)
    assert taken(T.MANDATES, mandate(who)).same_count == 1
    assert mandates.mandates_of(who.pk) == before and all(one.ends_on for one in before)
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert refused(
        T.MANDATES,
        mandate(who, account_number="6222600000000009"),
        mandate(make_person(), bank="fushun"),
        mandate(make_person(), signed_on="2024-03-03"),
        mandate(make_person(), effective_on=tomorrow),
        mandate(make_person(), signed_on="1.3.2024"),
    ) == [
        (2, "bank", "other_on_file"),
        (3, "bank", "form"),
        (4, "effective_on", "before_signing"),
        (5, "effective_on", "future"),
        (6, "signed_on", "form"),
    ]


def test_s2_2_a_pension_keeps_its_bank_and_day_until_the_new_card() -> None:
    who = make_person(category="retiree")
    assert taken(T.PENSION_BANKS, pension(who)).new_count == 1
    assert taken(T.PENSION_BANKS, pension(who)).same_count == 1
    now = benefits.pension_bank_of(who.pk)
    assert now is not None and (now.bank, now.pay_day) == ("icbc", 15)
    bad = (pension(who, pay_day="16"), pension(make_person(), pay_day="32"), pension(make_person(), account_number="12"))
    assert refused(T.PENSION_BANKS, *bad) == [
        (2, "bank", "other_on_file"),
        (3, "pay_day", "form"),
        (4, "account_number", "form"),
    ]


def test_a_list_of_more_lines_than_one_transaction_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citycard.journeys.taking_over.take_over.integer_of", lambda name, on: {"take_over.max_lines": 1}[name])
    with pytest.raises(FileHasTooManyLines):
        taken(T.PENSION_BANKS, pension(make_person()), pension(make_person()))
