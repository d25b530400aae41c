"""Middleware of the house: the header that keeps every page to what this server itself sends, and the short way of programs."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from citycard.channels.api import urls as interface

# Inline style attributes are allowed because the card's face (SVG) and the charts size themselves with them;
# inline scripts never are.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


Answer = Callable[[HttpRequest], HttpResponse]


def content_security_policy(get_response: Answer) -> Answer:
    """Return middleware that lets a page load only what comes from this server."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return answer


def programs(get_response: Answer) -> Answer:
    """Return middleware that answers a program's call at once; what follows it is for people at a browser.

    A call with a token and without a session needs no session, login, message, form key or htmx (decision 75). Its host is
    checked, its language chosen and its answer marked as everybody's.
    """
    frames = settings.X_FRAME_OPTIONS

    def answer(request: HttpRequest) -> HttpResponse:
        found = interface.find(request.path_info) if _is_program(request) else None
        if found is None:
            return get_response(request)
        request.get_host()
        language = translation.get_language_from_request(request)
        translation.activate(language)
        request.resolver_match = found
        response = found.func(request, *found.args, **found.kwargs)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", language)
        response.headers["X-Frame-Options"] = frames
        if not response.streaming:
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return answer


def _is_program(request: HttpRequest) -> bool:
    shown = request.META.get("HTTP_AUTHORIZATION", "")
    return shown.startswith("Bearer ") and (
        "HTTP_COOKIE" not in request.META or settings.SESSION_COOKIE_NAME not in request.COOKIES
    )
