"""The four files of a batch: sent to bank and factory, taken back from them."""

from typing import cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from citycard import cards
from citycard.channels.downloads import attachment
from citycard.channels.files import Style
from citycard.channels.files.exchange import send_bank_file, send_factory_file, take_bank_return, take_factory_return
from citycard.channels.staffing import StaffRequest, key_of, new_key, staff_page
from citycard.shared import clock
from citycard.staff import Permission

SEND = {"bank": send_bank_file, "factory": send_factory_file}
TAKE = {"bank": take_bank_return, "factory": take_factory_return}


class ReturnForm(forms.Form):
    """A file that came back."""

    key = forms.CharField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("回盘文件"),
        help_text=gettext_lazy("CSV（GB18030）或 JSON 行；合计、行数和每一行都对，才会写入"),
    )


@require_http_methods(["POST"])
@staff_page(Permission.EXCHANGE_FILES)
def send(request: HttpRequest, batch_id: int, leg: str) -> HttpResponseBase:
    """Write a file for the bank or the factory and give it to be saved."""
    if leg not in SEND:
        raise Http404
    desk = cast(StaffRequest, request).desk
    style = Style.JSON_LINES if request.POST.get("style") == "jsonl" else Style.CSV
    out = SEND[leg](by=desk.actor(), key=key_of(request), at=clock.now(), batch_id=batch_id, style=style)
    return attachment(chunks=out.chunks(), name=out.name)


@require_http_methods(["GET", "POST"])
@staff_page(Permission.EXCHANGE_FILES)
def take(request: HttpRequest, batch_id: int, leg: str) -> HttpResponse:
    """Take a returned file; a bad one changes nothing and names its lines (S3)."""
    if leg not in TAKE:
        raise Http404
    batch = cards.batch(batch_id)
    form = ReturnForm(request.POST or None, request.FILES or None, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        desk = cast(StaffRequest, request).desk
        upload = cast(UploadedFile, form.cleaned_data["file"])
        receipt = TAKE[leg](
            by=desk.actor(), key=form.cleaned_data["key"], at=clock.now(), name=upload.name or "", chunks=upload.chunks()
        )
        messages.success(
            request,
            _("文件已写入：%(good)s 张成功，%(bad)s 张失败。失败的已经离开批次，可以重新建批。")
            % {"good": f"{receipt.good_count:,}", "bad": f"{receipt.bad_count:,}"},
        )
        return redirect("card_centre:batch", receipt.batch_id)
    context = {"form": form, "batch": batch, "leg": leg}
    return render(request, "card_centre/take.html", context, status=400 if form.errors else 200)
