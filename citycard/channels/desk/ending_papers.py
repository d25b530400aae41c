"""What people take home when a card ends: the clearance slip of the card hall, and the bank's receipt (清户通知书、销户回单, S11.2)."""

from datetime import date
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from citycard.audit import ActFilter, ActLine, acts
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import take_told
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.channels.staffing import staff_page
from citycard.people import PersonFacts
from citycard.shared.money import Fen, yuan
from citycard.staff import Permission


@never_cache
@require_safe
@staff_page(Permission.CANCEL_SOCIAL)
def slip(request: HttpRequest, person_id: int) -> HttpResponse:
    """The clearance slip, to print; whoever lost it gets the same one again."""
    return _paper(request, person_id, act="cancel_social", template="desk/slip.html", title=_("清户通知书"))


@never_cache
@require_safe
@staff_page(Permission.CLOSE_ACCOUNT)
def closed(request: HttpRequest, person_id: int) -> HttpResponse:
    """The bank's receipt of a closed account, to print and sign."""
    return _paper(request, person_id, act="close_account", template="desk/closed.html", title=_("销户回单"))


def _paper(request: HttpRequest, person_id: int, *, act: str, template: str, title: str) -> HttpResponse:
    """Draw a paper from the record of the act itself: printed again, it says the same."""
    who, purpose = open_file(request, person_id, what=act, act=title)
    line = next(iter(acts(ActFilter(act=act, person_id=person_id), limit=1)), None)
    if line is None:
        return redirect("desk:person", person_id)
    context = {
        "who": who,
        "line": line,
        "facts": line.facts,
        "amount": yuan(Fen(int(str(line.facts.get("paid_fen", 0))))),
        "refunds": _refunds(line),
        "came": _came(line, who),
        "place": desk_of(request).place,
        "told": take_told(request),
        "crumbs": [(who.name, reverse("desk:person", args=[who.id])), (title, "")],
        "purpose": shown_purpose(who.id, purpose),
    }
    return render(request, template, context)


def _refunds(line: ActLine) -> list[dict[str, object]]:
    """What the agency had refunded when the paper was made: kind, amount, receipt, day; none of it goes through the account (S11.2)."""
    kept = line.facts.get("refunds")
    return [
        one
        | {
            "word": show("refund", str(one["kind"]), language()),
            "amount": yuan(Fen(int(str(one["amount_fen"])))),
            "paid_on": date.fromisoformat(str(one["paid_on"])),
        }
        for one in (cast(list[dict[str, object]], kept) if isinstance(kept, list) else [])
    ]


def _came(line: ActLine, who: PersonFacts) -> dict[str, str]:
    """Who came, in full, for the paper is theirs: the agent or guardian, else the holder; the number of the ID is masked (S12)."""
    others = [one for one in line.documents if one.holder in ("agent", "guardian")]
    if not others:
        return {
            "name": who.name,
            "relation": "",
            "number": next((one.number_masked for one in line.documents if one.number_masked), ""),
        }
    named = next((one for one in others if one.name), others[0])
    number = next((one.number_masked for one in others if one.number_masked), "")
    return {"name": str(line.facts.get("came") or named.name), "relation": named.relation, "number": number}
