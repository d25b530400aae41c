"""The command `citycard take-over FOLDER`: files by name, cards before PINs, each told in a line, bad lines by number and reason."""

from pathlib import Path

import pytest

from citycard.channels.files.take_over import kind_of, read_list
from citycard.journeys import TakenOver
from citycard.medical.models import OldCard
from citycard.shared.exchange import FileNotOfThisKind
from citycard.site.taking_over import run
from tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
HEADS = "社会保障号码,姓名,原医保卡号,余额\n"


def test_s2_1_a_folder_is_taken_over_in_order_and_again_without_an_effect(tmp_path: Path) -> None:
    """A3: PINs find the cards that came just before; UTF-8 with a mark and GB18030 alike."""
    one, two = make_person(), make_person(name="陈建国")
    (tmp_path / "old_cards.csv").write_text(f"{HEADS}{one.social_number},{one.name},YB01,10.00\n\n", encoding="utf-8-sig")
    (tmp_path / "old_cards-2.csv").write_bytes(f"{HEADS}{two.social_number},{two.name},YB02,0\n".encode("gb18030"))
    (tmp_path / "old_card_pins.csv").write_text("old_card_number,pin\nYB01,604318\n", encoding="utf-8")
    (tmp_path / "notes.csv").write_text("x", encoding="utf-8")
    told = dict(line.split(": ", 1) for line, code in run(tmp_path) if not code)
    assert list(told) == ["notes.csv", "old_cards-2.csv", "old_cards.csv", "old_card_pins.csv"]
    assert "1 new, 0 there already, 10.00 yuan" in told["old_cards.csv"] and "604318" not in str(told)
    assert OldCard.objects.count() == 2
    assert all("0 new, 1 there already" in line for line, _ in run(tmp_path) if not line.startswith("notes"))


def test_a4_a_bad_list_is_told_and_the_next_one_taken_all_the_same(tmp_path: Path) -> None:
    who = make_person()
    (tmp_path / "old_cards.csv").write_text(f"{HEADS}{who.social_number},别人,YB01,1\n", encoding="utf-8")
    (tmp_path / "pension_banks.csv").write_text(
        f"social_number,name,bank,account_number,pay_day,starts_on\n{who.social_number},{who.name},icbc,62226000,15,2020-01-01\n",
        encoding="utf-8",
    )
    (bad, code), (good, done) = run(tmp_path)
    assert (code, done) == (1, 0) and "1 new" in good
    assert "第 2 行：姓名，和库里的姓名不一样" in bad and "Line 2: name, not the name on file" in bad
    assert who.social_number not in bad and not OldCard.objects.exists()


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    ((told, code),) = run(tmp_path)
    assert code == 2 and "old_cards.csv" in told


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", "姓名,余额\n".encode(), b'social_number,"name\n'])
def test_s3_another_list_is_no_list(content: bytes) -> None:
    with pytest.raises(FileNotOfThisKind):
        read_list(what=TakenOver.OLD_CARDS, name="old_cards.csv", content=content)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("old_cards.csv", TakenOver.OLD_CARDS), ("mandates-07.csv", TakenOver.MANDATES), ("old_cards.xlsx", None), ("x.csv", None)],
)
def test_a_file_says_by_its_name_what_it_is(name: str, kind: TakenOver | None) -> None:
    assert kind_of(name) is kind
