"""The record of acts of this office (办理记录, A2): by day, by operator, by kind of act."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from citycard.audit import ActFilter, ActLine, acts
from citycard.channels.desk.act_words import act_word, paper_word
from citycard.channels.desk.purpose import desk_of
from citycard.channels.staffing import Desk, staff_page
from citycard.channels.typed import row_number
from citycard.people import people
from citycard.shared import clock
from citycard.staff import Permission

LISTED = 50
KINDS = (
    "cards.submit_application",
    "cards.correct_application",
    "cards.withdraw_application",
    "cards.change_pickup_office",
    "people.register_person",
    "people.update_phone",
    "people.update_id_card",
    "people.register_guardian",
    "announce_pickup",
    "cards.collect",
    "cards.collect_by_unit_agent",
    "cards.report_wrong_face",
    "activate",
    "sign_mandate",
    "register_power",
    "end_power",
    "record_death",
    "prepare_take_back_death",
    "approve_take_back_death",
    "refuse_take_back_death",
    "withdraw_take_back_death",
    "settle_refunds",
    "cancel_social",
    "close_account",
    "look_up",
)


class RecordForm(forms.Form):
    """Which acts to list."""

    day = forms.DateField(label=_("哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    act = forms.ChoiceField(label=_("办什么事"), required=False)
    mine = forms.BooleanField(label=_("只看我办的"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [("", _("全部（不含查看资料）")), *((one, act_word(one)) for one in KINDS)]


@dataclass(frozen=True, slots=True)
class Line:
    """One act of the list."""

    at: datetime
    word: str
    number: str
    whose: str
    person_id: int | None
    operator: str
    papers: str
    is_sealed: bool


@never_cache
@require_safe
@staff_page(Permission.READ_RECORD)
def record(request: HttpRequest) -> HttpResponse:
    """List the acts of this office, today's unless another day is asked for."""
    desk, today = desk_of(request), clock.today()
    form = RecordForm(request.GET if "day" in request.GET else {"day": today.isoformat()})
    wanted = form.cleaned_data if form.is_valid() else {"day": today, "act": "", "mine": False}
    before = request.GET.get("before", "")
    lines = acts(_filter(desk, wanted, before), limit=LISTED)
    context = {
        "form": form,
        "lines": _shown(lines),
        "more": lines[-1].id if len(lines) == LISTED else None,
        "place": desk.place,
        "query": {name: value for name, value in request.GET.items() if name != "before"},
    }
    return render(request, "desk/record.html", context, status=400 if form.errors else 200)


def _filter(desk: Desk, wanted: dict[str, object], before: str) -> ActFilter:
    """Only this place's acts, whoever asks."""
    day = wanted["day"] if isinstance(wanted["day"], date) else None
    since = clock.midnight(day) if day else None
    return ActFilter(
        act=str(wanted["act"]) or None,
        account_id=desk.operator.account_id if wanted["mine"] else None,
        office_id=desk.posting.office_id,
        unit_id=desk.posting.unit_id,
        since=since,
        until=since + timedelta(days=1) if since else None,
        before_id=row_number(before),
    )


def _shown(lines: tuple[ActLine, ...]) -> list[Line]:
    names = {one.id: one for one in people({line.person_id for line in lines if line.person_id is not None})}
    return [
        Line(
            at=line.at,
            word=act_word(line.act),
            number=line.number,
            whose=names[line.person_id].name if line.person_id in names else "",
            person_id=line.person_id,
            operator=line.operator_label,
            papers=gettext("、").join(dict.fromkeys(paper_word(one.kind) for one in line.documents)),
            is_sealed=line.is_sealed,
        )
        for line in lines
    ]
