"""Who looked at my data (谁看过我的资料, S12): who, where, why and when, a line a visit; also for those one acts for."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from citycard import people
from citycard.audit import LookLine, looks_at, record_read
from citycard.channels.messages import show
from citycard.channels.purposes import purpose_words
from citycard.channels.refusals import language
from citycard.channels.typed import row_number
from citycard.shared import clock

from .history import LOG_IN
from .holding import HolderRequest, holder_page
from .serving import served

LISTED = 20
MOST_PAGES = 500
LOOKED_AT = {
    "person_page": gettext_lazy("个人资料和卡的情况"),
    "my_card": gettext_lazy("卡的页面"),
    "progress": gettext_lazy("办卡进度"),
    "history": gettext_lazy("全部办理经过"),
    "looks": gettext_lazy("谁看过资料"),
    "full_number": gettext_lazy("完整的社会保障号码"),
    "full_phone": gettext_lazy("完整的手机号码"),
    "full_bank_card": gettext_lazy("完整的银行卡号"),
}
Line = dict[str, object]


@never_cache
@require_safe
@holder_page
def looks(request: HttpRequest, for_id: int | None = None) -> HttpResponse:
    """List the visits to the holder's data, or to those of somebody whom the holder acts for. Refuses what `served` refuses."""
    holder, now = cast(HolderRequest, request).holder, clock.now()
    whose = served(holder, for_id, on=now.date())
    if for_id is not None:
        record_read(by=holder.actor(purpose=whose.purpose), person_id=whose.person.id, what="looks", at=now)
    page = min(row_number(request.GET.get("page")) or 1, MOST_PAGES)
    rows = looks_at(whose.person.id, limit=LISTED + 1, offset=(page - 1) * LISTED, also=(LOG_IN,))
    context = {
        "whose": whose,
        "lines": shown_looks(rows[:LISTED]),
        "page": page,
        "before": page - 1,
        "after": page + 1 if len(rows) > LISTED else 0,
    }
    return render(request, "web_hall/looks.html", context)


def shown_looks(rows: tuple[LookLine, ...]) -> list[Line]:
    """The visits in words; places are asked for once each."""
    names = _places(rows)
    return [_shown(one, names) for one in rows]


def _shown(one: LookLine, names: dict[tuple[str, int], str]) -> Line:
    lang = language()
    if one.what == (LOG_IN,):
        return _log_in(one)
    place = names.get(("office", one.office_id or 0)) or names.get(("unit", one.unit_id or 0)) or ""
    return {
        "who": purpose_words(one.operator_label) or _("系统"),
        "place": place or show("channel", str(one.channel), lang),
        "why": purpose_words(one.purpose),
        "first_at": one.first_at,
        "last_at": one.last_at if one.last_at != one.first_at else None,
        "count": one.count,
        "what": [str(LOOKED_AT.get(name, _("办事时的资料"))) for name in dict.fromkeys(one.what)][:3],
        "is_family": one.actor_person_id is not None,
        "is_log_in": False,
    }


def _log_in(one: LookLine) -> Line:
    """A log-in as the person: whoever did not do it sees it here."""
    return {
        "who": _("以本人身份登录"),
        "place": show("channel", str(one.channel), language()),
        "why": "",
        "first_at": one.first_at,
        "last_at": one.last_at if one.last_at != one.first_at else None,
        "count": one.count,
        "what": [],
        "is_family": False,
        "is_log_in": True,
    }


def _places(rows: tuple[LookLine, ...]) -> dict[tuple[str, int], str]:
    offices = {one.office_id for one in rows if one.office_id is not None}
    units = {one.unit_id for one in rows if one.unit_id is not None}
    found = {("office", office_id): people.office(office_id).name for office_id in offices}
    return found | {("unit", unit_id): people.unit(unit_id).name for unit_id in units}
