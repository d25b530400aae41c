"""S3: a file sent twice, truncated, with wrong totals, of another batch or with a bad line changes nothing and says why."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citycard import cards
from citycard.audit import KeyReusedWithOtherInput
from citycard.cards.models import Batch, ExchangeFile
from citycard.cards.returns import Expected, bank_line_problem
from citycard.channels.files import Style, read
from citycard.channels.files.exchange import take_bank_return, take_factory_return
from citycard.channels.files.problems import sentence
from citycard.channels.messages import explain
from citycard.shared.exchange import (
    BANK_RETURN,
    BadLines,
    FileNameRefused,
    FileNotOfThisKind,
    FileTooLong,
    FileTruncated,
    LineProblem,
    WrongTotals,
)
from citycard.shared.numbers import bank_card, chip
from tests.cards.city import (
    LATER,
    act,
    at_bank,
    at_factory,
    bank_lines,
    bank_return,
    content,
    factory_lines,
    factory_return,
    live,
    state_of_city,
)

pytestmark = pytest.mark.django_db
Lines = list[list[str]]


def _set(line: int, place: int, value: str) -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        lines[line][place] = value

    return change


def _same(place: int) -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        lines[1][place] = lines[0][place]

    return change


def _twice(lines: Lines) -> None:
    lines[1] = list(lines[0])


def _swap_people(lines: Lines) -> None:
    lines[0][2], lines[1][2] = lines[1][2], lines[0][2]


BANK_FAULTS = [
    (_set(0, 1, "A00000019"), 3, "card_number", "check_character"),
    (_set(0, 1, "B00000019"), 3, "card_number", "other_card"),
    (_set(1, 0, "9"), 4, "line", "other_line"),
    (_swap_people, 3, "social_number", "other_person"),
    (_set(0, 3, "王房"), 3, "name", "other_person"),
    (_set(0, 4, "6200000000000000017"), 3, "bank_card_number", "luhn"),
    (_set(0, 4, "62000000000000001"), 3, "bank_card_number", "form"),
    (_set(0, 4, bank_card.make("62999999", 1)), 3, "bank_card_number", "other_bank"),
    (_same(4), 3, "bank_card_number", "twice_in_file"),
    (_same(5), 3, "account_number", "twice_in_file"),
    (_set(0, 5, "12AB"), 3, "account_number", "form"),
    (_set(0, 6, "可能"), 3, "result", "unknown_word"),
    (_set(0, 7, "备注"), 3, "reason", "not_empty"),
    (_set(0, 6, "失败"), 3, "bank_card_number", "not_empty"),
    (_twice, 3, "card_number", "twice_in_file"),
]


@pytest.mark.parametrize(("change", "line", "field", "reason"), BANK_FAULTS)
def test_a_bad_line_of_the_bank_is_named_and_nothing_is_written(
    change: Callable[[Lines], None], line: int, field: str, reason: str
) -> None:
    """S3, S1.3, S1.5: line, field and reason; not one card is opened."""
    batch = at_bank(3)
    lines = bank_lines(batch)
    change(lines)
    before = state_of_city()
    with pytest.raises(BadLines) as caught:
        cards.import_bank_return(**act(), file=bank_return(batch, lines))
    assert caught.value.problems[0] == LineProblem(line, field, reason)
    assert state_of_city() == before


FACTORY_FAULTS = [
    (_set(0, 4, "20261301"), "issued_on", "form"),
    (_set(0, 4, "20261127"), "issued_on", "day"),
    (_set(0, 4, "20261101"), "issued_on", "day"),
    (_set(0, 5, "20361122"), "valid_until", "validity"),
    (_set(0, 6, "210400D15600000"), "chip_code", "form"),
    (_set(0, 6, chip.make("210100", 7)), "chip_code", "other_city"),
    (_same(6), "chip_code", "twice_in_file"),
    (_set(0, 7, "3B6"), "atr", "form"),
    (_set(0, 8, "other"), "bank", "other_bank"),
    (_same(9), "bank_card_number", "other_card"),
    (_same(10), "account_number", "other_card"),
    (_set(0, 11, "1"), "place", "form"),
    (_set(0, 11, "0-1"), "place", "form"),
    (_set(0, 11, "1-9-3"), "place", "form"),
    (_same(11), "place", "twice_in_file"),
    (_set(0, 12, "制卡"), "issued_on", "not_empty"),
    (_set(0, 13, "少了环节"), "failed_step", "unknown_word"),
]


@pytest.mark.parametrize(("change", "field", "reason"), FACTORY_FAULTS)
def test_a_bad_line_of_the_factory_is_named_and_nothing_is_written(
    change: Callable[[Lines], None], field: str, reason: str
) -> None:
    """S3, S1.4: issue date, validity, chip code and place are each checked; not one card is produced."""
    batch = at_factory(3)
    lines = factory_lines(batch)
    change(lines)
    before = state_of_city()
    with pytest.raises(BadLines) as caught:
        cards.import_factory_return(**act(LATER), file=factory_return(batch, lines))
    problem = caught.value.problems[0]
    assert (problem.field, problem.reason) == (field, reason)
    assert problem.line in (3, 4)
    assert state_of_city() == before


def test_a_bank_card_number_of_another_card_of_the_city_is_refused() -> None:
    """S1.5: a bank card number belongs to one card for ever."""
    first = at_bank(1)
    cards.import_bank_return(**act(), file=bank_return(first, bank_lines(first)))
    taken = str(live(first)[0].bank_card_number)
    batch = at_bank(2)
    lines = bank_lines(batch)
    lines[1][4] = taken
    with pytest.raises(BadLines) as caught:
        cards.import_bank_return(**act(), file=bank_return(batch, lines))
    assert caught.value.problems == (LineProblem(4, "bank_card_number", "taken"),)


def test_the_same_file_again_is_refused_with_the_first_time() -> None:
    """S3: taken once, by its content."""
    batch = at_bank(2)
    sent = list(content(BANK_RETURN, batch.number, bank_lines(batch), bad=0))
    take_bank_return(**act(), name="a.csv", chunks=sent)
    before = state_of_city()
    with pytest.raises(cards.FileSeenBefore) as caught:
        take_bank_return(**act(LATER), name="b.csv", chunks=sent)
    assert caught.value.facts["first_on"] == date(2026, 11, 23)
    assert caught.value.facts["first_at"] == "10:00"
    assert state_of_city() == before


def test_the_same_key_is_told_its_receipt_for_the_same_bytes_only() -> None:
    """A3: a resend gets the first receipt; another file under the same key and head is refused, not told that it was taken."""
    batch = at_bank(2)
    sent = list(content(BANK_RETURN, batch.number, bank_lines(batch), bad=0))
    once = act()
    first = take_bank_return(**once, name="a.csv", chunks=sent)
    again = take_bank_return(**once, name="a.csv", chunks=sent)
    assert again.replayed
    assert again.number == first.number
    other = [b"".join(sent).replace(b"\r\n", b"\n")]
    with pytest.raises(KeyReusedWithOtherInput):
        take_bank_return(**once, name="a.csv", chunks=other)


def test_another_answer_to_an_answered_batch_is_not_awaited() -> None:
    """S3: the bank answers once."""
    batch = at_bank(2)
    lines = bank_lines(batch)
    cards.import_bank_return(**act(), file=bank_return(batch, lines))
    lines[0][5] = "99999999"
    with pytest.raises(cards.FileNotAwaited):
        cards.import_bank_return(**act(), file=bank_return(batch, lines))


def test_a_replayed_upload_has_one_effect() -> None:
    """A3: the same key, the same receipt."""
    batch = at_bank(2)
    once = act()
    sent = list(content(BANK_RETURN, batch.number, bank_lines(batch), bad=0))
    first = take_bank_return(**once, name="a.csv", chunks=sent)
    again = take_bank_return(**once, name="a.csv", chunks=sent)
    assert (again.number, again.replayed) == (first.number, True)
    assert ExchangeFile.objects.filter(kind="bank_in").count() == 1


def test_a_file_of_an_unknown_batch_is_refused() -> None:
    """S3: the head names the batch."""
    with pytest.raises(cards.FileOfUnknownBatch):
        take_bank_return(**act(), name="a.csv", chunks=content(BANK_RETURN, "PC20990101-000001", [], bad=0))


def test_the_lines_of_another_batch_under_this_head_are_refused() -> None:
    """S3: each line is a card of this batch."""
    other, batch = at_bank(2), at_bank(2)
    with pytest.raises(BadLines) as caught:
        cards.import_bank_return(**act(), file=bank_return(batch, bank_lines(other)))
    assert [problem.reason for problem in caught.value.problems] == ["other_card", "other_card"]


def test_a_return_that_leaves_out_a_card_is_refused() -> None:
    """S3: every card that was sent comes back."""
    batch = at_bank(3)
    with pytest.raises(WrongTotals) as caught:
        cards.import_bank_return(**act(), file=bank_return(batch, bank_lines(batch)[:2]))
    assert caught.value.facts | {"file": ""} == {"file": "", "total": "batch", "said": 2, "found": 3}


@pytest.mark.parametrize(("told", "total"), [({"good": 2, "bad": 1}, "good"), ({"good": 3, "bad": 1}, "good+bad")])
def test_totals_that_do_not_add_up_are_refused(told: dict[str, int], total: str) -> None:
    """S3: control totals of head, closing line and lines are one."""
    batch = at_bank(3)
    sent = b"".join(content(BANK_RETURN, batch.number, bank_lines(batch), bad=0)).decode("gb18030")
    changed = sent.replace("成功,3,失败,0", "成功,{good},失败,{bad}".format(**told)).replace(
        "合计,3,3,0", "合计,3,{good},{bad}".format(**told)
    )
    before = state_of_city()
    with pytest.raises(WrongTotals) as caught:
        take_bank_return(**act(), name="a.csv", chunks=[changed.encode("gb18030")])
    assert caught.value.facts["total"] == total
    assert state_of_city() == before


def test_a_closing_line_that_says_something_else_is_refused() -> None:
    """S3: head and closing line say the same."""
    batch = at_bank(3)
    sent = b"".join(content(BANK_RETURN, batch.number, bank_lines(batch), bad=0))
    with pytest.raises(WrongTotals):
        take_bank_return(**act(), name="a.csv", chunks=[sent.replace(b",3,3,0", b",4,3,0")])


@pytest.mark.parametrize("style", list(Style))
def test_every_truncated_file_is_refused(style: Style) -> None:
    """S3: cut after any byte, a file is never taken for a whole one."""
    batch = at_bank(2)
    sent = b"".join(content(BANK_RETURN, batch.number, bank_lines(batch), bad=0, style=style))
    end = len(sent.rstrip(b"\r\n"))
    before = state_of_city()
    for cut in range(0, end, 7):
        with pytest.raises((FileNotOfThisKind, FileTruncated, WrongTotals, BadLines)):
            take_bank_return(**act(), name="a.csv", chunks=[sent[:cut]])
    assert state_of_city() == before


def test_five_hundred_megabytes_of_garbage_are_not_read() -> None:
    """S3: the first chunk is enough to know."""
    given_out = 0

    def garbage() -> Iterator[bytes]:
        nonlocal given_out
        for _ in range(500 * 16):
            given_out += 1
            yield b"\x9c\x01garbage " * 6554

    with pytest.raises(FileNotOfThisKind):
        take_bank_return(**act(), name="a.csv", chunks=garbage())
    assert given_out <= 2


def test_garbage_behind_a_good_head_is_read_no_further_than_the_head_allows() -> None:
    """S3: two cards cannot need half a gigabyte."""
    batch = at_bank(2)
    head = b"".join(content(BANK_RETURN, batch.number, bank_lines(batch), bad=0)).split(b"\r\n")[:2]
    given_out = 0

    def endless() -> Iterator[bytes]:
        nonlocal given_out
        yield b"\r\n".join([*head, b""])
        for _ in range(500 * 16):
            given_out += 1
            yield b"1,2,3\r\n" * 9362

    before = state_of_city()
    with pytest.raises(FileTooLong):
        take_bank_return(**act(), name="a.csv", chunks=endless())
    assert given_out == 1
    assert state_of_city() == before


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b.csv", "a\\b.csv", "C:x.csv", ".htaccess", "a\x00.csv", "", "x" * 81])
def test_a_path_in_a_file_name_is_refused(name: str) -> None:
    """S3: a name is a name."""
    with pytest.raises(FileNameRefused) as caught:
        take_bank_return(**act(), name=name, chunks=[])
    assert "/" not in str(caught.value.facts["file"])


def test_a_formula_in_a_line_is_refused() -> None:
    """S3: nobody's spreadsheet runs what a file says."""
    batch = at_bank(2)
    lines = bank_lines(batch)
    lines[0][4:] = ["", "", "失败", '=HYPERLINK("http")'.replace('"', "")]
    with pytest.raises(BadLines) as caught:
        cards.import_bank_return(**act(), file=bank_return(batch, lines))
    assert caught.value.problems == (LineProblem(3, "reason", "formula"),)


