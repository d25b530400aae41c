"""The first page of a unit: how far its people's cards are, and what is to be done next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycard import cards
from citycard.channels.staffing import staff_page
from citycard.shared import clock
from citycard.staff import Permission

from .own import own_unit
from .stages import UNDER_WAY

RECENT = 5


@require_safe
@staff_page(Permission.SUBMIT_ROSTER)
def home(request: HttpRequest) -> HttpResponse:
    """Show the unit's numbers, its next steps and its newest rosters."""
    unit = own_unit(request)
    people = cards.unit_people(unit.id, on=clock.today(), limit=0)
    counts = {
        "all": people.count_of(),
        "none": people.count_of(("none",)),
        "under_way": people.count_of(UNDER_WAY),
        "at_hall": people.count_of(("awaiting_pickup",)),
        "in_unit": people.count_of(("with_unit",)),
        "handed_over": people.count_of(("with_holder", "active")),
    }
    rosters = cards.rosters_of_unit(unit.id, limit=RECENT)
    return render(request, "units/home.html", {"unit": unit, "counts": counts, "can": _next(counts), "rosters": rosters})


def _next(counts: dict[str, int]) -> list[dict[str, object]]:
    """What can be done, the most pressing first."""
    roster = {"title": _("上传名册，批量申请"), "hint": _("Excel 或 CSV，每一行先核对，再办理"), "rule": "S3.1", "icon": "table",
              "href": reverse("units:rosters")}  # fmt: skip
    single = {"title": _("给一个人申请"), "hint": _waiting(counts["none"]), "rule": "S3.1", "icon": "user-plus",
              "href": reverse("units:people") + "?show=none"}  # fmt: skip
    pickup = {"title": _("到卡服务大厅领卡"), "hint": _at_hall(counts["at_hall"]), "rule": "S4.1", "icon": "package",
              "href": reverse("units:pickup")}  # fmt: skip
    hand = {"title": _("发卡登记"), "hint": _in_unit(counts["in_unit"]), "rule": "S4.1", "icon": "user-check",
            "href": reverse("units:hand_over")}  # fmt: skip
    pressing = [act for act, count in ((hand, counts["in_unit"]), (pickup, counts["at_hall"])) if count]
    return [*pressing, roster, single, *(act for act in (pickup, hand) if act not in pressing)]


def _waiting(count: int) -> str:
    return _("还有 %(n)s 人没有申请") % {"n": count}


def _at_hall(count: int) -> str:
    return _("%(n)s 张卡等着取卡人来领") % {"n": count}


def _in_unit(count: int) -> str:
    return _("%(n)s 张卡还没发到本人手里") % {"n": count}
