"""Step 4: what is so from then on, read from the record and the rooms, whoever opens the page and however often (S5.1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import bank, benefits, cards, journeys, mandates, medical
from citycard.audit import ActFilter, ActLine, acts
from citycard.channels.desk.act_words import paper_word
from citycard.channels.desk.activate import NEW_CARD, TITLES, frame, steps
from citycard.channels.desk.comer import case_words, who_comes
from citycard.channels.desk.days import day
from citycard.channels.desk.papers import FIELD, KIND, Checklist, case_of, checklist, coming
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import take_told, tell
from citycard.channels.desk.visit import visit_of
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, new_key, staff_page
from citycard.people import PersonFacts
from citycard.policy import Comes, integer_of
from citycard.shared import clock
from citycard.shared.numbers import mask
from citycard.staff import Permission

MANDATE_SERVICE = "mandate-sign"
CARD_READ = "social_card"


@never_cache
@require_safe
@staff_page(Permission.ACTIVATE)
def activated(request: HttpRequest, card_id: int) -> HttpResponse:
    """The three effects, what to say, and what may follow in the same visit."""
    card = cards.card(card_id)
    line = next(iter(acts(ActFilter(act="activate", person_id=card.person_id), limit=1)), None)
    if card.social_state != "active" or line is None:
        return redirect("desk:activate_person", card_id)
    who, purpose = open_file(request, card.person_id, what="activated", act=_("办理激活"))
    old, account = medical.holdings(who.id)
    context = frame(who, card, step=len(TITLES)) | {
        "steps": steps(len(TITLES) + 1, visit_of(request, card_id), done_at=line.at),
        "line": line,
        "shown": [(paper_word(one.kind), one.number_masked) for one in line.documents if one.kind != NEW_CARD],
        "side": bank.card_side(card.card_number),
        "old": old,
        "account": account,
        "moved_fen": line.facts.get("moved_fen", 0),
        "pension": benefits.pension_bank_of(who.id) if benefits.draws_pension(who.category) else None,
        "mandate": mandates.live_mandate(person_id=who.id),
        "offer": _offer(who, line),
        "tries": integer_of("pins.social_attempts", on=clock.today()),
        "told": take_told(request),
        "purpose": shown_purpose(who.id, purpose),
    }
    context["crumbs"] = [(_("激活"), reverse("desk:activations")), (who.name, "")]
    return render(request, "desk/activated.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.SIGN_MANDATE)
def mandate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Sign the debit mandate, in the visit of the activation or later (S2.3, S16.5)."""
    who, purpose = open_file(request, person_id, what="mandate", act=_("签自动缴款授权书"))
    on = clock.today()
    sent = request.POST if request.method == "POST" else None
    comes, allowed = coming(MANDATE_SERVICE, who, wanted=who_comes(request.GET, who), on=on)
    papers = checklist(MANDATE_SERVICE, case_of(who, comes=comes, on=on), sent)
    if sent is not None and not papers.missing:
        by = desk_of(request).actor(documents=papers.shown(_numbers(who)), purpose=purpose.text)
        receipt = journeys.sign_mandate(by=by, key=key_of(request), at=clock.now(), person_id=who.id, comes=comes)
        first = _("自动缴款授权已签，%(first)s起生效") % {"first": day(receipt.effective_on)}
        tell(request, first, number=receipt.number, receipt=receipt)
        return redirect("desk:person", who.id)
    if sent is None:
        _check_may_sign(who)
    context = case_words(who, comes=comes, allowed=allowed, label=_("谁来签")) | {
        "who": who,
        "papers": papers,
        "missing": [line.name for line in papers.missing],
        "is_sent": sent is not None,
        "today": on,
        "effective_on": mandates.effective_day(on),
        "next_day_until": integer_of("mandates.next_day_until", on=on),
        "ends": _other_banks(who.id),
        "key": key_of(request),
        "crumbs": [(who.name, reverse("desk:person", args=[who.id])), (_("签自动缴款授权书"), "")],
        "purpose": shown_purpose(who.id, purpose),
    }
    return render(request, "desk/mandate.html", context, status=200 if sent is None else 400)


def _check_may_sign(who: PersonFacts) -> None:
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


def _offer(who: PersonFacts, line: ActLine) -> dict[str, object] | None:
    """Signing at once: the papers were seen in this visit, today. None when nothing is to be signed."""
    today = clock.today()
    is_this_visit = clock.in_china(line.at).date() == today
    if not mandates.may_sign(who.category) or mandates.live_mandate(person_id=who.id) is not None:
        return None
    comes = Comes(str(line.facts.get("comes", Comes.HOLDER)))
    needed = checklist(MANDATE_SERVICE, case_of(who, comes=comes, on=today))
    return {
        "today": today,
        "effective_on": mandates.effective_day(today),
        "next_day_until": integer_of("mandates.next_day_until", on=today),
        "ends": _other_banks(who.id),
        "fields": _fields(needed, line) if is_this_visit else (),
        "comes": str(comes),
        "key": new_key(),
    }


def _fields(needed: Checklist, line: ActLine) -> tuple[tuple[str, str], ...]:
    """The form fields that tick the papers seen at the activation; empty if one is missing."""
    seen = {(paper.holder, paper.kind) for paper in line.documents} | {("applicant", CARD_READ)}
    found: list[tuple[str, str]] = []
    for paper in needed.lines:
        kind = next((code for code, _word in paper.kinds if (paper.owner, code) in seen), None)
        if kind is None:
            return ()
        found += [(FIELD, paper.id), (f"{KIND}{paper.id}", kind)]
    return tuple(found)


def _numbers(who: PersonFacts) -> dict[str, str]:
    return {"applicant": mask.mask_citizen(who.social_number)}


def _other_banks(person_id: int) -> str:
    """The other banks whose mandates end when this one begins, in words (S16.5)."""
    live = (one.bank for one in mandates.mandates_of(person_id) if one.ends_on is None and one.bank != mandates.OUR_BANK)
    return "、".join(show("bank", one, language()) for one in live)
