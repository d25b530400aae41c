"""The demo's phone: every message that left the house can be read here, and nowhere else."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.notices import inbox as messages_of
from citycard.shared.numbers import mask, mobile
from citycard.shared.refusal import Refusal

from .city import demo_people

PHONE = "inbox_phone"
SHOWN = 30


class PhoneForm(forms.Form):
    """Whose phone to look at; empty for everybody's."""

    phone = forms.CharField(
        label=_("看哪个手机的短信"),
        help_text=_("11 位；不填就看全部"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "num", "type": "tel", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_phone(self) -> str:
        """The 11 digits, or nothing."""
        text = str(self.cleaned_data["phone"]).strip()
        try:
            return mobile.validate(text) if text else ""
        except Refusal as refusal:
            raise forms.ValidationError(field_error(refusal, language())) from refusal


@never_cache
@require_http_methods(["GET", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """Show a phone's messages. The number goes into the session, not into the address."""
    _only_in_the_demo()
    form = PhoneForm(request.POST or None, initial={"phone": request.session.get(PHONE, "")})
    if request.method == "POST" and form.is_valid():
        request.session[PHONE] = form.cleaned_data["phone"]
        return redirect("demo:inbox")
    context = {"form": form, "people": demo_people()} | _messages(request)
    return render(request, "demo/inbox.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """The messages alone, for the page that asks every few seconds."""
    _only_in_the_demo()
    return render(request, "demo/messages.html", _messages(request))


def _messages(request: HttpRequest) -> dict[str, object]:
    phone = request.session.get(PHONE, "")
    return {"phone": mask.mask_mobile(phone), "is_all": not phone, "messages_shown": messages_of(phone or None, limit=SHOWN)}


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
