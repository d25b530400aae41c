"""The pages that are WeChat's own: the front with the one open matter first, binding, progress. The rest are the web hall's."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycard.audit import Channel
from citycard.channels.staffing import key_of, new_key
from citycard.channels.web_hall.actions import open_account
from citycard.channels.web_hall.holding import Holder, HolderRequest, holder_page, holder_present, let_in, opened_by
from citycard.channels.web_hall.my_card import drawn, open_page
from citycard.people import person
from citycard.shared import clock

from .actions import Bound, bind, bound_to, unbind
from .identity import COOKIE, digest_of, greet, user_of


@never_cache
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show the card of whom this WeChat user is bound to; who is not bound yet is asked to."""
    user = user_of(request)
    if user is None:
        return greet(render(request, "wechat/unbound.html", {"audience": "wechat"}))
    holder = _holder(request, digest_of(user))
    if holder is None:
        return render(request, "wechat/unbound.html", {"audience": "wechat"})
    page = open_page(holder, None)
    context = drawn(page)
    done = sum(step["state"] == "done" for step in cast(list[dict[str, object]], context["steps"]))
    return render(request, "wechat/front.html", context | {"audience": "wechat", "done_steps": done})


@never_cache
@require_safe
@holder_page
def progress(request: HttpRequest) -> HttpResponse:
    """Show how far the new card is (S4.4)."""
    context = drawn(open_page(cast(HolderRequest, request).holder, None))
    return render(request, "wechat/progress.html", context | {"audience": "wechat"})


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def bind_page(request: HttpRequest) -> HttpResponse:
    """Bind the holder who has logged in by code to this WeChat user."""
    holder, user = cast(HolderRequest, request).holder, user_of(request)
    if user is None or holder.channel is Channel.WECHAT:  # a session that a binding opened makes no other binding
        return redirect("wechat:front")
    if request.method == "GET":
        return render(request, "wechat/bind.html", {"holder": holder, "key": new_key(), "audience": "wechat"})
    bind(by=holder.actor(), key=key_of(request), at=clock.now(), person_id=holder.person_id, user=digest_of(user))
    _holder(request, digest_of(user))
    return redirect("wechat:front")


@never_cache
@require_http_methods(["GET", "POST"])
@holder_page
def unbind_page(request: HttpRequest) -> HttpResponse:
    """Ask once whether it is meant, then end the binding and the session."""
    holder = cast(HolderRequest, request).holder
    if request.method == "GET":
        return render(request, "wechat/unbind.html", {"holder": holder, "key": new_key(), "audience": "wechat"})
    unbind(by=holder.actor(), key=key_of(request), at=clock.now(), person_id=holder.person_id)
    request.session.flush()
    return redirect("wechat:front")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Leave WeChat: this browser is an ordinary one again."""
    request.session.flush()
    answer = redirect("web_hall:home")
    answer.delete_cookie(COOKIE)
    return answer


def _holder(request: HttpRequest, user: bytes) -> Holder | None:
    """Whom the session or the binding means; the binding opens the session by itself."""
    present = holder_present(request)
    bound = bound_to(user, at=clock.now())
    if bound is None:
        return None
    return present if present is not None and opened_by(request) == bound.binding_id else _open(request, bound)


def _open(request: HttpRequest, bound: Bound) -> Holder:
    receipt = open_account(person_id=bound.person_id, channel=Channel.WECHAT, at=clock.now())
    name = person(bound.person_id).name
    let_in(request, account_id=receipt.account_id, person_id=bound.person_id, name=name, binding_id=bound.binding_id)
    return Holder(person_id=bound.person_id, account_id=receipt.account_id, name=name, channel=Channel.WECHAT)
