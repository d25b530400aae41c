"""The addresses of the interface: version 1, its document, the page that shows it, and a page for each problem."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from . import pages
from .interface import api
from .problems import refuse
from .refusals import MethodNotOffered, NothingHere

View = Callable[..., HttpResponseBase]
ANY = "*"  # the end of an address that differs from call to call: no word of ours


def _without_traces(view: View) -> View:
    """Tell a method that is not offered as a problem too; CSRF is looked at where a session lets in, not before."""

    @csrf_exempt
    def answer(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
        response = view(request, *args, **values)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        offered = ", ".join(sorted(response.headers["Allow"].split(", ")))
        problem = refuse(MethodNotOffered(offered=offered))
        problem.headers["Allow"] = offered
        return problem

    return answer


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponseBase:
    """Tell that there is nothing at this address."""
    return refuse(NothingHere())


@lru_cache(maxsize=256)
def find(address: str) -> ResolverMatch | None:
    """Return what answers at an address of this server, if it is one of the interface: without asking all other addresses."""
    place, _, rest = address.partition("/v1/")
    if place != "/api":
        return None
    word, last = "".join(rest.partition("/")[:2]), rest.rpartition("/")[2]
    try:
        found = _BY_ENDS[(word, last) if (word, last) in _BY_ENDS else (word, ANY)].resolve(address[1:])
    except (KeyError, Resolver404):
        return None
    found.route = f"api/v1/{word}{found.route}"
    return found


def _operations() -> dict[str, list[URLPattern]]:
    """Return the operations by their first word, so that an address is found without asking a hundred others."""
    patterns, _app, _name = api.urls
    by_word: dict[str, list[URLPattern]] = {}
    for pattern in patterns:
        word, slash, rest = str(pattern.pattern).partition("/")
        by_word.setdefault(word + slash, []).append(path(rest, _without_traces(pattern.callback), name=pattern.name))
    return by_word


def _by_ends() -> dict[tuple[str, str], URLResolver]:
    """Return, by first and last word, the few operations that can answer there: those that end so, and those that end with any."""
    by_ends: dict[tuple[str, str], URLResolver] = {}
    for word, found in _OPERATIONS.items():
        ends = [ANY if end.endswith(">") else end for end in (str(one.pattern).rpartition("/")[2] or word for one in found)]
        for last in {ANY, *ends}:
            among = [one for one, end in zip(found, ends, strict=True) if end in (last, ANY)]
            by_ends[word, last] = path(f"api/v1/{word}", (among, None, None))
    return by_ends


_OPERATIONS = _operations()
_BY_ENDS = _by_ends()

app_name = "api"
urlpatterns = [
    *(path(f"v1/{word}", (found, None, None)) for word, found in _OPERATIONS.items()),
    path("openapi.json", pages.document, name="openapi"),
    path("docs", pages.docs, name="docs"),
    path("problems/<slug:code>", pages.problem, name="problem"),
    re_path("", nothing_here),
]
