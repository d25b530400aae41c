"""大字版, dark and language: plain links that set a cookie and go back to where the reader was."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from .screen import MODE_COOKIE, MODES, THEME_COOKIE, THEMES

_YEAR_SECONDS = 365 * 24 * 3600


def _way_back(request: HttpRequest) -> str:
    for place in (request.GET.get("next", ""), request.headers.get("referer", "")):
        if place and url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure()):
            return place
    return "/"


def _remember(request: HttpRequest, *, cookie: str, value: str, known: tuple[str, ...]) -> HttpResponse:
    if value not in known:
        raise Http404
    answer = HttpResponseRedirect(_way_back(request))
    answer.set_cookie(cookie, value, max_age=_YEAR_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True)
    return answer


@require_safe
def set_mode(request: HttpRequest, mode: str) -> HttpResponse:
    """大字版 on or off."""
    return _remember(request, cookie=MODE_COOKIE, value=mode, known=MODES)


@require_safe
def set_theme(request: HttpRequest, theme: str) -> HttpResponse:
    """Light or dark."""
    return _remember(request, cookie=THEME_COOKIE, value=theme, known=THEMES)


@require_safe
def set_language(request: HttpRequest, language: str) -> HttpResponse:
    """Chinese or English."""
    known = tuple(code for code, _ in settings.LANGUAGES)
    return _remember(request, cookie=settings.LANGUAGE_COOKIE_NAME, value=language, known=known)


urlpatterns = [
    path("mode/<slug:mode>/", set_mode, name="set-mode"),
    path("theme/<slug:theme>/", set_theme, name="set-theme"),
    path("lang/<slug:language>/", set_language, name="set-language"),
]
