"""The forms of the counters: what is asked, in the words of the counter."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from citycard.channels.refusals import onto_form
from citycard.people import OfficeFacts
from citycard.shared.numbers import nation
from citycard.shared.refusal import Refusal

NUMBER_INPUT = {"autocomplete": "off", "class": "cc-id", "spellcheck": "false"}
DATE_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
YES_NO = (("yes", _("有")), ("no", _("没有")))
CATEGORIES = (("self_employed", _("个体 / 灵活就业")), ("resident", _("城镇居民（没有单位的老人、孩子也选这一项）")))
RELATIONS = (
    ("父亲", _("父亲")),
    ("母亲", _("母亲")),
    ("祖父母", _("祖父母")),
    ("外祖父母", _("外祖父母")),
    ("配偶", _("配偶")),
    ("子女", _("子女")),
    ("其他监护人", _("其他监护人")),
)
GUARDIAN_PROOFS = (("户口簿", _("户口簿")), ("出生证明", _("出生证明")), ("监护证明", _("监护证明")))
NATIONS = [(f"{place:02d}", f"{name}族") for place, name in enumerate(nation.NATIONS, start=1)]
# A refusal names the field as its room calls it; these are the names that a form may have for the same thing.
ALSO_CALLED = {
    "citizen_number": ("social_number", "number", "guardian_number", "identity_number", "agent_number"),
    "mobile": ("phone",),
    "phone": ("phone", "mobile"),
    "name": ("name", "agent_name"),
    "guardian": ("guardian_number",),
    "pickup_office": ("office",),
    "agent": ("agent_number",),
    "refunds": ("reason",),
    "medical": ("medical_answer",),
}


def put_on(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal at the form's field for what the room names, else above the form."""
    names = (refusal.field, *ALSO_CALLED.get(refusal.field, ()))
    refusal.field = next((name for name in names if name in form.fields), "")
    onto_form(form, refusal)


class AskedWhen(forms.CharField):
    """A field that is needed in one case only: `when` stands where other fields say that they may be left empty."""

    def __init__(self, *, when: Promise, **kwargs: object) -> None:
        super().__init__(required=False, **kwargs)
        self.when = when


class RegisterForm(forms.Form):
    """A newcomer, as the document says."""

    name = forms.CharField(label=_("姓名"), max_length=80, help_text=_("照证件写；少数民族名字里的点写成“·”"))
    social_number = forms.CharField(
        label=_("社会保障号码"), max_length=24, help_text=_("18 位，就是公民身份号码"), widget=forms.TextInput(attrs=NUMBER_INPUT)
    )
    nation = forms.ChoiceField(label=_("民族"), choices=NATIONS)
    category = forms.ChoiceField(label=_("属于哪一种"), choices=CATEGORIES, widget=forms.RadioSelect)
    phone = forms.CharField(
        label=_("手机号码"),
        max_length=20,
        required=False,
        help_text=_("11 位；取卡短信发到这里。孩子可以写监护人的，没有就空着"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    address = forms.CharField(label=_("住址"), max_length=120, required=False, help_text=_("到门牌号"))
    has_id_card = forms.ChoiceField(label=_("有居民身份证吗？"), choices=YES_NO, widget=forms.RadioSelect)
    id_valid_until = forms.DateField(
        label=_("身份证有效到哪一天"), required=False, help_text=_("长期有效的空着"), widget=DATE_INPUT
    )
    is_ward = forms.BooleanField(label=_("成年，但由监护人照管（有监护证明）"), required=False, help_text=_("孩子不用勾"))


class IdCardForm(forms.Form):
    """Whether a person has an ID card now, and until when."""

    has_id_card = forms.ChoiceField(label=_("现在有居民身份证吗？"), choices=YES_NO, widget=forms.RadioSelect)
    id_valid_until = forms.DateField(
        label=_("有效到哪一天"), required=False, help_text=_("看证件背面；长期有效的空着"), widget=DATE_INPUT
    )


class PhoneForm(forms.Form):
    """A new mobile number."""

    phone = forms.CharField(
        label=_("新的手机号码"), max_length=20, help_text=_("11 位；以后的短信发到这里"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip


class GuardianForm(forms.Form):
    """Who is the guardian, and which paper proves it."""

    guardian_number = forms.CharField(
        label=_("监护人的社会保障号码"),
        max_length=24,
        help_text=_("监护人要先登记过"),
        widget=forms.TextInput(attrs=NUMBER_INPUT),
    )
    relation = forms.ChoiceField(label=_("监护人是孩子（被监护人）的什么人"), choices=RELATIONS)
    proof = forms.ChoiceField(label=_("看了哪一种证明的原件"), choices=GUARDIAN_PROOFS)


class ApplyForm(forms.Form):
    """Phone and branch of an application; the photo is looked at by the card room."""

    phone = forms.CharField(
        label=_("手机号码"),
        max_length=20,
        help_text=_("取卡短信发到这里；孩子写监护人的"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    office = forms.ChoiceField(label=_("到哪个银行网点领卡"), help_text=_("做好后只能在这个网点领；寄出以前可以改"))

    def __init__(self, *args: object, branches: tuple[OfficeFacts, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = branch_choices(branches)


class CorrectForm(forms.Form):
    """A new phone number for an application."""

    phone = forms.CharField(
        label=_("手机号码"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )


class BranchForm(forms.Form):
    """Another branch to collect at."""

    office = forms.ChoiceField(label=_("改到哪个网点领"))

    def __init__(self, *args: object, branches: tuple[OfficeFacts, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = branch_choices(branches)


class WrongFaceForm(forms.Form):
    """What is wrong on the card."""

    reason = forms.CharField(label=_("卡面哪里不对"), max_length=60, help_text=_("例如“姓名第二个字错了”“相片不是本人”"))


def branch_choices(branches: tuple[OfficeFacts, ...]) -> list[tuple[str, str]]:
    """The bank's branches as choices, each with its address."""
    return [("", str(_("请选择"))), *((str(one.id), f"{one.name}，{one.address}") for one in branches)]
