"""How an operator comes in, chooses a place, and goes."""

from django import forms
from django.contrib.auth import get_user_model, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from citycard.channels.refusals import onto_form
from citycard.channels.staffing import POSTING
from citycard.shared import clock
from citycard.staff import SignInFailed, SignInPaused, operator_of
from citycard.staff import sign_in as check_sign_in


class SignInForm(forms.Form):
    """Staff number and sign-in password of an operator."""

    staff_no = forms.CharField(label=_("工号"), max_length=16, widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_("登录口令"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in and go on to where the operator was."""
    form = SignInForm(request.POST or None)
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if request.method == "POST" and form.is_valid() and _let_in(request, form):
        is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        return redirect(wanted if is_ours else "desk:home")
    status = 400 if form.errors else 200
    return render(request, "desk/sign_in.html", {"form": form, "next": wanted, "was_open": bool(wanted)}, status=status)


def _let_in(request: HttpRequest, form: SignInForm) -> bool:
    """Check the pair and begin the session; a refusal stands above the form."""
    given = form.cleaned_data
    try:
        operator = check_sign_in(staff_no=given["staff_no"], password=given["password"], at=clock.now())
    except (SignInFailed, SignInPaused) as refusal:
        onto_form(form, refusal)
        return False
    login(request, get_user_model().objects.get(pk=operator.account_id))
    return True


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; nothing of the session is left."""
    logout(request)
    return redirect("desk:login")


@require_POST
def choose_posting(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Work at another of one's places from now on."""
    operator = operator_of(account_id=request.user.pk, on=clock.today()) if request.user.is_authenticated else None
    if operator is not None and any(posting.id == posting_id for posting in operator.postings):
        request.session[POSTING] = posting_id
    return redirect("desk:home")
