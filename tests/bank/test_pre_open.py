"""Pre-opening: a file of the bureau becomes accounts, card sides and a return file, in a few statements (S3, S1.5)."""

import pytest
from django.db import connection

from citycard.audit import Actor, Channel
from citycard.bank import (
    BatchAlreadyPreOpened,
    PreOpeningUnknown,
    PreOpenReceipt,
    card_side,
    holding_of,
    pre_open,
    pre_open_return,
)
from citycard.bank.models import BankAccount, CardSide, PreOpening, RefusedLine
from citycard.ledger.models import LedgerAccount
from citycard.policy import text_of
from citycard.shared.exchange import BadLines, FileHasTooManyLines, FileTruncated, Incoming, WrongTotals
from citycard.shared.numbers import bank_card
from tests.bank.lines import incoming, line
from tests.factories import NOW, TODAY, card_number, citizen_number

pytestmark = pytest.mark.django_db
BACK_OFFICE = Actor(channel=Channel.BANK_BACK_OFFICE, account_id=1, label="后台 B2001")


def opened(file: Incoming, key: str = "k1") -> PreOpenReceipt:
    return pre_open(by=BACK_OFFICE, key=key, at=NOW, file=file)


def returned(batch: str = "PC20261016-0001") -> list[list[str]]:
    return [row.split(",") for row in "".join(pre_open_return(batch).blocks).splitlines()]


def nothing_opened() -> bool:
    return not (
        PreOpening.objects.exists() or CardSide.objects.exists() or BankAccount.objects.exists() or LedgerAccount.objects.exists()
    )


def test_s3_each_line_gets_an_account_and_a_bank_card_number() -> None:
    receipt = opened(incoming([line(1), line(2), line(3)]))
    assert (receipt.line_count, receipt.good_count, receipt.bad_count) == (3, 3, 0)
    assert receipt.number.startswith("KH20261123-")
    side = card_side(card_number(2))
    assert side is not None and side.state == "pre_opened" and side.balance_fen == 0 and not side.is_lost
    assert side.account_number.startswith(text_of("bank.account_prefix", on=TODAY)) and len(side.account_number) == 16
    account = holding_of(side.holder_number).account
    assert account is not None and account.number == side.account_number and account.balance_fen == 0


def test_s1_5_every_bank_card_number_is_the_bin_a_sequence_and_a_luhn_digit() -> None:
    opened(incoming([line(number) for number in range(1, 301)]))
    numbers = list(CardSide.objects.order_by("line_no").values_list("bank_card_number", flat=True))
    bin_number = text_of("bank.bin", on=TODAY)
    assert [bank_card.validate(number, bin=bin_number) for number in numbers] == numbers
    serials = [int(number[len(bin_number) : 18]) for number in numbers]
    assert serials == list(range(serials[0], serials[0] + 300))


@pytest.mark.parametrize("bin_number", ["62000000", "622848", "6212345678"])
def test_s1_5_the_luhn_digit_in_sql_is_the_one_in_python(bin_number: str) -> None:
    bin_sum = -int(bank_card.check_digit(bin_number.ljust(18, "0"))) % 10
    width = 18 - len(bin_number)
    serials = [0, 1, 9, 10, 5555, 98765432 % 10**width, 10**width - 1, *(7**power % 10**width for power in range(40))]
    with connection.cursor() as cursor:
        cursor.execute(
            "select bank_luhn_digit(%s, s) from unnest(%s::bigint[]) with ordinality x(s, i) order by i", [bin_sum, serials]
        )
        in_sql = [digit for (digit,) in cursor.fetchall()]
    assert in_sql == [bank_card.check_digit(f"{bin_number}{serial:0{width}d}") for serial in serials]


def test_s9_a_holders_open_account_is_used_again() -> None:
    holder = citizen_number(serial=3)
    opened(incoming([line(1, holder=holder)]))
    receipt = opened(incoming([line(1, card=card_number(901), holder=holder)], batch="PC2"), key="k2")
    assert receipt.good_count == 1
    first, second = card_side(card_number(1)), card_side(card_number(901))
    assert first and second and first.account_id == second.account_id
    assert first.bank_card_number != second.bank_card_number


def test_s3_a_line_with_another_name_than_the_holders_account_gets_a_reason_and_the_others_an_account() -> None:
    holder = citizen_number(serial=3)
    opened(incoming([line(1, holder=holder, name="王芳")]))
    receipt = opened(incoming([line(1, card=card_number(901), holder=holder, name="王方"), line(2)], batch="PC2"), key="k2")
    assert (receipt.good_count, receipt.bad_count) == (1, 1)
    bad, good = returned("PC2")
    assert bad == ["1", card_number(901), holder, "王方", "", "", "失败", "姓名与该社会保障号码已有的账户不一致"]
    assert good[0] == "2" and good[6:] == ["成功", ""] and bank_card.is_valid(good[4])
    assert card_side(card_number(901)) is None


