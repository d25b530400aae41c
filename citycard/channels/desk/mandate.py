"""Signing the debit mandate (自动缴款授权书) at the branch, in the visit of the activation or later (S2.3, S16.5)."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import bank, cards, journeys, mandates
from citycard.channels.desk.comer import ComerForm, case_words, comer_form, who_comes
from citycard.channels.desk.days import day
from citycard.channels.desk.papers import Checklist, case_of, checklist, coming
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import tell
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, staff_page
from citycard.people import PersonFacts
from citycard.policy import Comes, integer_of
from citycard.shared import clock
from citycard.staff import Permission

SERVICE = "mandate-sign"


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.SIGN_MANDATE)
def mandate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Sign it; who may not is told before any paper is asked for."""
    who, purpose = open_file(request, person_id, what="mandate", act=_("签自动缴款授权书"))
    on = clock.today()
    sent = request.POST if request.method == "POST" else None
    comes, allowed = coming(SERVICE, who, wanted=who_comes(request.GET, who), on=on)
    papers = checklist(SERVICE, case_of(who, comes=comes, on=on), sent)
    comer = comer_form(sent, who=who, comes=comes)
    if sent is None:
        check_may_sign(who)
    elif not papers.missing and (comer is None or comer.is_valid()):
        _sign(request, who, comes=comes, papers=papers, comer=comer, purpose=purpose.text)
        return redirect("desk:person", who.id)
    context = case_words(who, comes=comes, allowed=allowed, label=_("谁来签")) | {
        "who": who,
        "papers": papers,
        "comer": comer,
        "missing": [line.name for line in papers.missing],
        "is_sent": sent is not None,
        "effect": effect_of_signing(who.id, on),
        "key": key_of(request),
        "crumbs": [(who.name, reverse("desk:person", args=[who.id])), (_("签自动缴款授权书"), "")],
        "purpose": shown_purpose(who.id, purpose),
    }
    return render(request, "desk/mandate.html", context, status=200 if sent is None else 400)


def check_may_sign(who: PersonFacts) -> None:
    """Say at once what would be refused at the end. Refuses what `mandates.check_sign` refuses."""
    card = cards.card_of(who.id)
    side = bank.card_side(card.card_number) if card else None
    live = mandates.live_mandate(person_id=who.id)
    mandates.check_sign(
        category=who.category,
        is_account_active=side is not None and side.state == "active",
        signed_on=live.signed_on if live else None,
        effective_on=live.effective_on if live else None,
    )


def effect_of_signing(person_id: int, on: date) -> dict[str, object]:
    """What a mandate signed on this day does: its first day, why that day, and the banks whose mandates end with it (S16.5)."""
    live = (one.bank for one in mandates.mandates_of(person_id) if one.ends_on is None and one.bank != mandates.OUR_BANK)
    return {
        "today": on,
        "effective_on": mandates.effective_day(on),
        "next_day_until": integer_of("mandates.next_day_until", on=on),
        "deposit_by_day": integer_of("mandates.deposit_by_day", on=on),
        "ends": "、".join(show("bank", one, language()) for one in live),
    }


def _sign(
    request: HttpRequest, who: PersonFacts, *, comes: Comes, papers: Checklist, comer: ComerForm | None, purpose: str
) -> None:
    came = comer.comer().number_masked if comer is not None else ""
    shown = papers.shown({"applicant": who.number_masked, "guardian": came, "agent": came})
    by = desk_of(request).actor(documents=shown, purpose=purpose)
    receipt = journeys.sign_mandate(by=by, key=key_of(request), at=clock.now(), person_id=who.id, comes=comes)
    title = _("自动缴款授权已签，%(first)s起生效") % {"first": day(receipt.effective_on)}
    tell(request, title, number=receipt.number, receipt=receipt)
