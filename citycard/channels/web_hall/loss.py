"""Reporting a loss in the web hall (网上挂失, S7.2): one question a page, everything once more, then what is now."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard import journeys, notices
from citycard.channels.loss import words
from citycard.channels.loss.steps import (
    Answers,
    LossCase,
    Step,
    answered,
    answers_of,
    loss_case,
    next_step,
    place_of,
    what_of,
)
from citycard.channels.refusals import onto_form
from citycard.journeys import HowLost, LossReceipt
from citycard.shared import clock
from citycard.shared.refusal import Refusal

from .holding import HolderRequest, holder_page
from .serving import Served, served

KEPT, DONE = "loss_answers", "loss_done"
CHOOSE = {"required": gettext_lazy("请选一项"), "invalid_choice": gettext_lazy("请选一项")}


class WhatForm(forms.Form):
    """Which card."""

    answer = forms.ChoiceField(label=gettext_lazy("哪张卡丢了？"), widget=forms.RadioSelect, error_messages=CHOOSE)


class HowForm(forms.Form):
    """How it was lost."""

    answer = forms.ChoiceField(
        label=gettext_lazy("卡是怎么没的？"),
        help_text=gettext_lazy("只作记录，选哪一项都一样挂失。"),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class PhoneForm(forms.Form):
    """Whom else to tell; left empty nobody."""

    answer = forms.CharField(
        label=gettext_lazy("挂失结果发到哪个手机？"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "num w-short", "type": "tel", "inputmode": "numeric", "autocomplete": "tel"}),
    )

    optional = False


@never_cache
@require_safe
@holder_page
def loss(request: HttpRequest, for_id: int | None = None) -> HttpResponse:
    """Begin with new answers; who has nothing to report is told so at once. Refuses what `served` and `loss_case` refuse."""
    whose, case = _case(request, for_id)
    answers = Answers()
    _keep(request, whose, answers)
    return redirect(_at(whose, next_step(case, answers)))


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def loss_step(request: HttpRequest, step: str, for_id: int | None = None) -> HttpResponse:
    """Show one question and take its answer; the last page reports."""
    whose, case = _case(request, for_id)
    answers = _kept(request, whose)
    if answers is None or step not in case.steps:
        return _nothing_kept(request, whose)
    if next_step(case, answers) is not Step(step) and case.steps.index(next_step(case, answers)) < case.steps.index(Step(step)):
        return redirect(_at(whose, next_step(case, answers)))
    if step == Step.CHECK:
        return _check(request, whose, case, answers)
    return _question(request, whose, case, answers, Step(step))


@never_cache
@require_safe
@holder_page
def loss_done(request: HttpRequest, for_id: int | None = None) -> HttpResponse:
    """What is now, since when, and what is still to be done at the bank."""
    whose = served(cast(HolderRequest, request).holder, for_id, on=clock.today())
    kept = request.session.get(DONE)
    if kept is None or kept["person_id"] != whose.person.id:
        return redirect(whose.way)
    receipt = LossReceipt.from_json(kept["receipt"])
    sent = [one for one in notices.notices_of(whose.person.id, limit=5) if receipt.number in one.text]
    context = {
        "whose": whose,
        "receipt": receipt,
        "said": words.told_words(receipt),
        "replayed": kept["replayed"],
        "message": sent[0].text if sent else "",
        "told": _("、").join(receipt.told),
    }
    return render(request, "web_hall/loss_done.html", context)


def _question(request: HttpRequest, whose: Served, case: LossCase, answers: Answers, step: Step) -> HttpResponse:
    form = _form(step, case, answers, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answers = answered(case, answers, step, str(form.cleaned_data["answer"]))
        except Refusal as refusal:
            onto_form(form, refusal.at_field("answer"))
        else:
            _keep(request, whose, answers)
            return redirect(_at(whose, next_step(case, answers)))
    page, pages = place_of(case, step)
    context = {
        "form": form,
        "step": page,
        "steps_total": pages,
        "journey_name": words.journey_words(what_of(case, answers)),
        "back": _before(whose, case, step),
        "asks_phone": step is Step.PHONE,
        "whose": whose,
    }
    return render(request, "web_hall/loss_question.html", context, status=400 if form.errors else 200)


def _check(request: HttpRequest, whose: Served, case: LossCase, answers: Answers) -> HttpResponse:
    if request.method == "POST":
        return _report(request, whose, case, answers)
    what = what_of(case, answers)
    page, pages = place_of(case, Step.CHECK)
    context = {
        "rows": words.lost_rows(case, what),
        "answers": words.answer_rows(case, answers, way=f"{whose.way}loss/"),
        "what": what,
        "step": page,
        "steps_total": pages,
        "journey_name": words.journey_words(what),
        "back": _before(whose, case, Step.CHECK),
        "whose": whose,
    }
    return render(request, "web_hall/loss_check.html", context)


def _report(request: HttpRequest, whose: Served, case: LossCase, answers: Answers) -> HttpResponse:
    receipt = journeys.report_loss(
        by=cast(HolderRequest, request).holder.actor(purpose=whose.purpose),
        key=answers.key,
        at=clock.now(),
        person_id=whose.person.id,
        comes=whose.comes,
        what=what_of(case, answers),
        how=HowLost(answers.how or HowLost.UNKNOWN),
        tell_also=answers.phone or "",
    )
    request.session.pop(KEPT, None)
    request.session[DONE] = {"person_id": whose.person.id, "receipt": receipt.to_json(), "replayed": receipt.replayed}
    return redirect(f"{whose.way}loss/done/")


def _form(step: Step, case: LossCase, answers: Answers, data: Any) -> forms.Form:
    if step is Step.PHONE:
        form = PhoneForm(data, initial={"answer": answers.phone or ""})
        on_file = case.person.phone_masked if case.person.phone else ""
        hint = _("登记的手机 %(phone)s 一定会收到短信。要另外告诉别人的，填一个 11 位手机号码；不填也行。") % {"phone": on_file}
        none = _("11 位手机号码。挂失成功后会发一条短信；短信收不到也不影响挂失。")
        form.fields["answer"].help_text = hint if on_file else none
        return form
    kind, choices, said = (
        (WhatForm, words.choice_words(case), answers.what) if step is Step.WHAT else (HowForm, words.how_words(), answers.how)
    )
    form = kind(data, initial={"answer": said})
    form.fields["answer"].choices = choices  # pyright: ignore[reportAttributeAccessIssue] a ChoiceField
    return form


def _case(request: HttpRequest, for_id: int | None) -> tuple[Served, LossCase]:
    on = clock.today()
    whose = served(cast(HolderRequest, request).holder, for_id, on=on)
    standing = journeys.standing_of(whose.person.id, on=on)
    return whose, loss_case(standing, channel=cast(HolderRequest, request).holder.channel, comes=whose.comes, on=on)


def _kept(request: HttpRequest, whose: Served) -> Answers | None:
    kept = request.session.get(KEPT)
    return answers_of(kept["answers"]) if kept is not None and kept["person_id"] == whose.person.id else None


def _keep(request: HttpRequest, whose: Served, answers: Answers) -> None:
    request.session[KEPT] = {"person_id": whose.person.id, "answers": answers.kept()}


def _nothing_kept(request: HttpRequest, whose: Served) -> HttpResponseRedirect:
    """Without answers: to the receipt if the report has just been made (a second click), else to the first question."""
    done = request.session.get(DONE)
    is_done = done is not None and done["person_id"] == whose.person.id and request.method == "POST"
    return redirect(f"{whose.way}loss/done/" if is_done else f"{whose.way}loss/")


def _at(whose: Served, step: Step) -> str:
    return f"{whose.way}loss/{step}/"


def _before(whose: Served, case: LossCase, step: Step) -> str:
    place = case.steps.index(step)
    return _at(whose, case.steps[place - 1]) if place else whose.way
