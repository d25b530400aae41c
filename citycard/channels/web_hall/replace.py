"""Replacing one's card in the web hall (网上补卡、换卡, S9.2): a list of tasks that may be done in several goes, then the check."""

from base64 import b64decode, b64encode
from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import cards, journeys, notices, people
from citycard.cards import Cause
from citycard.channels.messages import field_error
from citycard.channels.refusals import language, onto_form
from citycard.journeys import OldCard, ReplacementAsked, ReplacementReceipt
from citycard.people import OfficeKind
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.shared.money import Fen, yuan
from citycard.shared.numbers import mask, mobile
from citycard.shared.refusal import Refusal
from citycard.staff import Permission

from .holding import HolderRequest, holder_page
from .replacing import CAUSES, Answers, Asking, Step, answered, answers_of, counts_of, tasks_of
from .serving import Served, served

KEPT, DONE = "replace_answers", "replace_done"
CHOOSE = {"required": gettext_lazy("请选一项"), "invalid_choice": gettext_lazy("请选一项")}
OLD, NEW = "old", "new"


class WhyForm(forms.Form):
    """Why the card is changed, and that it cannot be used."""

    cause = forms.ChoiceField(
        label=gettext_lazy("为什么换卡？"), choices=CAUSES, widget=forms.RadioSelect, error_messages=CHOOSE,
        help_text=gettext_lazy("卡丢了的，不在这里办：先挂失，再补卡。"),
    )  # fmt: skip


