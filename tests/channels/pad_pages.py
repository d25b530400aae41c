"""A PIN pad as a browser uses it: what is sent is the token that stands on a key now, never a digit."""

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client

KEY = re.compile(r'name="token" value="([^"]+)">(\d)<')
HIDDEN = re.compile(r'<input type="hidden" name="(key|pad|full)" value="([^"]*)">')


def fields(page: HttpResponse) -> dict[str, list[str]]:
    """Return the hidden fields of the page's first pad form."""
    form = page.content.decode().split('class="cc-pad"')[1].split("</form>")[0]
    found: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(form):
        found.setdefault(name, []).append(unescape(value))
    return found


def enter(client: Client, address: str, digits: str, page: HttpResponse | None = None) -> HttpResponse:
    """Press these keys one after the other, over as many pads as they fill; return the last page."""
    page = page or client.get(address)
    for digit in digits:
        token = next(token for token, on_key in KEY.findall(page.content.decode()) if on_key == digit)
        page = client.post(address, fields(page) | {"token": token})
    return page


def confirm(client: Client, address: str, page: HttpResponse) -> HttpResponse:
    """Send the full pads with the button that confirms."""
    return client.post(address, fields(page) | {"confirm": "1"})
