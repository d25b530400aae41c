"""The web hall's questions."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.people import OfficeFacts
from citycard.shared import clock
from citycard.shared.numbers import citizen, mobile
from citycard.shared.refusal import Refusal

from .facts import Pair


def _checked(read: Callable[[str], str], text: str) -> str:
    try:
        return read(text)
    except Refusal as refusal:
        raise forms.ValidationError(field_error(refusal, language())) from refusal


class PairForm(forms.Form):
    """Who is asking: a number and the phone on file. Only their form is judged here, never whether anybody has them."""

    social_number = forms.CharField(
        label=_("社会保障号码"),
        help_text=_("就是身份证号码，18 位"),
        max_length=30,
        widget=forms.TextInput(attrs={"class": "num", "autocomplete": "off", "spellcheck": "false"}),
    )
    phone = forms.CharField(
        label=_("手机号码"),
        help_text=_("登记在您名下的那个，11 位"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "num", "type": "tel", "inputmode": "numeric", "autocomplete": "tel"}),
    )

    def clean_social_number(self) -> str:
        """The number as it is kept, if it can be one (S1.2)."""
        text = str(self.cleaned_data["social_number"])
        return _checked(lambda given: citizen.parse(given, clock.today()).number, text)

    def clean_phone(self) -> str:
        """The 11 digits, if they can be a mobile number (S4.4)."""
        return _checked(mobile.validate, str(self.cleaned_data["phone"]))

    def pair(self) -> Pair:
        """Both numbers, after `is_valid()`."""
        return Pair(social_number=self.cleaned_data["social_number"], phone=self.cleaned_data["phone"])


class LookForm(PairForm):
    """The same two numbers, asked for progress: the phone given with the application will do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = _("申请时留的手机号码")
        self.fields["phone"].help_text = _("11 位；登记在您名下的那个也行")


class CodeForm(forms.Form):
    """The six digits from the message."""

    code = forms.CharField(
        label=_("短信里的验证码"),
        help_text=_("6 位数字"),
        max_length=12,
        error_messages={"required": _("请填写短信里的验证码")},
        widget=forms.TextInput(attrs={"class": "num w-short", "inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Digits only, blanks forgiven."""
        code = str(self.cleaned_data["code"]).replace(" ", "")
        if len(code) != 6 or not (code.isascii() and code.isdigit()):
            raise forms.ValidationError(_("验证码要填 6 位数字，现在是 %(length)s 位"), params={"length": len(code)})
        return code


class BranchForm(forms.Form):
    """Where the card is to be collected."""

    office = forms.TypedChoiceField(label=_("改到哪个网点领卡？"), coerce=int, empty_value=None)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offices: tuple[OfficeFacts, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.id), f"{one.name}（{one.address}）") for one in offices]
        self.fields["office"].choices = [("", _("请选择")), *choices]  # pyright: ignore[reportAttributeAccessIssue] a ChoiceField


class WithdrawForm(forms.Form):
    """A withdrawal is said twice: the button, and this box."""

    sure = forms.BooleanField(label=_("我要撤回这份申请"), error_messages={"required": _("要撤回，请先勾选这一项")})
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
