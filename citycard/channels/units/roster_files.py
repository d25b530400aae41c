"""Files of the roster pages: an empty sample to fill in, and the result with every row's reason."""

from collections.abc import Iterator
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from citycard import cards
from citycard.channels.files.sheets import as_csv, as_workbook
from citycard.channels.staffing import staff_page
from citycard.staff import Permission

from .own import own_roster, own_unit
from .row_words import APPLIED, OUTCOMES, reasons_of

HEADINGS = (
    "姓名",
    "社会保障号码",
    "联系手机",
    "民族",
    "证件有效期",
    "联系地址",
)  # the file's own language, as the reader knows it
MORE_HEADINGS = ("结果", "原因", "受理号", "原来的行号")
KINDS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=gb18030"}


@require_safe
@staff_page(Permission.SUBMIT_ROSTER)
def sample(request: HttpRequest, style: str) -> HttpResponse:
    """Send an empty roster with its headings and, in Excel, a second sheet that says how to fill it in."""
    own_unit(request)
    return _file(style, "社保卡申请名册", [HEADINGS], notes=_how_to())


@never_cache
@require_safe
@staff_page(Permission.SUBMIT_ROSTER)
def result(request: HttpRequest, roster_id: int, style: str) -> HttpResponse:
    """Send a roster with what became of each row; with `?show=bad` those rows only, to be mended and uploaded again."""
    facts = own_roster(request, roster_id)
    chosen = request.GET.get("show", "")
    rows = cards.roster_rows(roster_id, outcome=chosen if chosen in OUTCOMES else "", limit=None)
    return _file(style, f"{facts.number}-核对结果", [(*HEADINGS, *MORE_HEADINGS), *_lines(rows)], notes=())


def _lines(rows: "tuple[cards.RosterRowFacts, ...]") -> Iterator[tuple[str, ...]]:
    for row in rows:
        line = row.line
        word = APPLIED if row.application_number else OUTCOMES[row.outcome][0]
        fields = (line.name, line.social_number, line.phone, line.nation, line.id_valid_until, line.address)
        yield (*fields, str(word), "；".join(reasons_of(row)), row.application_number, str(line.row_no))


def _file(style: str, name: str, rows: list[tuple[str, ...]], notes: tuple[tuple[str, ...], ...]) -> HttpResponse:
    if style not in KINDS:
        raise Http404
    content = as_csv(rows) if style == "csv" else as_workbook(title="名册", rows=rows, notes=notes)
    response = HttpResponse(content, content_type=KINDS[style])
    response.headers["Content-Disposition"] = _attachment(f"{name}.{style}")
    return response


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"


def _how_to() -> tuple[tuple[str, ...], ...]:
    return (
        (_("栏目"), _("怎么填")),
        ("姓名", _("和身份证上一样；名字中间的点用 ·")),
        ("社会保障号码", _("18 位公民身份号码；单元格要设成文本，不然后几位会变成 0")),
        ("联系手机", _("11 位，办卡的短信发到这里；孩子的填家长的")),
        ("民族", _("写名称或两位代码；空着算汉族")),
        ("证件有效期", _("例如 2036-05-06；长期有效的写 长期；不知道的空着")),
        ("联系地址", _("可以空着")),
    )
