"""My card (我的卡): where it stands, both functions, what to do next; guardians and agents see those they act for (S13)."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from citycard import cards
from citycard.audit import record_read
from citycard.channels.card_facts import card_facts_for_holder
from citycard.medical import VoidReason
from citycard.policy import integer_of, text_of
from citycard.shared import clock
from citycard.shared.money import yuan
from citycard.shared.numbers import mask

from .card_page import CardPage, read_card_page
from .headings import heading
from .history import done_lines, looked_lines
from .holding import Holder, HolderRequest, holder_page
from .next_steps import next_steps
from .serving import own_and_represented, represented, whom
from .stages import Stage, stage_of
from .tracker import day_words, tracker
from .two_sides import two_sides

DONE = "web_hall_done"
UNDER_WAY = frozenset(Stage) - {Stage.NONE, Stage.ACTIVE, Stage.LOCKED, Stage.OUT_OF_DATE, Stage.CLOSING}


@never_cache
@require_safe
@holder_page
def my_card(request: HttpRequest, for_id: int | None = None) -> HttpResponse:
    """Show the card of the holder, or of somebody whom the holder may act for. Refuses what `served` refuses."""
    page = open_page(cast(HolderRequest, request).holder, for_id)
    context = drawn(page) | {"done": request.session.pop(DONE, None), "for_id": for_id, "way": way_of(for_id)}
    return render(request, "web_hall/my_card.html", context)


def open_page(holder: Holder, for_id: int | None) -> CardPage:
    """Read the page of the holder's card or of somebody's whom the holder may act for; such a look is recorded (S12).

    Refuses what `served` refuses.
    """
    now = clock.now()
    if for_id is None:
        whose, can = own_and_represented(holder, on=now.date())
    else:
        can = represented(holder, on=now.date())
        whose = whom(can, holder, for_id, on=now.date())
        record_read(by=holder.actor(purpose=whose.purpose), person_id=for_id, what="my_card", at=now)
    return read_card_page(whose=whose, on=now.date(), represents=can)


def way_of(for_id: int | None) -> str:
    """The address of the page of the holder's card, or of somebody's whom the holder acts for."""
    return "/my-card/" if for_id is None else f"/my-card/for/{for_id}/"


def drawn(page: CardPage) -> dict[str, object]:
    """Return what the template draws."""
    stage = stage_of(card=page.coming, application=page.application, on=page.on, is_closing=page.is_closing)
    social, bank_side = two_sides(page)
    phone = page.application.phone if page.application else page.person.phone
    return {
        "page": page,
        "stage": str(stage),
        "heading": heading(page, stage),
        "steps": tracker(page.steps, card=page.coming) if _is_on_its_way(page, stage) else [],
        "social": social,
        "bank": bank_side,
        "tasks": next_steps(page, stage),
        "face": _face(page),
        "facts": card_facts_for_holder(page.person, page.card, page.bank_side),
        "money": _money(page),
        "pins": _pins(page),
        "lines": done_lines(page.lines, steps=page.steps, card=page.card, phone_masked=mask.mask_mobile(phone)),
        "looked": looked_lines(page.lines),
        "may_change_branch": _may(page, stage, {Stage.APPLIED, Stage.CHECKED, Stage.MAKING}),
        "may_withdraw": _may(page, stage, {Stage.APPLIED, Stage.CHECKED, Stage.MAKING}) and _is_not_exported(page),
    }


def _is_on_its_way(page: CardPage, stage: Stage) -> bool:
    """Whether there is progress to show: of a card that is in use and reported lost there is none."""
    return stage in UNDER_WAY and not (stage is Stage.REPORTED and page.is_active)


def _may(page: CardPage, stage: Stage, stages: set[Stage]) -> bool:
    """Whether the open application is the person's own and still at one of these stages; a unit's is the unit's (S3.1)."""
    application = page.application
    return application is not None and application.is_open and application.source is cards.Source.INDIVIDUAL and stage in stages


def _is_not_exported(page: CardPage) -> bool:
    return page.application is not None and page.application.batch_state in (None, "made")


def _face(page: CardPage) -> dict[str, object] | None:
    """What is printed on the card, masked; nothing before the factory made it (S1.4)."""
    if page.card is None or page.card.issued_on is None:
        return None
    return {
        "name": page.person.name,
        "citizen": page.person.number_masked,
        "number": page.card.card_number_masked,
        "issued_on": page.card.issued_on,
        "bank": page.card.bank_card_number_masked,
    }


def _money(page: CardPage) -> list[dict[str, object]]:
    """The personal medical account: on the new card once it is active, else on the old one (S2.1, S5.2)."""
    rows: list[dict[str, object]] = []
    if page.medical_account is not None:
        rows.append(_row(_("医保个人账户"), _yuan(page.medical_account.balance_fen), num=True))
    old = page.old_card
    if old is None:
        return rows
    if old.is_valid_on(page.on):
        rows.append(_row(_("原医保卡"), _("还能用"), small=_("余额 %(amount)s") % {"amount": _yuan(old.balance_fen)}))
        if old.last_valid_on:
            rows.append(_row(_("最后能用的一天"), day_words(old.last_valid_on), rule="S5.2"))
        return rows
    if old.void_reason == VoidReason.CANCELLED:
        return [*rows, _row(_("原医保卡"), _("作废"), small=_("社保功能注销时作废，余额已经退费。"), rule="S11.2")]
    small = (
        _("余额已转入新卡。") if page.is_active else _("余额 %(amount)s，激活新卡时转过去。") % {"amount": _yuan(old.balance_fen)}
    )
    rows.append(_row(_("原医保卡"), _("作废"), small=small, rule="S5.1" if page.is_active else "S5.2"))
    return rows


def _row(label: str, value: str, *, small: str = "", rule: str = "", num: bool = False) -> dict[str, object]:
    return {"label": label, "value": value, "small": small, "rule": rule, "num": num, "mono": False, "href": ""}


def _yuan(fen: int) -> str:
    return _("%(amount)s 元") % {"amount": yuan(fen)}


def _pins(page: CardPage) -> dict[str, object]:
    return {
        "initial": text_of("pins.social_initial", on=page.on),
        "attempts": integer_of("pins.social_attempts", on=page.on),
    }
