"""The second signature (两人复核, A2): what waits for it, one of them, and the receipt once a death has been taken back (S11.1)."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import journeys, people, staff
from citycard.audit import ActFilter, ActLine, Receipt, acts
from citycard.channels.approving import check_serves_approval, is_own, readable
from citycard.channels.desk.act_words import documents_of
from citycard.channels.desk.left_words import left_words
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import take_told, tell
from citycard.channels.staffing import key_of, staff_page
from citycard.journeys import Left
from citycard.shared import clock
from citycard.staff import ApprovalFacts, Permission

P = Permission
Do = Callable[..., Receipt]


class RefuseForm(forms.Form):
    """Why the second operator does not sign."""

    reason = forms.CharField(
        label=gettext_lazy("为什么不通过？"),
        max_length=200,
        help_text=gettext_lazy("提请的经办人看得到；本人会收到短信，请他带证件来当面核对"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@never_cache
@require_safe
@staff_page(P.PREPARE_TAKE_BACK_DEATH, P.APPROVE_TAKE_BACK_DEATH)
def approvals(request: HttpRequest) -> HttpResponse:
    """Everything that waits for a second signature here, the oldest first (A2)."""
    desk = desk_of(request)
    rows = [(one, people.person(one.person_id), _place(one), is_own(desk, one)) for one in readable(desk)]
    return render(request, "desk/approvals.html", {"rows": rows, "told": take_told(request)})


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.PREPARE_TAKE_BACK_DEATH, P.APPROVE_TAKE_BACK_DEATH)
def approval(request: HttpRequest, approval_id: int) -> HttpResponse:
    """One of them: who prepared it, when, why, on which papers, and what it will do; approve, refuse, or withdraw one's own."""
    one, desk = staff.approval(approval_id), desk_of(request)
    check_serves_approval(desk, one, P.APPROVE_TAKE_BACK_DEATH)
    who, purpose = open_file(request, one.person_id, what="approval", act=_("复核：撤销误登的去世"))
    form = RefuseForm(request.POST if request.POST.get("decide") == "refuse" else None)
    if request.method == "POST" and one.is_waiting:
        answer = _decide(request, one, form, purpose.text)
        if answer is not None:
            return answer
    context = _context(request, one, who) | {"form": form, "purpose": shown_purpose(who.id, purpose)}
    return render(request, "desk/approval.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
@staff_page(P.PREPARE_TAKE_BACK_DEATH, P.APPROVE_TAKE_BACK_DEATH)
def taken_back(request: HttpRequest, person_id: int) -> HttpResponse:
    """The receipt of a death taken back, to print; drawn from the record of the act, so printed again it says the same."""
    who, purpose = open_file(request, person_id, what="take_back_death", act=_("撤销去世登记回执"))
    line = _done(person_id)
    if line is None:
        return redirect("desk:person", person_id)
    left = tuple(Left(str(one)) for one in _listed(line, "left"))
    context = {
        "who": who,
        "line": line,
        "facts": line.facts,
        "left": left_words(left, has_account=bool(line.facts["clearance_number"]) and Left.ACCOUNT not in left),
        "died_on": date.fromisoformat(str(line.facts["died_on"])),
        "told": take_told(request),
        "crumbs": [(who.name, reverse("desk:person", args=[who.id])), (_("撤销去世登记回执"), "")],
        "purpose": shown_purpose(who.id, purpose),
    }
    return render(request, "desk/taken_back.html", context)


def _decide(request: HttpRequest, one: ApprovalFacts, form: RefuseForm, purpose: str) -> HttpResponse | None:
    """Do what the button says; None when a refusal lacks its reason. Refuses what the journey refuses, NotPermitted."""
    wanted = request.POST.get("decide", "")
    do, permission, told, goes_to = DECISIONS.get(wanted, DECISIONS["approve"])
    if wanted == "refuse" and not form.is_valid():
        return None
    desk = desk_of(request)
    desk.check_may(permission)
    act = {"by": desk.actor(purpose=purpose), "key": key_of(request), "at": clock.now(), "approval_id": one.id}
    receipt = do(**act, **({"reason": form.cleaned_data["reason"]} if wanted == "refuse" else {}))
    tell(request, str(told), number=str(getattr(receipt, "number", "")), receipt=receipt)
    return redirect(goes_to, *([one.person_id] if goes_to == "desk:taken_back" else []))


def _context(request: HttpRequest, one: ApprovalFacts, who: people.PersonFacts) -> dict[str, object]:
    on = clock.today()
    stands = journeys.standing_of(who.id, on=on)
    left = journeys.left_to_do(stands, people.death_of(who.id)) if one.is_waiting else ()
    prepared = next(
        (
            line
            for line in acts(ActFilter(act="prepare_take_back_death", person_id=who.id))
            if line.facts.get("approval_id") == one.id
        ),
        None,
    )
    desk = desk_of(request)
    return {
        "one": one,
        "who": who,
        "place": _place(one),
        "stands": stands,
        "left": left_words(left, has_account=stands.account is not None),
        "papers": [documents_of(paper, prepared) for paper in prepared.documents] if prepared else [],
        "is_own": is_own(desk, one),
        "may_decide": desk.may(one.act) and not is_own(desk, one),
        "key": key_of(request),
        "told": take_told(request),
        "crumbs": [(_("等复核的事"), reverse("desk:approvals")), (who.name, "")],
    }


def _place(one: ApprovalFacts) -> str:
    return people.office(one.office_id).name if one.office_id is not None else ""


def _done(person_id: int) -> ActLine | None:
    return next(iter(acts(ActFilter(act="approve_take_back_death", person_id=person_id), limit=1)), None)


def _listed(line: ActLine, name: str) -> list[object]:
    found = line.facts.get(name)
    return list(found) if isinstance(found, list) else []


DECISIONS: dict[str, tuple[Do, Permission, str | Promise, str]] = {
    "approve": (
        journeys.approve_take_back_death,
        P.APPROVE_TAKE_BACK_DEATH,
        gettext_lazy("已复核通过，去世登记已撤销"),
        "desk:taken_back",
    ),
    "refuse": (
        journeys.refuse_take_back_death,
        P.APPROVE_TAKE_BACK_DEATH,
        gettext_lazy("复核没有通过，去世登记不变"),
        "desk:approvals",
    ),
    "withdraw": (
        journeys.withdraw_take_back_death,
        P.PREPARE_TAKE_BACK_DEATH,
        gettext_lazy("已撤回，去世登记不变"),
        "desk:approvals",
    ),
}
