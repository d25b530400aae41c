"""The holder at a page of the own card: logged in, not idle for too long, looking at the own data or at a ward's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Protocol, cast

from django.contrib.auth import get_user_model, login, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from citycard.audit import Actor, Channel
from citycard.policy import integer_of
from citycard.shared import clock

View = Callable[..., HttpResponse]
HOLDER, SEEN, BINDING = "holder", "seen_at", "binding"
SEEN_STEP = timedelta(seconds=60)


class Bindings(Protocol):
    """Who knows the WeChat bindings: `channels/wechat`, which stands on these pages and so is not named by them."""

    def __call__(self, binding_id: int, *, at: datetime) -> int | None:
        """Return the account that a binding stands for while it is good, else None."""
        ...


_KNOWN_BY: list[Bindings] = []


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is logged in (持卡人)."""

    person_id: int
    account_id: int
    name: str
    channel: Channel = Channel.WEB_HALL  # or WeChat, whose pages these are too

    def actor(self, *, purpose: str = "") -> Actor:
        """Who acts, for the record of acts (A2)."""
        return Actor(
            channel=self.channel,
            account_id=self.account_id,
            label=self.name,
            person_id=self.person_id,
            purpose=purpose,
        )


class HolderRequest(HttpRequest):
    """A request of a logged-in holder."""

    holder: Holder


def let_in(request: HttpRequest, *, account_id: int, person_id: int, name: str, binding_id: int | None = None) -> None:
    """Open the session of a holder; the session key changes, and the idle clock starts.

    With `binding_id` it is WeChat's: that binding opened it, and the session dies with it.
    """
    account = get_user_model().objects.get(pk=account_id)
    login(request, account)
    channel = Channel.WEB_HALL if binding_id is None else Channel.WECHAT
    request.session[HOLDER] = {"person_id": person_id, "name": name, "channel": channel.value, BINDING: binding_id}
    request.session[SEEN] = clock.unshifted().isoformat()


def believe(account_of: Bindings) -> None:
    """Let sessions opened by a binding live as long as `account_of` knows the binding; before this none is believed (S14.2)."""
    _KNOWN_BY[:] = [account_of]


def holder_page(view: View) -> View:
    """Open a view to logged-in holders; others log in first, and come back where they were."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        holder = holder_present(request)
        if holder is None:
            return redirect_to_login(request.get_full_path())
        cast(HolderRequest, request).holder = holder
        return view(request, *args, **kwargs)

    return guarded


def holder_present(request: HttpRequest) -> Holder | None:
    """Return the holder logged in here, or None; who was idle for too long is logged out, and whom WeChat knows no more (S14.2)."""
    holder = holder_of_session(request)
    is_over = holder is None and opened_by(request) is not None
    if is_over or (holder is not None and _is_idle(request)):
        logout(request)
        return None
    return holder


def holder_of_session(request: HttpRequest) -> Holder | None:
    """Return the holder that this session belongs to, or None. What a binding opened asks that binding, which knows the account."""
    kept = request.session.get(HOLDER)
    if kept is None:
        return None
    channel = Channel(kept.get("channel", Channel.WEB_HALL))
    account_id = _account_bound(request) if channel is Channel.WECHAT else _account_logged_in(request)
    if account_id is None:
        return None
    return Holder(person_id=kept["person_id"], account_id=account_id, name=kept["name"], channel=channel)


def holder_frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: the holder's name in the header of every citizen page, and in WeChat its frame; nothing at a desk."""
    session = getattr(request, "session", None)
    if session is None or hasattr(request, "desk") or HOLDER not in session:
        return {}
    kept = session[HOLDER]
    return {"me": kept["name"]} | ({"audience": "wechat"} if kept.get("channel") == Channel.WECHAT else {})


def opened_by(request: HttpRequest) -> int | None:
    """Return the WeChat binding that opened this session, or None."""
    return request.session.get(HOLDER, {}).get(BINDING)


def _account_logged_in(request: HttpRequest) -> int | None:
    return cast(int, request.user.pk) if request.user.is_authenticated else None


def _account_bound(request: HttpRequest) -> int | None:
    binding_id = opened_by(request)
    return next((known(binding_id, at=clock.now()) for known in _KNOWN_BY if binding_id is not None), None)


def _is_idle(request: HttpRequest) -> bool:
    """Whether nothing was done for `login.idle_minutes`; the moment of the last page is kept to the minute."""
    now = clock.unshifted()
    seen = datetime.fromisoformat(request.session[SEEN])
    if now - seen > timedelta(minutes=integer_of("login.idle_minutes", on=clock.today())):
        return True
    if abs(now - seen) > SEEN_STEP:
        request.session[SEEN] = now.isoformat()
    return False
