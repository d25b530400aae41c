"""Step 4: what is so from then on, read from the record and the rooms, whoever opens the page and however often (S5.1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from citycard import bank, benefits, cards, mandates, medical
from citycard.audit import ActFilter, ActLine, acts
from citycard.channels.desk.act_words import paper_word
from citycard.channels.desk.activate import NEW_CARD, TITLES, frame, steps
from citycard.channels.desk.mandate_paper import effect_of_signing
from citycard.channels.desk.purpose import open_file, shown_purpose
from citycard.channels.desk.replaced import ReplacedCard, replaced_by
from citycard.channels.desk.told import take_told
from citycard.channels.desk.visit import visit_of
from citycard.channels.staffing import staff_page
from citycard.people import PersonFacts
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.shared.clock import in_china
from citycard.staff import Permission


@never_cache
@require_safe
@staff_page(Permission.ACTIVATE)
def activated(request: HttpRequest, card_id: int) -> HttpResponse:
    """The three effects, what to say, and what may follow in the same visit."""
    card = cards.card(card_id)
    line = next(iter(acts(ActFilter(act="activate", person_id=card.person_id), limit=1)), None)
    if card.social_state != "active":
        return redirect("desk:activate_person", card_id)
    if line is None:  # activated before this record began
        return redirect("desk:person", card.person_id)
    who, purpose = open_file(request, card.person_id, what="activated", act=gettext_noop("办理激活"))
    context = frame(who, card, step=len(TITLES)) | {
        "steps": steps(len(TITLES) + 1, visit_of(request, card_id), done_at=line.at),
        "line": line,
        "shown": [(paper_word(one.kind), one.number_masked) for one in line.documents if one.kind != NEW_CARD],
        "side": bank.card_side(card.card_number),
        "offer": _offer(who),
        "tries": integer_of("pins.social_attempts", on=clock.today()),
        "told": take_told(request),
        "purpose": shown_purpose(who.id, purpose),
    }
    context["crumbs"] = [(_("激活"), reverse("desk:activations")), (who.name, "")]
    return render(request, "desk/activated.html", context | _effects(who, line, replaced_by(card)))


def _effects(who: PersonFacts, line: ActLine, replaced: ReplacedCard | None) -> dict[str, object]:
    """What this activation did, and what it left as it was: with a replacement account, mandate and pension bank stay (S9)."""
    was_in_use = replaced is not None and replaced.was_in_use
    old, _account = medical.holdings(who.id)
    mandate = mandates.live_mandate(person_id=who.id)
    return {
        "replaced": replaced,
        "old": old if line.facts.get("has_old_card", not was_in_use) else None,
        "moved_fen": line.facts.get("moved_fen", 0),
        "pension": benefits.pension_bank_of(who.id) if benefits.draws_pension(who.category) else None,
        "is_pension_switched": line.facts.get("is_pension_switched", not was_in_use),
        "mandate": mandate,
        "is_mandate_older": mandate is not None and mandate.signed_on < in_china(line.at).date(),
    }


def _offer(who: PersonFacts) -> dict[str, object] | None:
    """What a mandate signed now would do; None when nothing is to be signed."""
    if not mandates.may_sign(who.category) or mandates.live_mandate(person_id=who.id) is not None:
        return None
    return effect_of_signing(who.id, clock.today())
