"""Entering a newcomer and what the register says about a person: ID card, phone, guardian (S1.2, S3.2, S4.2)."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import people
from citycard.audit import Actor, Receipt, ShownDocument
from citycard.channels.desk.forms import GuardianForm, IdCardForm, PhoneForm, RegisterForm, put_on
from citycard.channels.desk.purpose import desk_of, keep_purpose, open_file, shown_purpose
from citycard.channels.desk.told import tell
from citycard.channels.staffing import key_of, staff_page
from citycard.people import PersonFacts
from citycard.shared import clock
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

P = Permission
PROOF_KINDS = {"户口簿": "household_register", "出生证明": "birth_certificate", "监护证明": "guardianship_certificate"}


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.REGISTER_PERSON)
def register(request: HttpRequest) -> HttpResponse:
    """Enter a newcomer of this community, and go on to the person; an unknown division is a warning only (S1.2)."""
    desk = desk_of(request)
    form = RegisterForm(request.POST or None, initial={"has_id_card": "yes", "nation": "01"})
    if request.method == "POST" and form.is_valid():
        try:
            receipt = people.register_person(
                by=desk.actor(purpose=gettext_noop("登记人员")),
                key=key_of(request),
                at=clock.now(),
                newcomer=_newcomer(form.cleaned_data, desk.posting.office_id),
            )
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            keep_purpose(request, receipt.person_id, _("登记人员"))
            warning = "" if receipt.division_known else _("号码前 6 位不在历年区划代码里，可能是早已撤销的区划。请再看一眼证件。")
            tell(request, _("已经登记"), number=receipt.number, receipt=receipt, warning=warning)
            return redirect("desk:person", receipt.person_id)
    context = {"form": form, "key": key_of(request), "place": desk.place}
    return render(request, "desk/register.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.REGISTER_PERSON, P.COLLECT)
def id_card(request: HttpRequest, person_id: int) -> HttpResponse:
    """Correct whether the person has an ID card: it decides which papers are needed (S4.2)."""
    who, purpose = open_file(request, person_id, what="id_card", act=gettext_noop("改居民身份证情况"))
    given = {"has_id_card": "yes" if who.has_id_card else "no", "id_valid_until": who.id_valid_until}
    form = IdCardForm(request.POST or None, initial=given)

    def act(by: Actor, key: str) -> Receipt:
        data = form.cleaned_data
        has_card = data["has_id_card"] == "yes"
        return people.update_id_card(
            by=by, key=key, at=clock.now(), person_id=who.id, has_id_card=has_card, id_valid_until=data["id_valid_until"]
        )

    words = {"title": _("居民身份证"), "button": _("改成这样"), "done": _("居民身份证情况已更正"), "rule": "S4.2"}
    return _change(request, who, form=form, act=act, words=words, purpose=shown_purpose(who.id, purpose))


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.REGISTER_PERSON)
def phone(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change the number to which notices go (S4.4)."""
    who, purpose = open_file(request, person_id, what="phone", act=gettext_noop("改手机号码"))
    form = PhoneForm(request.POST or None)

    def act(by: Actor, key: str) -> Receipt:
        return people.update_phone(by=by, key=key, at=clock.now(), person_id=who.id, phone=form.cleaned_data["phone"])

    words = {"title": _("手机号码"), "button": _("改成这个号码"), "done": _("手机号码已改"), "rule": "S4.4"}
    return _change(request, who, form=form, act=act, words=words, purpose=shown_purpose(who.id, purpose))


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.REGISTER_PERSON, P.COLLECT)
def guardian(request: HttpRequest, person_id: int) -> HttpResponse:
    """Enter the guardian of a child or ward, with the paper that proves it (S4.2 ②)."""
    who, purpose = open_file(request, person_id, what="guardians", act=gettext_noop("登记监护关系"))
    form = GuardianForm(request.POST or None)

    def act(by: Actor, key: str) -> Receipt:
        data, at = form.cleaned_data, clock.now()
        found = people.find_person(data["guardian_number"])
        if found is None:
            raise people.PersonUnknown
        return people.register_guardian(
            by=by,
            key=key,
            at=at,
            guardian_id=found.id,
            ward_id=who.id,
            relation=data["relation"],
            proof=data["proof"],
            starts_on=_since(who, at.date()),
        )

    words = {"title": _("监护人"), "button": _("登记监护关系"), "done": _("监护关系已登记"), "rule": "S4.2"}
    return _change(request, who, form=form, act=act, words=words, purpose=shown_purpose(who.id, purpose))


def _change(
    request: HttpRequest,
    who: PersonFacts,
    *,
    form: forms.Form,
    act: Callable[[Actor, str], Receipt],
    words: dict[str, str],
    purpose: dict[str, object],
) -> HttpResponse:
    """One small change to the register: ask, do, say, and go back to where the clerk was."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    way_back = wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else reverse("desk:person", args=[who.id])
    if request.method == "POST" and form.is_valid():
        papers = _proof(form.cleaned_data)
        by = desk_of(request).actor(documents=papers, purpose=str(purpose["text"]))
        try:
            receipt = act(by, key_of(request))
        except Refusal as refusal:
            put_on(form, refusal)
        else:
            tell(request, words["done"], number=str(getattr(receipt, "number", "")), receipt=receipt)
            return redirect(way_back)
    crumbs = [(who.name, reverse("desk:person", args=[who.id])), (words["title"], "")]
    context = {"form": form, "who": who, "words": words, "key": key_of(request), "next": way_back}
    context |= {"crumbs": crumbs, "purpose": purpose}
    return render(request, "desk/change.html", context, status=400 if form.errors else 200)


def _proof(data: dict[str, object]) -> tuple[ShownDocument, ...]:
    kind = PROOF_KINDS.get(str(data.get("proof", "")))
    return (ShownDocument(kind=kind, holder="guardian"),) if kind else ()


def _since(who: PersonFacts, on: date) -> date:
    """A child's guardianship counts from birth, a ward's from the day it is entered."""
    return on if who.is_ward else who.birth_date


def _newcomer(data: dict[str, object], community_id: int | None) -> people.Newcomer:
    has_card = data["has_id_card"] == "yes"
    return people.Newcomer(
        social_number=str(data["social_number"]),
        name=str(data["name"]),
        phone=str(data["phone"]),
        category=str(data["category"]),
        nation=str(data["nation"]),
        address=str(data["address"]),
        community_id=community_id,
        has_id_card=has_card,
        id_valid_until=data["id_valid_until"] if isinstance(data["id_valid_until"], date) else None,
        is_ward=bool(data["is_ward"]),
    )
