"""The forms of the units' hall: the label is the question, a hint says what is right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citycard.cards import Cause
from citycard.people import offices
from citycard.policy import integer_of
from citycard.shared import clock
from citycard.shared.numbers import citizen, validate_name

from .own import done_or_said

CAUSES = (
    (Cause.DAMAGED.value, _("卡坏了，读不出或断了")),
    (Cause.EXPIRED.value, _("快到期或已经到期")),
    (Cause.DATA.value, _("卡上的姓名、号码等资料变了")),
)
PICTURES, TABLES = "image/jpeg,image/png", ".xlsx,.csv"


def _text() -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", "class": "w-field"})


def _phone() -> forms.CharField:
    attrs = {"inputmode": "tel", "autocomplete": "off", "class": "w-field"}
    return forms.CharField(
        label=_("手机号码"), max_length=20, help_text=_("11 位。办卡的短信发到这个号码"), widget=forms.TextInput(attrs=attrs)
    )


def _photo() -> forms.FileField:
    return forms.FileField(
        label=_("相片"),
        required=False,
        help_text=_("JPG 或 PNG，358 × 441 像素的白底证件照，可以以后再补"),
        widget=forms.ClearableFileInput(attrs={"accept": PICTURES}),
    )


class _AtHall(forms.Form):
    """A form that asks at which card hall the unit collects (S4.1)."""

    hall = forms.ChoiceField(label=_("单位到哪个卡服务大厅领卡？"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        halls = offices(kind="card_hall")
        self.fields["hall"].choices = [(str(hall.id), f"{hall.name}，{hall.address}") for hall in halls]
        if len(halls) == 1:
            self.fields["hall"].initial = str(halls[0].id)

    def hall_id(self) -> int:
        """The hall chosen."""
        return int(self.cleaned_data["hall"])


def uploaded_photo(form: forms.Form) -> bytes | None:
    """The bytes of an uploaded photo, one more than the limit at most; None without one."""
    file = form.cleaned_data.get("photo")
    return file.read(integer_of("photo.max_bytes", on=clock.today()) + 1) if file else None


class ApplyForm(_AtHall):
    """An application for one of the unit's people."""

    phone = _phone()
    photo = _photo()
    field_order = ("phone", "photo", "hall")


class ReplaceForm(ApplyForm):
    """A new card in place of a lost one; without a photo the old one is used again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].help_text = _("不传就用原来那张。JPG 或 PNG，358 × 441 像素的白底证件照")


class ChangeForm(ReplaceForm):
    """A new card in place of one that is damaged, running out or outdated."""

    cause = forms.ChoiceField(label=_("为什么换卡？"), choices=CAUSES, widget=forms.RadioSelect)
    is_unusable = forms.BooleanField(label=_("本人说旧卡已经不能用；旧卡在新卡激活时作废"))
    field_order = ("cause", "is_unusable", "phone", "photo", "hall")


class CorrectForm(forms.Form):
    """What can be corrected in an application."""

    phone = _phone()
    photo = _photo()


class NewPersonForm(forms.Form):
    """A person who is not on the register yet."""

    social_number = forms.CharField(
        label=_("社会保障号码"), max_length=20, help_text=_("就是公民身份号码，18 位"), widget=_text()
    )
    name = forms.CharField(label=_("姓名"), max_length=50, help_text=_("和身份证上一样，名字中间的点用 ·"))
    phone = _phone()
    id_valid_until = forms.CharField(
        label=_("身份证有效期到哪一天？"),
        max_length=12,
        required=False,
        help_text=_("例如 2036-05-06；长期有效的写 长期；没有身份证的孩子空着"),
    )


class RosterForm(_AtHall):
    """A roster to upload."""

    roster = forms.FileField(
        label=_("选名册文件"),
        help_text=_("Excel（.xlsx）或 CSV，表头要有：姓名、社会保障号码、联系手机"),
        widget=forms.ClearableFileInput(attrs={"accept": TABLES}),
        error_messages={"empty": _("这个文件是空的，请重新选")},
    )
    good_rows = forms.BooleanField(label=_("有问题的行先放下，没有问题的行照办"), required=False)
    field_order = ("roster", "hall", "good_rows")


class PhotosForm(forms.Form):
    """A ZIP of portraits."""

    photos = forms.FileField(
        label=_("选相片压缩包"),
        help_text=_("ZIP，里面每张相片的文件名用名册的行号，或本人的社会保障号码，例如 12.jpg"),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
        error_messages={"empty": _("这个文件是空的，请重新选")},
    )


class LetterForm(forms.Form):
    """Who collects the unit's cards, for the letter of introduction. Nothing of it is kept."""

    agent = forms.CharField(label=_("取卡人姓名"), max_length=50, widget=_text())
    agent_number = forms.CharField(
        label=_("取卡人公民身份号码"), max_length=20, help_text=_("印在介绍信上，系统里不留"), widget=_text()
    )

    def clean(self) -> dict[str, Any]:
        """Check name and number as every name and number is checked (S1.2)."""
        data, today = super().clean() or {}, clock.today()
        if "agent" in data:
            done_or_said(self, lambda: validate_name(data["agent"]), field="agent")
        if "agent_number" in data:
            done_or_said(self, lambda: citizen.parse(data["agent_number"], today), field="agent_number")
        return data
