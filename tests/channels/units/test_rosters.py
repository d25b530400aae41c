"""The roster pages (S3.1): upload, see every row's reason, mend, upload again."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from citycard.cards.models import Application, Roster
from citycard.channels.files.roster import RosterLimits, read_roster
from citycard.channels.files.sheets import harmless
from citycard.people.models import Office, Unit
from tests import factories

from .conftest import clerk_of, number, people, sheet

Upload = Callable[..., Any]


def test_a_good_roster_is_applied_and_says_so(upload: Upload) -> None:
    """S3.1: three people, three applications; the page names the roster's number."""
    page = upload(*people(3))
    assert page.status_code == 200
    assert "已给 3 人申请社保卡" in page.content.decode()
    assert Application.objects.count() == 3


def test_bad_rows_are_shown_with_reason_and_way_on(upload: Upload) -> None:
    """S3.1, A4: row number, reason, what to do; nothing was written, and no full number is shown."""
    page = upload(*people(2), ("王5", number(77), "1360000")).content.decode()
    assert "有 1 行有问题，这份名册一行也没有写入" in page
    assert "手机号码" in page and "怎么改" in page
    assert number(77) not in page
    assert not Application.objects.exists()


def test_mended_and_sent_again(upload: Upload) -> None:
    """S3.1: the second upload applies for all; who was sent before is not doubled."""
    upload(*people(2), ("王5", number(77), "13600009999"))
    page = upload(*people(2), ("王五", number(77), "13600009999"), key="k2").content.decode()
    assert "已给 3 人申请社保卡" in page
    again = upload(*people(2), ("王五", number(77), "13600009999"), key="k3").content.decode()
    assert "没有变化" in again
    assert Application.objects.count() == 3


def test_the_good_rows_can_go_ahead(upload: Upload, clerk: Client) -> None:
    """S3.1: chosen with the upload, or after the result was seen."""
    upload(*people(1), ("", number(77), "13600009999"))
    roster = Roster.objects.get()
    page = clerk.post(f"/units/rosters/{roster.pk}/good-rows/", {"key": "g1"}, follow=True).content.decode()
    assert "没有问题的行已经办理" in page
    assert Application.objects.count() == 1
    upload(("赵敏", number(5), "13600000005"), ("", number(78), "13600009999"), key="k2", good_rows="on")
    assert Application.objects.count() == 2


def test_a_double_click_makes_one_roster(clerk: Client, hall: Office) -> None:
    """A3: the same form again shows the first receipt and says so; another file under the same key is refused."""
    file = sheet(*people(2))
    for _ in range(2):
        file.seek(0)
        page = clerk.post("/units/rosters/", {"roster": file, "hall": str(hall.pk), "key": "k"}, follow=True)
    assert "这件事已经办过" in page.content.decode()
    other = clerk.post("/units/rosters/", {"roster": sheet(*people(3)), "hall": str(hall.pk), "key": "k"})
    assert other.status_code == 409
    assert Roster.objects.count() == 1


def test_the_bar_moves_without_worker_and_without_javascript(clerk: Client, hall: Office) -> None:
    """S3.1: each look at the page lets the check go on; the fragment alone answers htmx."""
    from citycard import cards
    from citycard.channels.staffing import new_key
    from tests.factories import NOW

    unit = Roster._meta.get_field("unit").related_model.objects.get()
    lines = [cards.RosterLine(row_no=row, social_number="", name="", phone="") for row in range(2, 2002)]
    receipt = cards.receive_roster(
        by=factories.actor_for(factories.make_operator(role="employer_clerk", unit=unit)), key=new_key(), at=NOW,
        unit_id=unit.pk, file_name="a.csv", sha256=b"1", lines=lines, pickup_office_id=hall.pk,
    )  # fmt: skip
    fragment = clerk.get(f"/units/rosters/{receipt.roster_id}/progress/", headers={"HX-Request": "true"})
    assert "<progress" in fragment.content.decode()
    while not fragment.headers.get("HX-Refresh"):
        fragment = clerk.get(f"/units/rosters/{receipt.roster_id}/progress/")
    assert "有 2000 行有问题" in clerk.get(f"/units/rosters/{receipt.roster_id}/").content.decode().replace(",", "")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no workbook"), "读不了这份名册"),
        (SimpleUploadedFile("a.csv", "姓名,手机\n王芳,1\n".encode()), "认不出这份名册的表头"),
        (SimpleUploadedFile("a.csv", b"x" * 10_485_761), "这份名册太大"),
        (SimpleUploadedFile("a.csv", "姓名,社会保障号码,联系手机\n".encode()), "只有表头"),
    ],
)
def test_what_is_no_roster_gets_a_sentence(clerk: Client, hall: Office, file: SimpleUploadedFile, said: str) -> None:
    """S3.1, A4: a clear sentence, and nothing half-written."""
    file.seek(0)
    page = clerk.post("/units/rosters/", {"roster": file, "hall": str(hall.pk), "key": "k"})
    assert page.status_code in (400, 409)
    assert said in page.content.decode()
    assert not Roster.objects.exists()