class PhotoForm(forms.Form):
    """The old photo again, or a new one."""

    photo_choice = forms.ChoiceField(
        label=gettext_lazy("新卡上用哪张照片？"), widget=forms.RadioSelect, error_messages=CHOOSE,
        choices=((OLD, gettext_lazy("用原来那张")), (NEW, gettext_lazy("换一张新的"))),
    )  # fmt: skip
    photo = forms.FileField(
        label=gettext_lazy("新照片"),
        required=False,
        help_text=gettext_lazy("选了换新的才用填。白底免冠近照，JPG 或 PNG，宽 358、高 441 像素的比例，不超过 2 MB"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )


class PickupForm(forms.Form):
    """Where the new card is collected, and the phone for the notice."""

    office = forms.ChoiceField(label=gettext_lazy("到哪个银行网点领卡？"), error_messages=CHOOSE)
    phone = forms.CharField(
        label=gettext_lazy("手机号码"),
        max_length=20,
        help_text=gettext_lazy("11 位；新卡做好了发短信到这里"),
        widget=forms.TextInput(attrs={"class": "num w-short", "type": "tel", "inputmode": "numeric", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """The 11 digits, if they can be a mobile number."""
        try:
            return mobile.validate(str(self.cleaned_data["phone"]))
        except Refusal as refusal:
            raise forms.ValidationError(field_error(refusal, language())) from refusal


@never_cache
@require_safe
@holder_page
def tasks(request: HttpRequest, for_id: int | None = None) -> HttpResponse:
    """Show what is done and what is left. Refuses what `served` and the decision table refuse."""
    asking = _asking(request, for_id)
    done, left = counts_of(asking)
    context = _context(asking) | {"groups": tasks_of(asking), "done_count": done, "left_count": left, "back": asking.whose.way}
    return render(request, "web_hall/replace_tasks.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def step(request: HttpRequest, step: str, for_id: int | None = None) -> HttpResponse:
    """Show one task and take its answer; the last one hands the application in."""
    if request.method == "POST" and step == Step.CHECK and (again := _sent_again(request, for_id)) is not None:
        return again
    asking = _asking(request, for_id)
    if step not in set(Step) or (step == Step.WHY and asking.is_lost) or (step == Step.CHECK and not asking.is_complete):
        return redirect(asking.way)
    if step == Step.CHECK:
        return _check(request, asking)
    form = _form(request, asking, Step(step))
    if request.method == "POST" and form.is_valid() and (answers := _answers(form, asking, Step(step))) is not None:
        _keep(request, asking.whose, answers)
        return redirect(asking.way)
    context = _context(asking) | {"form": form, "form_step": step, "back": asking.way}
    return render(request, "web_hall/replace_step.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
@holder_page
def done(request: HttpRequest, for_id: int | None = None) -> HttpResponse:
    """What is now, what is still to come, and the message as it was sent."""
    whose = served(cast(HolderRequest, request).holder, for_id, on=clock.today())
    kept = request.session.get(DONE)
    if kept is None or kept["person_id"] != whose.person.id:
        return redirect(whose.way)
    receipt = ReplacementReceipt.from_json(kept["receipt"])
    sent = [one for one in notices.notices_of(whose.person.id, limit=5) if receipt.number in one.text]
    context = {
        "whose": whose,
        "receipt": receipt,
        "replayed": kept["replayed"],
        "is_lost": receipt.cause is Cause.LOST,
        "fee": yuan(receipt.fee_fen) if receipt.fee_fen else "",
        "message": sent[0].text if sent else "",
    }
    return render(request, "web_hall/replace_done.html", context)


def _check(request: HttpRequest, asking: Asking) -> HttpResponse:
    if request.method == "POST":
        return _hand_in(request, asking)
    answers, office = asking.answers, people.office(asking.answers.office_id or 0)
    fee = integer_of("cards.replacement_fee_fen", on=clock.today())
    rows = [
        {"label": _("持卡人"), "value": asking.whose.person.name, "small": asking.whose.person.number_masked},
        {"label": _("旧卡"), "value": asking.card.card_number_masked, "mono": True},
        {"label": _("费用"), "value": _("不收") if fee == 0 else _("%(yuan)s 元") % {"yuan": yuan(Fen(fee))}, "rule": "S9"},
    ]
    said = [
        {"label": _("照片"), "value": _("换一张新的") if answers.photo else _("用原来那张"), "href": f"{asking.way}photo/"},
        {"label": _("领卡地点"), "value": office.name, "small": office.address, "href": f"{asking.way}pickup/"},
        {"label": _("手机号码"), "value": mask.mask_mobile(answers.phone), "num": True, "href": f"{asking.way}pickup/"},
    ]
    if not asking.is_lost:
        said.insert(0, {"label": _("为什么换卡"), "value": dict(CAUSES)[answers.cause], "href": f"{asking.way}why/"})
    context = _context(asking) | {"rows": rows, "answers": said, "back": asking.way}
    return render(request, "web_hall/replace_check.html", context)


def _hand_in(request: HttpRequest, asking: Asking) -> HttpResponse:
    whose, answers = asking.whose, asking.answers
    asked = ReplacementAsked(
        pickup_office_id=answers.office_id or 0,
        phone=answers.phone,
        photo=b64decode(answers.photo) if answers.photo else None,
    )
    act = {
        "by": cast(HolderRequest, request).holder.actor(purpose=whose.purpose),
        "key": answers.key,
        "at": clock.now(),
        "person_id": whose.person.id,
        "comes": whose.comes,
        "asked": asked,
    }
    if asking.is_lost:
        receipt = journeys.replace_lost_card(**act)
    else:
        receipt = journeys.change_card(**act, cause=Cause(answers.cause), old_card=OldCard.UNUSABLE)
    request.session.pop(KEPT, None)
    kept = {"person_id": whose.person.id, "receipt": receipt.to_json(), "replayed": receipt.replayed}
    request.session[DONE] = kept
    return redirect(f"{asking.way}done/")


def _sent_again(request: HttpRequest, for_id: int | None) -> HttpResponse | None:
    """A second click on the same check leads to the receipt of the first (A3)."""
    whose = served(cast(HolderRequest, request).holder, for_id, on=clock.today())
    kept = request.session.get(DONE)
    is_done = KEPT not in request.session and kept is not None and kept["person_id"] == whose.person.id
    if not is_done:
        return None
    request.session[DONE] = kept | {"replayed": True}
    return redirect(f"{whose.way}replace/done/")


def _asking(request: HttpRequest, for_id: int | None) -> Asking:
    """Whose card, judged by the decision table. Refuses what `served` and the table refuse."""
    on = clock.today()
    whose = served(cast(HolderRequest, request).holder, for_id, on=on)
    standing = journeys.standing_of(whose.person.id, on=on)
    in_hand = standing.in_hand
    is_lost = bool(in_hand) and in_hand[-1].loss != "none"
    act = Permission.REPLACE_LOST_CARD if is_lost else Permission.CHANGE_CARD
    journeys.check(act, standing.situation, channel=cast(HolderRequest, request).holder.channel, comes=whose.comes)
    kept = request.session.get(KEPT)
    is_kept = kept is not None and kept["person_id"] == whose.person.id
    answers = answers_of(kept["answers"]) if is_kept else Answers()
    if not is_kept:
        _keep(request, whose, answers)
    return Asking(whose=whose, standing=standing, card=in_hand[-1], answers=answers)


def _form(request: HttpRequest, asking: Asking, step: Step) -> forms.Form:
    data, answers = request.POST if request.method == "POST" else None, asking.answers
    if step is Step.WHY:
        return WhyForm(data, initial={"cause": answers.cause})
    if step is Step.PHOTO:
        files = request.FILES if data is not None else None
        form = PhotoForm(data, files, initial={"photo_choice": NEW if answers.photo or not asking.has_photo else OLD})
        if not asking.has_photo and asking.needs_photo:
            form.fields["photo_choice"].choices = [(NEW, _("拍一张新的"))]  # pyright: ignore[reportAttributeAccessIssue] a ChoiceField
        return form
    form = PickupForm(data, initial={"office": answers.office_id, "phone": answers.phone or asking.whose.person.phone})
    branches = people.offices(kind=OfficeKind.BANK_BRANCH)
    form.fields["office"].choices = [("", _("请选择")), *((str(one.id), f"{one.name}，{one.address}") for one in branches)]  # pyright: ignore[reportAttributeAccessIssue] a ChoiceField
    return form


def _answers(form: forms.Form, asking: Asking, step: Step) -> Answers | None:
    """The answers with this step's; None when the room refuses, and the form says why."""
    data = form.cleaned_data
    try:
        if step is Step.WHY:
            if data["cause"] == Cause.EXPIRED:
                journeys.check_expiring(asking.card, on=clock.today())
            return answered(asking.answers, cause=data["cause"])
        if step is Step.PHOTO:
            return answered(asking.answers, is_photo_chosen=True, photo=_chosen_photo(data))
    except Refusal as refusal:
        onto_form(form, refusal)
        return None
    return answered(asking.answers, office_id=int(data["office"]), phone=data["phone"])


def _chosen_photo(data: dict[str, object]) -> str:
    """A new photo as our own JPEG in base64; empty for the old one. Refuses PhotoMissing and the photo's refusals."""
    if data["photo_choice"] == OLD:
        return ""
    file = data.get("photo")
    if file is None:
        raise cards.PhotoMissing
    limits = cards.photo_limits(clock.today())
    content = file.read(limits.max_bytes + 1)  # pyright: ignore[reportAttributeAccessIssue] a file that was sent
    return b64encode(cards.check_photo_file(content=content, limits=limits).content).decode("ascii")


def _context(asking: Asking) -> dict[str, object]:
    name = _("补一张新卡") if asking.is_lost else _("换一张新卡")
    side = asking.standing.sides.get(asking.card.card_number)
    return {
        "whose": asking.whose,
        "asking": asking,
        "title": name,
        "journey_name": name,
        "is_bank_open": side is not None and side.state == "active" and not side.is_lost,
    }


def _keep(request: HttpRequest, whose: Served, answers: Answers) -> None:
    request.session[KEPT] = {"person_id": whose.person.id, "answers": answers.kept()}
