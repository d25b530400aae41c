"""A photo on its way into an application: looked at on the server, shown back, and kept in the form until it is sent."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from django.http import HttpRequest

from citycard.cards import check_photo_file, photo_limits
from citycard.shared import clock

FILE, KEPT = "photo", "photo_kept"


def photo_sent(request: HttpRequest) -> bytes | None:
    """Return the photo of this form as our own JPEG: the file just chosen, else the one looked at before; None without any.

    Refuses: PhotoTooLarge, PhotoNotAnImage, PhotoWrongShape.
    """
    chosen = request.FILES.get(FILE)
    if chosen is not None:
        limits = photo_limits(clock.today())
        return check_photo_file(content=chosen.read(limits.max_bytes + 1), limits=limits).content
    try:
        return b64decode(request.POST.get(KEPT, ""), validate=True) or None
    except (NotBase64, ValueError):
        return None


def as_text(photo: bytes | None) -> str:
    """A photo as the form and the page carry it; empty for none."""
    return b64encode(photo).decode("ascii") if photo else ""
