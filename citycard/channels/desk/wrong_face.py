"""A card whose face is wrong, found when it is collected: taken back and made again, free (S3's decision, S4.3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import cards
from citycard.channels.desk.forms import WrongFaceForm
from citycard.channels.desk.purpose import desk_of, open_file, shown_purpose
from citycard.channels.desk.told import tell
from citycard.channels.staffing import key_of, staff_page
from citycard.shared import clock
from citycard.staff import Permission


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(Permission.REPORT_WRONG_FACE)
def wrong_face(request: HttpRequest, card_id: int) -> HttpResponse:
    """Take the card back and let it be made again."""
    card = cards.card(card_id)
    who, purpose = open_file(request, card.person_id, what="wrong_face", act=gettext_noop("登记错卡"))
    form = WrongFaceForm(request.POST or None)
    if card.state == "awaiting_pickup" and card.pickup_office_id != desk_of(request).posting.office_id:
        raise cards.CardAtOtherOffice(office=card.pickup_office_name)
    if request.method == "GET":
        cards.check_may_remake(card=card)
    elif form.is_valid():
        by = desk_of(request).actor(purpose=purpose.text)
        receipt = cards.report_wrong_face(
            by=by, key=key_of(request), at=clock.now(), card_id=card_id, reason=form.cleaned_data["reason"]
        )
        tell(request, _("错卡已收回，免费重做"), number=receipt.number, receipt=receipt)
        return redirect("desk:person", who.id)
    crumbs = [(who.name, reverse("desk:person", args=[who.id])), (_("卡面有错"), "")]
    context = {"who": who, "card": card, "form": form, "key": key_of(request), "crumbs": crumbs}
    context["purpose"] = shown_purpose(who.id, purpose)
    return render(request, "desk/wrong_face.html", context, status=400 if form.errors else 200)