def test_s3_a_card_that_was_opened_before_and_a_holder_twice_in_a_file_get_their_reasons() -> None:
    opened(incoming([line(1)]))
    holder = citizen_number(serial=9)
    lines = [line(1, card=card_number(1)), line(2, holder=holder), line(3, holder=holder)]
    assert opened(incoming(lines, batch="PC2"), key="k2").good_count == 1
    assert [row[6] for row in returned("PC2")] == ["失败", "成功", "失败"]
    assert list(RefusedLine.objects.order_by("line_no").values_list("reason", flat=True)) == ["card_known", "holder_twice"]


def test_a3_the_same_file_again_changes_nothing() -> None:
    first = opened(incoming([line(1)]))
    again = opened(incoming([line(1)]))
    assert again.replayed and again.number == first.number
    with pytest.raises(BatchAlreadyPreOpened) as refused:
        opened(incoming([line(1)]), key="another")
    assert refused.value.facts == {"batch_number": "PC20261016-0001"}
    assert CardSide.objects.count() == 1


def test_s3_a_head_that_claims_more_than_a_batch_is_refused_before_a_line_is_read() -> None:
    with pytest.raises(FileHasTooManyLines) as refused:
        opened(incoming([line(1)], count=100_001))
    assert refused.value.facts["limit"] == 100_000
    assert nothing_opened()


def test_s3_the_return_file_carries_the_totals_and_can_be_had_again() -> None:
    opened(incoming([line(1), line(2)]))
    head = pre_open_return("PC20261016-0001").head
    assert (head.count, head.good, head.bad, head.made_on) == (2, 2, 0, TODAY)
    assert returned() == returned() and len(returned()) == 2
    with pytest.raises(PreOpeningUnknown):
        pre_open_return("PC9")


@pytest.mark.parametrize(
    ("lines", "field", "reason"),
    [
        ([line(1), line(2, card="A0000001")], "card_number", "form"),
        ([line(1), line(2, holder="21040019830506")], "social_number", "form"),
        ([line(1), line(2, bank="other")], "bank", "other_bank"),
        ([line(1), line(2, card=card_number(1))], "card_number", "twice_in_file"),
        ([line(1), line(1, card=card_number(7), holder=citizen_number(serial=8))], "line", "twice_in_file"),
        ([line(1), line(0)], "line", "form"),
        ([line(1), line(2, name="")], "name", "form"),
    ],
)
def test_s3_one_impossible_line_refuses_the_whole_file_and_names_it(lines: list[str], field: str, reason: str) -> None:
    with pytest.raises(BadLines) as refused:
        opened(incoming(lines))
    assert (4, field, reason) in {(problem.line, problem.field, problem.reason) for problem in refused.value.problems}
    assert nothing_opened()


def test_s3_lines_keep_their_place_in_the_batch_though_some_have_left_it() -> None:
    assert opened(incoming([line(2), line(7)])).good_count == 2
    assert [row[0] for row in returned()] == ["2", "7"]


def test_s3_a_truncated_file_or_a_wrong_total_opens_nothing() -> None:
    with pytest.raises(WrongTotals):
        opened(incoming([line(1), line(2)], count=3))
    assert nothing_opened()
    from citycard.channels.files import read, write
    from citycard.shared.exchange import BANK_OUT, Head

    head = Head(batch_number="PC1", count=2, made_on=TODAY)
    whole = b"".join(write(layout=BANK_OUT, head=head, blocks=[line(1), line(2)]))
    with pytest.raises((FileTruncated, WrongTotals)):
        opened(read(layout=BANK_OUT, name="a.csv", chunks=[whole[:-20]]))
    assert nothing_opened()


def test_a_thousand_lines_take_as_many_statements_as_two(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(20) as few:
        opened(incoming([line(1), line(2, name="李秀兰")]))
    with django_assert_max_num_queries(20) as many:
        opened(incoming([line(number, card=card_number(number + 5000)) for number in range(1, 1001)], batch="PC2"), key="k2")
    assert len(few) == len(many)


def test_s1_1_numbers_of_holders_and_cards_are_not_shown_by_repr() -> None:
    opened(incoming([line(1)]))
    side = card_side(card_number(1))
    assert side is not None
    shown = repr(side)
    assert side.bank_card_number not in shown and side.holder_number not in shown and side.account_number not in shown
