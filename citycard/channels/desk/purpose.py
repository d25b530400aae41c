"""Why an operator looks at somebody's data (查询事由, S12): chosen or typed, kept for a while, written into the record."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from citycard.audit import record_read
from citycard.channels.desk.forms import AskedWhen
from citycard.channels.purposes import purpose_words
from citycard.channels.staffing import Desk, StaffRequest, staff_page
from citycard.people import PersonFacts, person
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.staff import Permission

KEPT_IN = "desk_looks"
OTHER = "other"
ELSE = (OTHER, _("别的原因，写在下面"))
COMMON = {  # in the record's language; the page translates them
    "in_person": gettext_noop("本人来窗口办事"),
    "guardian_or_agent": gettext_noop("监护人或代办人来窗口办事"),
    "progress": gettext_noop("本人来问制卡进度"),
    "complaint": gettext_noop("本人说登记有误，核对信息"),
}
AFTER_DEATH = {  # who has died comes to no counter
    "family": gettext_noop("家属来办去世以后的退费、注销"),
    "estate": gettext_noop("家属来问还要办什么"),
    "mistaken": gettext_noop("本人在世，来说去世登记错了"),
}


@dataclass(frozen=True, slots=True)
class Purpose:
    """A purpose in force: the words, since when, and whether an act gave them because nobody had said anything."""

    text: str
    since: datetime
    is_act: bool = False


class PurposeForm(forms.Form):
    """One of the common reasons, or the clerk's own words."""

    choice = forms.ChoiceField(
        label=_("为什么要看这个人的资料？"),
        widget=forms.RadioSelect,
    )
    words = AskedWhen(
        label=_("别的原因"), max_length=60, when=_("（选了“别的原因”时填）"), help_text=_("写明谁来问什么，60 字以内")
    )

    def __init__(self, *args: Any, is_alive: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.common = COMMON if is_alive else AFTER_DEATH
        self.fields["choice"].choices = [*((key, _(words)) for key, words in self.common.items()), ELSE]

    def clean(self) -> dict[str, object]:
        """Ask for the words when none of the common reasons fits."""
        data = super().clean() or {}
        if data.get("choice") == OTHER and not str(data.get("words", "")).strip():
            self.add_error("words", _("请写明原因，例如“家属来问老人的卡做好没有”"))
        return data

    def text(self) -> str:
        """The purpose as the record keeps it."""
        data = self.cleaned_data
        return str(data["words"]).strip() if data["choice"] == OTHER else str(self.common[data["choice"]])


@require_http_methods(["GET", "POST"])
@staff_page(Permission.READ_PERSON)
def purpose_page(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask why, keep it, and go on to the person."""
    who = person(person_id)
    desk_of(request).check_serves(who)
    form = PurposeForm(request.POST or None, is_alive=who.is_alive_on(clock.today()))
    if request.method == "POST" and form.is_valid():
        keep_purpose(request, person_id, form.text())
        return redirect("desk:person", person_id)
    minutes = integer_of("login.purpose_minutes", on=clock.today())
    context = {"form": form, "who": who, "minutes": minutes, "back": reverse("desk:home")}
    return render(request, "desk/purpose.html", context, status=400 if form.errors else 200)


def desk_of(request: HttpRequest) -> Desk:
    """Return where the operator of this request stands."""
    return cast(StaffRequest, request).desk


def purpose_of(request: HttpRequest, person_id: int) -> Purpose | None:
    """Return why the operator looks at this person, or None when nothing was said or it is too long ago."""
    kept = request.session.get(KEPT_IN, {}).get(str(person_id))
    if kept is None:
        return None
    since = datetime.fromisoformat(kept["since"])
    now = clock.now()
    minutes = integer_of("login.purpose_minutes", on=now.date())
    is_in_force = since <= now < since + timedelta(minutes=minutes)
    return Purpose(text=kept["text"], since=since, is_act=kept["is_act"]) if is_in_force else None


def keep_purpose(request: HttpRequest, person_id: int, text: str, *, is_act: bool = False) -> Purpose:
    """Keep a purpose from now on; those that have run out are forgotten."""
    kept = {key: value for key, value in request.session.get(KEPT_IN, {}).items() if purpose_of(request, int(key))}
    purpose = Purpose(text=text, since=clock.now(), is_act=is_act)
    mine = {"text": purpose.text, "since": purpose.since.isoformat(), "is_act": is_act, "pages": []}
    request.session[KEPT_IN] = kept | {str(person_id): mine}
    return purpose


def look_at(request: HttpRequest, person_id: int, *, what: str) -> tuple[PersonFacts, Purpose | None]:
    """Return a person whom this place serves, and record the look (S12). Without a purpose in force nothing is recorded, and
    the page has to ask. Refuses: PersonUnknown, NotYourOffice.
    """
    who = person(person_id)
    desk_of(request).check_serves(who)
    purpose = purpose_of(request, person_id)
    if purpose is not None:
        _record(request, person_id, purpose, what)
    return who, purpose


def open_file(request: HttpRequest, person_id: int, *, what: str, act: str) -> tuple[PersonFacts, Purpose]:
    """Return a person for an act, and record the look: the act itself is the purpose when nobody said one (S12).

    Refuses: PersonUnknown, NotYourOffice, OwnAffair.
    """
    who = person(person_id)
    desk_of(request).check_serves(who)
    desk_of(request).check_not_own(person_id)
    purpose = purpose_of(request, person_id)
    if purpose is None or (purpose.is_act and purpose.text != act):  # the visit goes on with another act
        purpose = keep_purpose(request, person_id, act, is_act=True)
    if _is_first(request, person_id, what):
        _record(request, person_id, purpose, what)
    return who, purpose


def _is_first(request: HttpRequest, person_id: int, what: str) -> bool:
    """Tell whether an act's page is opened for the first time under this purpose: a key of the PIN pad is no further look."""
    pages: list[str] = request.session[KEPT_IN][str(person_id)]["pages"]
    if what in pages:
        return False
    pages.append(what)
    request.session.modified = True
    return True


def _record(request: HttpRequest, person_id: int, purpose: Purpose, what: str) -> None:
    record_read(by=desk_of(request).actor(purpose=purpose.text), person_id=person_id, what=what, at=clock.now())


def shown_purpose(person_id: int, purpose: Purpose) -> dict[str, object]:
    """What the frame of a staff page says about the purpose."""
    return {"text": purpose_words(purpose.text), "since": purpose.since, "change_href": reverse("desk:purpose", args=[person_id])}
