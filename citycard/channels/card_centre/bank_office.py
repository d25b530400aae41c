"""The bank's back office (银行后台): it opens accounts for a pre-opening file and gives its return file."""

from typing import cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from citycard import bank
from citycard.channels.downloads import attachment
from citycard.channels.files import Style, file_name, read, write
from citycard.channels.listed import page_of
from citycard.channels.staffing import StaffRequest, new_key, staff_page
from citycard.shared import clock
from citycard.shared.exchange import BANK_OUT, BANK_RETURN
from citycard.staff import Permission

PAGE = 15


class PreOpenForm(forms.Form):
    """The bureau's pre-opening file."""

    key = forms.CharField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("预开户文件"), help_text=gettext_lazy("人社局制卡中心送来的文件，原样上传，不要改名或另存")
    )


@require_safe
@staff_page(Permission.PRE_OPEN_ACCOUNTS)
def listing(request: HttpRequest) -> HttpResponse:
    """Show the batches worked off, each with its return file, and the form for the next."""
    return _show(request, PreOpenForm(initial={"key": new_key()}))


@require_POST
@staff_page(Permission.PRE_OPEN_ACCOUNTS)
def open_accounts(request: HttpRequest) -> HttpResponse:
    """Open an account and a bank card for each line (S1.5, S3)."""
    form = PreOpenForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=400)
    desk = cast(StaffRequest, request).desk
    upload = cast(UploadedFile, form.cleaned_data["file"])
    file = read(layout=BANK_OUT, name=upload.name or "", chunks=upload.chunks())
    receipt = bank.pre_open(by=desk.actor(), key=form.cleaned_data["key"], at=clock.now(), file=file)
    counts = {"batch": receipt.batch_number, "good": f"{receipt.good_count:,}", "bad": f"{receipt.bad_count:,}"}
    messages.success(request, _("批次 %(batch)s：%(good)s 户已预开，%(bad)s 户没开成。请下载回盘文件交回制卡中心。") % counts)
    return redirect("card_centre:bank_office")


@require_safe
@staff_page(Permission.PRE_OPEN_ACCOUNTS)
def give_return(request: HttpRequest, batch_number: str) -> HttpResponseBase:
    """Give the return file of a batch: always the same bytes."""
    answer = bank.pre_open_return(batch_number)
    style = Style.JSON_LINES if request.GET.get("style") == "jsonl" else Style.CSV
    content = write(layout=BANK_RETURN, head=answer.head, blocks=answer.blocks, style=style)
    name = file_name(layout=BANK_RETURN, head=answer.head, style=style)
    return attachment(chunks=content, name=name)


def _numbers(start: int, limit: int) -> tuple[str, ...]:
    return bank.pre_openings(start=start, limit=limit)


def _show(request: HttpRequest, form: PreOpenForm, status: int = 200) -> HttpResponse:
    page = page_of(request, count=bank.pre_opening_count(), fetch=_numbers, per_page=PAGE)
    context = {"form": form, "page": page}
    return render(request, "card_centre/bank_office.html", context, status=status)
