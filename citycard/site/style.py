"""`/style/`: every part of the screens with sample data, in the demo city and while developing only."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_safe

_SAMPLE = Path(__file__).with_name("style_sample.json")
_MOMENTS = {"at", "since", "issued_on", "law_since", "moment"}
_PAGES = {"": "style/citizen.html", "staff": "style/staff.html", "journey": "style/journey.html"}


class SampleForm(forms.Form):
    """One field of each kind, as page authors use them."""

    mobile = forms.RegexField(
        r"^\d{11}$",
        label="手机号码",
        help_text="11 位数字",
        error_messages={"invalid": "手机号码要填 11 位数字，现在是 10 位"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "tel", "class": "num"}),
    )
    reason = forms.ChoiceField(label="怎么没的", choices=[("lost", "丢失"), ("stolen", "被偷")], widget=forms.RadioSelect)
    branch = forms.ChoiceField(label="到哪个网点领卡", choices=[("", "请选择"), ("1", "北站支行（示例）")])
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    photo = forms.FileField(label="照片", required=False, help_text="白底免冠，JPG")
    agreed = forms.BooleanField(label="我已看过上面的说明")


@cache
def _sample() -> dict[str, Any]:
    return json.loads(_SAMPLE.read_text(encoding="utf-8"), object_hook=_with_moments)


def _with_moments(entry: dict[str, Any]) -> dict[str, Any]:
    """JSON has no moments: the fields that are one are written in ISO form and read here."""
    return {key: datetime.fromisoformat(value) if key in _MOMENTS else value for key, value in entry.items()}


def _frame(page: str) -> dict[str, Any]:
    if page == "staff":
        frame = _sample()["staff"]
        return frame | {"nav_links": render_to_string("parts/staff_nav.html", frame)}
    wrong = SampleForm({"mobile": "1350000884"})
    wrong.is_valid()
    return {"form": wrong, **_sample()["journey"]} if page == "journey" else {}


@require_safe
def style(request: HttpRequest, page: str = "") -> HttpResponse:
    """Show the parts inside the citizen's frame, the staff's, or as one question of a journey."""
    if not (settings.DEBUG or settings.DEMO) or page not in _PAGES:
        raise Http404
    pages = {"page": Paginator(range(95), 10).page(4)}
    return render(request, _PAGES[page], _sample()["parts"] | pages | _frame(page))


urlpatterns = [path("style/", style, name="style"), path("style/<slug:page>/", style, name="style-page")]
