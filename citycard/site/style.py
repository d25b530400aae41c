"""`/style/`: every part of the screens with sample data, in the demo city and while developing only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from citycard.shared.clock import CHINA

_AT = datetime(2026, 11, 23, 14, 6, tzinfo=CHINA)
Sample = dict[str, Any]


class SampleForm(forms.Form):
    """One field of each kind, as page authors use them."""

    mobile = forms.RegexField(
        r"^\d{11}$",
        label=_("手机号码"),
        help_text=_("11 位数字"),
        error_messages={"invalid": _("手机号码要填 11 位数字，现在是 10 位")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "tel", "class": "num"}),
    )
    reason = forms.ChoiceField(
        label=_("怎么没的"), choices=[("lost", _("丢失")), ("stolen", _("被偷"))], widget=forms.RadioSelect
    )
    branch = forms.ChoiceField(label=_("到哪个网点领卡"), choices=[("", _("请选择")), ("1", _("北站支行（示例）"))])
    note = forms.CharField(label=_("备注"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    photo = forms.FileField(label=_("照片"), required=False, help_text=_("白底免冠，JPG，不超过 2 MB"))
    agreed = forms.BooleanField(label=_("我已看过上面的说明"))


@dataclass(frozen=True)
class SampleExplanation:
    """What a refusal says, shaped as `channels.messages.Explanation`."""

    cannot: Any = _("现在不能解除挂失")
    because: Any = _("因为您已经申请了补卡。")
    rule: str = "S8.3"
    law: Any = _("申请补卡以后，旧卡就不能再解除挂失。")
    law_since: date = date(2016, 5, 1)
    can: tuple[Any, ...] = (
        _("等新卡做好。做好会发短信，也可以自己查进度。"),
        _("这段时间要住院，带有效身份证件到卡服务大厅领临时卡，免费。"),
    )


def _states() -> Sample:
    return {
        "social": {
            "tone": "stop",
            "word": _("密码已锁"),
            "icon": "lock",
            "text": _("在定点药店（示例）连续输错 6 次。"),
            "rule": "S6.2",
        },
        "bank": {
            "tone": "ok",
            "word": _("正常"),
            "text": _("2026年3月12日激活。不受社保密码影响。"),
            "ticks": [
                {"ok": True, "text": _("取款、转账、刷卡消费")},
                {"ok": False, "text": _("医院看病结算")},
                {"text": _("卡还没激活")},
            ],
        },
        "steps": [
            {"title": _("已申请"), "note": "10月12日", "place": _("所属社区"), "state": "done"},
            {"title": _("核对通过"), "note": "10月15日", "state": "done"},
            {"title": _("等您来领"), "note": "11月18日", "state": "now"},
            {"title": _("激活启用"), "note": _("领卡时一起办"), "state": "todo"},
        ],
        "card": {
            "name": "王芳",
            "citizen": "2104**********1226",
            "number": "A0****038",
            "issued_on": date(2026, 11, 5),
            "bank": "6200 00** **** ***4 186",
        },  # fmt: skip
    }


def _acts() -> Sample:
    return {
        "can": [
            {"title": _("重置社保密码"), "hint": _("恢复为 000000 并解锁"), "icon": "key", "href": "#reset", "rule": "S6.1"},
            {"title": _("挂失社保账户"), "hint": _("马上生效"), "icon": "lock", "href": "#loss", "rule": "S7.2"},
        ],
        "cannot": [
            {
                "title": _("解除挂失"),
                "short": _("这张卡没有挂失"),
                "icon": "lock-open",
                "because": _("先重置密码就能用。"),
                "rule": "S8.1",
            },
            {
                "title": _("补卡、换卡"),
                "short": _("本窗口不办"),
                "because": _("请换一个地方办："),
                "ways": [_("到所属社区"), _("在网上服务大厅申请")],
            },
        ],
        "documents": [
            {
                "name": _("户口簿"),
                "look_at": _("看：孩子这一页的姓名、号码与申请一致"),
                "field": "document",
                "value": "1",
                "checked": True,
            },
            {"name": _("监护人有效身份证件"), "look_at": _("在有效期内"), "field": "document", "value": "2"},
            {"name": _("带上居民身份证"), "look_at": _("原件"), "rule": "S4.2", "href": "#scan"},
        ],
    }


def _records() -> Sample:
    return {
        "lines": [
            {"title": _("社保密码连续输错 6 次，锁定"), "at": _AT, "meta": [_("定点药店（示例）")], "bad": True},
            {"title": _("领卡"), "at": _AT - timedelta(days=3), "meta": [_("北站支行"), "孙丽 B1108"]},
        ],
        "rows": [
            {"label": _("持卡人"), "value": "赵雪梅"},
            {"label": _("社会保障号码"), "value": "2104**********2627", "mono": True},
            {"label": _("怎么没的"), "value": _("丢失"), "href": "#why", "small": _("银行账户要到抚顺银行挂失")},
        ],
        "page": Paginator(range(95), 10).page(4),
        "bars": [
            {"label": _("余额不足"), "percent": 78.3, "value": "24,731", "share": "78.3%", "tone": "am"},
            {"label": _("账户已挂失"), "percent": 6, "value": "1,906", "share": "6.0%"},
        ],
        "charts": [
            {"id": "age", "kind": "stack", "label": _("等了多久还没领"), "over": _("等待"), "series": [_("银行网点"), _("卡服务大厅")],
             "rows": [["0–1", "5,210", "2,480"], ["1–2", "3,104", "702"], ["2–3", "2,207", "318"]]},
            {"id": "loss", "kind": "hbar", "label": _("挂失从哪里来"), "over": _("渠道"), "series": [_("次数")],
             "rows": [[_("微信"), "2,311"], ["12333", "1,204"], [_("抚顺银行"), "1,038"]]},
            {"id": "pin", "kind": "line", "label": _("密码锁定"), "over": _("日期"), "series": [_("社保密码"), _("银行密码")],
             "rows": [["11-21", "36", "10"], ["11-22", "32", "9"], ["11-23", "40", "11"]]},
        ],
    }  # fmt: skip


def _staff() -> Sample:
    return {
        "office": _("卡服务大厅"),
        "me": "赵敏 · K0317",
        "me_at": _("卡服务大厅 3 号窗口"),
        "search_action": "/style/staff/",
        "purpose": {"text": _("本人来窗口，社保密码锁定"), "since": _AT, "change_href": "#purpose"},
        "nav": [
            {"title": _("窗口"), "links": [
                {"label": _("找人办事"), "href": "#find", "icon": "user-check", "current": True},
                {"label": _("临时卡"), "href": "#temporary", "icon": "first-aid-kit", "count": 3},
            ]},
            {"title": _("管理"), "links": [{"label": _("运行看板"), "href": "#ops", "icon": "layout-dashboard"}]},
        ],
    }  # fmt: skip


def _sample() -> Sample:
    wrong = SampleForm({"mobile": "1350000884"})
    wrong.is_valid()
    return (
        _states()
        | _acts()
        | _records()
        | {"sample_form": wrong, "explanation": SampleExplanation(), "fen": 128650, "moment": _AT}
    )


_PAGES: dict[str, str] = {"": "style/citizen.html", "staff": "style/staff.html", "journey": "style/journey.html"}


@require_safe
def style(request: HttpRequest, page: str = "") -> HttpResponse:
    """Show the parts inside the citizen's frame, the staff's, or as one question of a journey."""
    if not (settings.DEBUG or settings.DEMO) or page not in _PAGES:
        raise Http404
    context = _sample()
    if page == "staff":
        context |= _staff()
    if page == "journey":
        context |= {
            "form": context["sample_form"],
            "journey_name": _("挂失社保账户"),
            "step": 2,
            "steps_total": 3,
            "back": "/style/",
        }
    return render(request, _PAGES[page], context)


urlpatterns = [path("style/", style, name="style"), path("style/<slug:page>/", style, name="style-page")]
