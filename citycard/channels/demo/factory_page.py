"""The sample factory's door: bring a production file, take its return file away; in the demo only."""

from typing import cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from citycard.channels.downloads import attachment
from citycard.shared import clock

from .factory import make_return


class FactoryForm(forms.Form):
    """A production file, and the lines that shall fail."""

    file = forms.FileField(label=_("制卡文件"), help_text=_("制卡中心批次页上下载的那个文件"))
    faulty = forms.RegexField(
        label=_("哪几行做坏"),
        help_text=_("行的序号，用空格分开，例如 2 5；空着就全部做好"),
        regex=r"^[0-9 ]{0,60}$",
        required=False,
        error_messages={"invalid": _("只写数字和空格，例如 2 5")},
    )


@require_http_methods(["GET", "POST"])
def factory(request: HttpRequest) -> HttpResponseBase:
    """Show the form, or give the return file of the uploaded production file."""
    if not settings.DEMO:
        raise Http404
    form = FactoryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = cast(UploadedFile, form.cleaned_data["file"])
        faulty = frozenset(int(word) for word in form.cleaned_data["faulty"].split())
        made = make_return(name=upload.name or "", chunks=upload.chunks(), on=clock.today(), faulty=faulty)
        return attachment(chunks=made.chunks, name=made.name)
    return render(request, "demo/factory.html", {"form": form}, status=400 if form.errors else 200)
