"""Pages about the interface: its document, the document as a page of ours, and a page for each kind of problem."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycard.channels.messages import explain
from citycard.channels.refusals import language
from citycard.shared.refusal import Refusal

from .problems import status_of
from .reading import groups_of
from .spec import document as drawn


@require_safe
def document(request: HttpRequest) -> JsonResponse:
    """Give the OpenAPI document in the reader's language."""
    return JsonResponse(drawn(language()), json_dumps_params={"ensure_ascii": False})


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show every address with its fields, permissions and an example; nothing is loaded from elsewhere."""
    context = {
        "groups": groups_of(drawn(language())),
        "about": drawn(language())["info"]["description"],
        "base": request.build_absolute_uri("/api/v1"),
    }
    return render(request, "api/docs.html", context)


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """Show what one kind of refusal means: the `type` of a problem opens here."""
    kind = next((one for one in Refusal.all_kinds() if one.code == code), None)
    if kind is None:
        raise Http404
    refusal = kind()
    crumbs: list[Any] = [(_("数据接口"), "/api/docs"), (code, "")]
    context = {"explanation": explain(refusal, language()), "status": status_of(refusal), "code": code, "crumbs": crumbs}
    return render(request, "api/problem.html", context)
