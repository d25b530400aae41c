"""Bind a WeChat user to a holder, and undo it (绑定、解绑, S7.2, S9.2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from citycard.audit import Actor, Receipt, perform
from citycard.policy import integer_of
from citycard.shared.clock import in_china

from .models import Binding


@dataclass(frozen=True, kw_only=True)
class BindingReceipt(Receipt):
    """A WeChat user is bound, or no longer is."""

    person_id: int
    is_bound: bool


def bind(*, by: Actor, key: str, at: datetime, person_id: int, user: bytes) -> BindingReceipt:
    """Bind this WeChat user to the holder who has just logged in by code; a binding to somebody else ends (S7.2)."""
    days = integer_of("wechat.binding_days", on=in_china(at).date())
    with perform(act="wechat.bind", by=by, key=key, at=at, person_id=person_id) as act:
        if act.replay is not None:
            return BindingReceipt.from_json(act.replay)
        Binding.objects.filter(user=user, ended_at__isnull=True).update(ended_at=at)
        Binding.objects.create(user=user, person_id=person_id, bound_at=at, good_until=at + timedelta(days=days))
        return act.done(BindingReceipt(person_id=person_id, is_bound=True))


def unbind(*, by: Actor, key: str, at: datetime, person_id: int) -> BindingReceipt:
    """End every binding of the holder: whoever lost the phone is safe (S14.2)."""
    with perform(act="wechat.unbind", by=by, key=key, at=at, person_id=person_id) as act:
        if act.replay is not None:
            return BindingReceipt.from_json(act.replay)
        Binding.objects.filter(person_id=person_id, ended_at__isnull=True).update(ended_at=at)
        return act.done(BindingReceipt(person_id=person_id, is_bound=False))


@dataclass(frozen=True, slots=True)
class Bound:
    """A binding that is good, and whom it means."""

    binding_id: int
    person_id: int


def bound_to(user: bytes, *, at: datetime) -> Bound | None:
    """Return the binding of this WeChat user that is good now, or None."""
    found = _good(at).filter(user=user).values_list("pk", "person_id").first()
    return None if found is None else Bound(*found)


def account_of(binding_id: int, *, at: datetime) -> int | None:
    """Return the open account of whom this binding means, while it is good: a session that it opened lives as long (S14.2)."""
    found = _good(at).filter(pk=binding_id, person__account__is_active=True)
    return found.values_list("person__account", flat=True).first()


def _good(at: datetime) -> QuerySet[Binding]:
    return Binding.objects.filter(ended_at__isnull=True, good_until__gt=at)
