"""PIN pads on a page, one after the other (密码键盘): the present PIN, the new one, the new one again, or just one entry.

Of a PIN nothing is kept here, not even in the session: the digits travel inside the sealed pads, a key sends a token of that
moment, and pressing the same key of the same page again gives the same page again, so a reload does no harm.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from citycard import pins
from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.channels.staffing import key_of, new_key
from citycard.shared import clock
from citycard.shared.refusal import Refusal

PRESENT, NEW, AGAIN, ONLY = "present", "new", "again", "only"
TITLES: dict[str, str | Promise] = {
    PRESENT: _("请输入现在的密码"),
    NEW: _("请输入新密码"),
    AGAIN: _("请再输一遍新密码"),
    ONLY: _("请输入密码"),
}
PAD_PROBLEMS = (
    pins.PadExpired,
    pins.PadForSomethingElse,
    pins.PadNotFull,
    pins.PadNotOurs,
    pins.PadSpent,
    pins.PinForbidden,
    pins.PinsDiffer,
    pins.PinUnchanged,
)


@dataclass(frozen=True, slots=True)
class Pads:
    """Where the entries are: the pad on the screen, the full ones before it, sealed, and what went wrong.

    `subject` says what the pads are for; `names` are the entries in their order; `key` is the act's (A3).
    """

    subject: str
    names: tuple[str, ...]
    pad: pins.Pad
    key: str
    full: tuple[str, ...] = ()
    problem: str = ""

    @property
    def name(self) -> str:
        """Which entry is on the screen."""
        return self.names[len(self.full)]

    @property
    def title(self) -> str | Promise:
        """What the holder is asked for."""
        return TITLES[self.name]

    @property
    def number(self) -> int:
        """Which entry it is, counted from one."""
        return len(self.full) + 1

    @property
    def is_ready(self) -> bool:
        """True when every entry is full."""
        return self.number == len(self.names) and self.pad.is_full

    @property
    def dots(self) -> list[str]:
        """The places of the PIN, by class: filled, the next one, empty."""
        filled = self.pad.filled
        return ["on" if place < filled else "cur" if place == filled else "" for place in range(self.pad.length)]


def fresh(subject: str, names: tuple[str, ...], *, problem: str = "") -> Pads:
    """Empty pads, to begin with the first entry; `problem` says why it is begun again."""
    pad = pins.open_pad(subject=_subject(subject, names[0]), at=clock.now())
    return Pads(subject=subject, names=names, pad=pad, key=new_key(), problem=problem)


def pressed(request: HttpRequest, subject: str, names: tuple[str, ...]) -> Pads:
    """The pads after one key; after a full entry the next pad opens by itself. A spoilt pad begins anew and says why."""
    full, at = tuple(request.POST.getlist("full"))[: len(names) - 1], clock.now()
    if request.method != "POST" or "again" in request.POST:
        return fresh(subject, names)
    sealed, here = request.POST.get("pad", ""), _subject(subject, names[len(full)])
    try:
        if "erase" in request.POST:
            pad = pins.erase(pad=sealed, subject=here, at=at)
        else:
            pad = pins.press(pad=sealed, token=request.POST.get("token", ""), subject=here, at=at)
    except Refusal as refusal:
        return fresh(subject, names, problem=field_error(refusal, language()))
    if pad.is_full and len(full) + 1 < len(names):
        full = (*full, pad.sealed)
        pad = pins.open_pad(subject=_subject(subject, names[len(full)]), at=at)
    return Pads(subject=subject, names=names, pad=pad, key=key_of(request), full=full)


def entries(request: HttpRequest, subject: str, names: tuple[str, ...]) -> tuple[pins.PadEntry, ...]:
    """The full pads as they came back with the confirmation, for the act to take the PINs from."""
    sealed = (*request.POST.getlist("full"), request.POST.get("pad", ""))
    given = (*sealed, *[""] * len(names))[: len(names)]
    return tuple(pins.PadEntry(sealed=one, subject=_subject(subject, name)) for one, name in zip(given, names, strict=True))


def wrong_words(tries_left: int) -> str:
    """What the holder is told after a wrong PIN (S6.2)."""
    words = ngettext("密码不对，还可以试 %(left)s 次，再错就锁住", "密码不对，还可以试 %(left)s 次", tries_left)
    return words % {"left": tries_left}


def _subject(subject: str, name: str) -> str:
    return f"{subject}:{name}"
