"""Taking back a death that was recorded by mistake, the first signature (提请撤销误登的去世, S11.1): the person stands there."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycard import journeys, staff
from citycard.audit import Actor, Receipt
from citycard.channels.desk.collect import FACES, same_face
from citycard.channels.desk.ending import EndingSheet, Step, step_page
from citycard.channels.staffing import staff_page
from citycard.shared import clock
from citycard.staff import Permission

P = Permission


class MistakeForm(forms.Form):
    """The face of who came, and how the mistake came about."""

    face = forms.ChoiceField(label=gettext_lazy("来的人和证件照片是同一个人吗？"), choices=FACES, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("怎么登错的？"),
        max_length=200,
        help_text=gettext_lazy("复核的经办人照这里核对，例如“同名的人去世，登记时点错了人”"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    clean_face = same_face(gettext_lazy("不是同一个人，不能提请。请本人来，或带齐代办的材料"))


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(P.PREPARE_TAKE_BACK_DEATH)
def take_back_death(request: HttpRequest, person_id: int) -> HttpResponse:
    """Prepare it for a second operator; what waits already is shown instead (A2, A3)."""
    waiting = staff.approval_waiting(person_id=person_id, act=P.APPROVE_TAKE_BACK_DEATH)
    if waiting is not None and request.method != "POST":
        return redirect("desk:approval", waiting.id)
    return step_page(request, person_id, TAKE_BACK)


def _prepare(sheet: EndingSheet, by: Actor, key: str) -> Receipt:
    act = {"by": by, "key": key, "at": clock.now(), "person_id": sheet.who.id, "comes": sheet.comes}
    return journeys.prepare_take_back_death(**act, reason=sheet.form.cleaned_data["reason"])


TAKE_BACK = Step(
    act=P.PREPARE_TAKE_BACK_DEATH,
    service="death-correct",
    form=MistakeForm,
    title=gettext_lazy("撤销误登的去世"),
    lead=gettext_lazy("人在世，去世是登错的。您核对、提请，另一位经办人复核以后才生效。"),
    effects=(),
    after_death=(
        (gettext_lazy("现在什么也不变：等卡服务大厅或经办机构的另一位经办人复核"), "A2"),
        (gettext_lazy("复核通过，去世登记撤销，银行账户恢复支付"), "S11.1"),
        (gettext_lazy("停下的代扣、养老金、委托和监护关系接着走，中间没有别的变化的都恢复"), "S11.1"),
        (gettext_lazy("已经注销、销户、撤回的不能恢复，回执上写清下一步"), "S11.2"),
        (gettext_lazy("办没办成，都发短信告诉本人"), "S11.1"),
    ),
    button=gettext_lazy("提请，等另一位经办人复核"),
    told=gettext_lazy("已提请，等另一位经办人复核"),
    do=_prepare,
    done="desk:person",
    is_final=False,
    is_cancelling=False,
)
