"""Who WeChat says is looking (微信用户): a port with a stand-in.

WeChat tells a public account an id of its user that is the same at every visit (openid). Without such an account a signed cookie of
this browser stands for it: as unguessable, and as lasting as the browser. A city with an account gives `user_of` another body.
"""

import hashlib
import hmac
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "cc_wechat"
KEPT_SECONDS = 366 * 24 * 3600


def user_of(request: HttpRequest) -> str | None:
    """Return WeChat's id of who looks, or None outside WeChat."""
    found = request.get_signed_cookie(COOKIE, default=None)
    return str(found) if found else None


def greet(response: HttpResponse) -> HttpResponse:
    """Let this browser be WeChat from now on."""
    options = {"max_age": KEPT_SECONDS, "httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    response.set_signed_cookie(COOKIE, uuid4().hex, **options)
    return response


def digest_of(user: str) -> bytes:
    """Return what is kept of an id: a digest that nobody can turn back."""
    return hmac.new(settings.SECRET_KEY.encode(), f"wechat:{user}".encode(), hashlib.sha256).digest()