def test_a_refused_file_is_told_in_both_languages() -> None:
    """A4: file, line, field and reason, and what to do."""
    batch = at_bank(2)
    lines = bank_lines(batch)
    lines[1][4] = "6200000000000000017"
    with pytest.raises(BadLines) as caught:
        cards.import_bank_return(**act(), file=bank_return(batch, lines))
    assert "第 4 行：银行卡号，校验位不对" in explain(caught.value).because
    assert "line 4: bank card number, wrong check digit" in explain(caught.value, "en").because
    assert sentence(caught.value.problems[0]) == "第 4 行：银行卡号，校验位不对"


def test_the_factory_return_has_its_own_door() -> None:
    """S3: the bank's file is not the factory's."""
    batch = at_bank(1)
    with pytest.raises(FileNotOfThisKind):
        take_factory_return(**act(), name="a.csv", chunks=content(BANK_RETURN, batch.number, bank_lines(batch), bad=0))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(1, 7), value=st.text(st.sampled_from("0123456789AX 成功失败王芳-·"), max_size=20))
def test_the_statement_and_the_check_agree(place: int, value: str) -> None:
    """S3: what the database lets through the check finds right, and the other way round."""
    batch = Batch.objects.filter(state="bank_exported").first() or at_bank(2)
    lines = bank_lines(batch)
    lines[0][place] = value
    good = read(
        layout=BANK_RETURN, name="a.csv", chunks=content(BANK_RETURN, batch.number, lines, bad=int(lines[0][6] == "失败"))
    )
    expected = Expected(on=date(2026, 11, 23), bin="62000000")
    own = live(batch)[0]
    known = dict(zip(BANK_RETURN.keys, lines[0], strict=True)) | {
        "own_line": own.line_no if own.card_number == lines[0][1] else None,
        "own_social_number": own.person.social_number,
        "own_name": own.person.name,
        "card_count": 1,
        "number_count": 1,
        "account_count": 1,
        "number_taken": False,
    }
    problem = bank_line_problem(known, expected)
    try:
        cards.import_bank_return(**act(), file=good)
        assert problem is None
    except BadLines as refusal:
        assert problem is not None or value.startswith("-")
        assert refusal.problems[0].line == 3
