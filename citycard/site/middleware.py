"""Middleware of the house: one header that keeps every page to what this server itself sends."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Inline style attributes are allowed because the card's face (SVG) and the charts size themselves with them;
# inline scripts never are.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def content_security_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return middleware that lets a page load only what comes from this server."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return answer
