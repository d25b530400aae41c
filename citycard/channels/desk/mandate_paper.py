"""What a mandate says (自动缴款授权书): its first day and why, and the paper that is printed and signed (S2.3, S16.4, S16.5)."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from citycard import bank, cards, mandates
from citycard.audit import ActFilter, acts
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import take_told
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.channels.staffing import staff_page
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.staff import Permission


def effect_of_signing(person_id: int, on: date) -> dict[str, object]:
    """What a mandate signed on this day does: its first day, why that day, and the banks whose mandates end with it (S16.5)."""
    live = (one.bank for one in mandates.mandates_of(person_id) if one.ends_on is None and one.bank != mandates.OUR_BANK)
    return {
        "today": on,
        "effective_on": mandates.effective_day(on),
        "next_day_until": integer_of("mandates.next_day_until", on=on),
        "deposit_by_day": integer_of("mandates.deposit_by_day", on=on),
        "ends": _("、").join(show("bank", one, language()) for one in live),
    }


@never_cache
@require_safe
@staff_page(Permission.SIGN_MANDATE)
def mandate_paper(request: HttpRequest, person_id: int) -> HttpResponse:
    """The mandate as a paper to print: before signing as a draft, afterwards with its number and dates."""
    who, purpose = open_file(request, person_id, what="mandate", act=gettext_noop("签自动缴款授权书"))
    live, card, on = mandates.live_mandate(person_id=who.id), cards.card_of(who.id), clock.today()
    line = next(iter(acts(ActFilter(act="sign_mandate", person_id=who.id), limit=1)), None) if live else None
    ended = line.facts.get("ended_banks", ()) if line else ()
    effect = effect_of_signing(who.id, on)
    context = {
        "who": who,
        "live": live,
        "number": line.number if line else "",
        "operator": line.operator_label if line else desk_of(request).operator.label,
        "side": bank.card_side(card.card_number) if card else None,
        "effective_on": live.effective_on if live else effect["effective_on"],
        "deposit_by_day": effect["deposit_by_day"],
        "ends": _("、").join(show("bank", str(one), language()) for one in ended) if live else effect["ends"],
        "signed_on": live.signed_on if live else on,
        "place": desk_of(request).place,
        "told": take_told(request),
        "crumbs": [(who.name, reverse("desk:person", args=[who.id])), (_("自动缴款授权书"), "")],
        "purpose": shown_purpose(who.id, purpose),
    }
    return render(request, "desk/mandate_paper.html", context)