def test_the_result_file_can_be_mended_and_sent_back(upload: Upload, clerk: Client) -> None:
    """S3.1: each row with its outcome and reason beside the unit's own columns; only the bad ones when asked."""
    upload(*people(2), ("王五", number(77), "1"))
    roster = Roster.objects.get()
    answer = clerk.get(f"/units/rosters/{roster.pk}/result.xlsx?show=bad")
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[0][:3] == ("姓名", "社会保障号码", "联系手机")
    assert [row[0] for row in rows[1:]] == ["王五"]
    assert rows[1][6] == "有问题" and "11 位" in rows[1][7] and rows[1][9] == "4"
    limits = RosterLimits(rows=10, bytes=10**6, unpacked_bytes=10**7)
    (line,) = read_roster(name="a.xlsx", content=answer.content, limits=limits)
    assert (line.name, line.social_number) == ("王五", number(77))


def test_nothing_runs_when_the_result_is_opened(upload: Upload, clerk: Client) -> None:
    """S3.1: a formula sent in a roster comes back as text, in CSV and in Excel, and GB18030 keeps rare characters."""
    upload(('=HYPERLINK("http://127.0.0.1")', number(7), "@SUM(1)"), ("𠮷䶮", number(8), "13600000008"))
    roster = Roster.objects.get()
    text = clerk.get(f"/units/rosters/{roster.pk}/result.csv").content.decode("gb18030")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert '\'=HYPERLINK("http://127.0.0.1")' in cells and "'@SUM(1)" in cells and "𠮷䶮" in cells
    book = load_workbook(io.BytesIO(clerk.get(f"/units/rosters/{roster.pk}/result.xlsx").content))
    kinds = {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row}
    assert "f" not in kinds


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "＝1", " =1", "\t=1"])
def test_what_would_run_gets_an_apostrophe(text: str) -> None:
    """S3.1: also after blanks, and in full width."""
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("style", ["xlsx", "csv"])
def test_the_sample_is_read_as_a_roster_without_people(clerk: Client, style: str) -> None:
    """S3.1: the sample's headings are those the reader knows."""
    answer = clerk.get(f"/units/rosters/sample.{style}")
    limits = RosterLimits(rows=10, bytes=10**6, unpacked_bytes=10**7)
    assert read_roster(name=f"a.{style}", content=answer.content, limits=limits) == ()


def test_another_style_of_file_is_not_there(clerk: Client) -> None:
    assert clerk.get("/units/rosters/sample.exe").status_code == 404


def test_another_units_roster_is_not_shown(upload: Upload, unit: Unit) -> None:
    """S12: neither page, nor progress, nor file, nor act."""
    upload(*people(1), ("", number(77), "13600009999"))
    roster = Roster.objects.get()
    other = clerk_of(factories.make_unit(name="别的单位（示例）"))
    for path in ("", "progress/", "result.xlsx", "result.csv"):
        assert other.get(f"/units/rosters/{roster.pk}/{path}").status_code == 403
    assert other.post(f"/units/rosters/{roster.pk}/good-rows/", {"key": "x"}).status_code == 403
    assert not Application.objects.exists()


def test_a_roster_that_is_not_there(clerk: Client) -> None:
    assert "找不到这份名册" in clerk.get("/units/rosters/404/").content.decode()


def test_the_outcomes_are_pages_and_filters(upload: Upload, clerk: Client) -> None:
    """S3.1: 50 rows a page; the bad ones first when there are any."""
    upload(*people(120), ("", number(499), "13600009999"))
    here = f"/units/rosters/{Roster.objects.get().pk}/"
    assert clerk.get(here).content.decode().count("<details") >= 1
    assert "第 2 页，共 3 页" in clerk.get(here + "?show=new&page=2").content.decode()
    assert "没有这样的行" in clerk.get(here + "?show=same").content.decode()


def test_a_file_name_with_a_path_is_only_a_name(clerk: Client, hall: Office) -> None:
    """S3.1: a path in the name reaches nothing."""
    file = sheet(*people(1), name="..\\..\\etc\\名册.xlsx")
    page = clerk.post("/units/rosters/", {"roster": file, "hall": str(hall.pk), "key": "k"}, follow=True)
    assert page.status_code == 200
    assert Roster.objects.get().file_name == "名册.xlsx"
