"""One person as a counter sees them: the card, what may be done now and why the rest may not, money, history, papers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from citycard import bank, benefits, cards, mandates, medical, people, staff
from citycard.audit import ActLine, Channel, timeline_asked
from citycard.channels.card_state import Side, after_death, bank_side, closed_bank_side, ended_social_side, social_side
from citycard.channels.days import day
from citycard.channels.desk.act_words import documents_of, shown_line
from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.journeys import Standing, stand, with_medical
from citycard.people import PersonFacts
from citycard.shared.money import yuan
from citycard.shared.questions import answers

HISTORY = 12
PLAIN: Side = {"icon": "", "ticks": ""}  # a part that asks for what is not there pays for it
APPROVE = staff.Permission.APPROVE_TAKE_BACK_DEATH
Row = dict[str, object]
Powers = tuple[people.PowerFacts, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything the page shows; `ended` is the cancellation after which nothing was asked for anew (S11.2)."""

    who: PersonFacts
    age: int
    category: str
    standing: Standing
    earlier: tuple[cards.CardFacts, ...]
    old_card: medical.OldCardFacts | None
    bank_card: bank.BankSideFacts | None
    social: Side
    bank: Side
    money: tuple[Row, ...]
    mandate: mandates.MandateFacts | None
    is_mandate_begun: bool
    successor_words: str
    agents: tuple[people.PowerFacts, ...]
    history: tuple[Row, ...]
    papers: tuple[Row, ...]
    ended: cards.Ended | None = None
    waiting: staff.ApprovalFacts | None = None  # the taking back of a death, before its second signature

    @property
    def card(self) -> cards.CardFacts | None:
        """The card in use, or the only one."""
        return self.standing.current

    @property
    def application(self) -> cards.ApplicationFacts | None:
        """The open application."""
        return self.standing.application


def page_of(who: PersonFacts, *, channel: Channel, on: date) -> PersonPage:
    """Gather the page: six statements in one trip, and one more each for a mandate, a pension and a cancellation that is over."""
    standing, every, (old, account), lines, agents = _read(who, on=on)
    card = standing.current
    side = standing.sides.get(card.card_number) if card else None
    signed = mandates.mandates_of(who.id) if mandates.may_sign(who.category) else ()
    ended = _ended(standing, every)
    mandate = next((one for one in signed if one.bank == mandates.OUR_BANK and one.ends_on is None), None)
    return PersonPage(
        who=who,
        age=who.age_on(on),
        category=show("category", who.category, language()),
        standing=standing,
        earlier=tuple(one for one in every if not one.is_live),
        old_card=old,
        bank_card=side,
        social=PLAIN | _social(who, card, ended, on=on),
        bank=PLAIN | (closed_bank_side(ended) if ended else bank_side(card, side, on=on)),
        money=tuple(_money(who, channel=channel, side=side, old=old, account=account, signed=signed)),
        mandate=mandate,
        is_mandate_begun=mandate is not None and mandate.is_in_force_on(on),
        successor_words=show("card_place", standing.situation.successor.place, language()) if standing.successor else "",
        agents=agents,
        history=tuple(shown_line(line) for line in lines),
        papers=tuple(_papers(lines)),
        ended=ended,
        waiting=_waiting(who, on=on),
    )


def _read(
    who: PersonFacts, *, on: date
) -> tuple[Standing, tuple[cards.CardFacts, ...], medical.Holdings, tuple[ActLine, ...], Powers]:
    """Where the person stands, every card, what is medical, the newest acts and who may act for the person: all in one trip."""
    every, holding, pending, held_medical, lines, agents = answers(
        cards.cards_asked(who.id),
        bank.holding_asked(who.social_number),
        cards.pending_asked(who.id),
        medical.holdings_asked(who.id),
        timeline_asked(who.id, HISTORY),
        people.agents_asked(who.id, on=on),
    )
    held = tuple(sorted((one for one in every if one.is_live), key=lambda one: one.role))
    stands = stand(holder=who, held=held, holding=holding, pending=pending, on=on)
    return with_medical(stands, held_medical), every, held_medical, lines, agents


def _waiting(who: PersonFacts, *, on: date) -> staff.ApprovalFacts | None:
    """What waits for its second signature; asked only about the dead (S11.1, A2)."""
    return None if who.is_alive_on(on) else staff.approval_waiting(person_id=who.id, act=APPROVE)


def _ended(standing: Standing, every: tuple[cards.CardFacts, ...]) -> cards.Ended | None:
    """The cancellation that was done to its end; asked only about somebody who had a card and has none now."""
    is_over = bool(every) and standing.current is None and standing.application is None
    return cards.ended_of(standing.holder.id) if is_over else None


def _social(who: PersonFacts, card: cards.CardFacts | None, ended: cards.Ended | None, *, on: date) -> Side:
    """The social function, as it is for the living, after a death, or once all is cancelled (S11)."""
    if ended is not None:
        return ended_social_side(ended)
    return social_side(card, on=on) if who.is_alive_on(on) else after_death(card, on=on)


def _money(
    who: PersonFacts,
    *,
    channel: Channel,
    side: bank.BankSideFacts | None,
    old: medical.OldCardFacts | None,
    account: medical.PersonalAccountFacts | None,
    signed: tuple[mandates.MandateFacts, ...],
) -> Iterable[Row]:
    """The rows of the money box. What stands on the bank account is shown at the bank only: two institutions, one card."""
    if side is not None and side.state == "active":
        small = _("余额 %(yuan)s 元") % {"yuan": yuan(side.balance_fen)} if channel is Channel.BANK_BRANCH else ""
        yield _row(_("银行账户"), _tail(side.bank_card_number), small=small)
    if account is not None:
        yield _row(_("医保个人账户"), _("%(yuan)s 元") % {"yuan": yuan(account.balance_fen)}, rule="S2.1")
    if old is not None and (account is None or old.balance_fen):
        value = _("%(yuan)s 元，在原医保卡里") % {"yuan": yuan(old.balance_fen)}
        if who.died_on is None:
            yield _row(_("医保个人账户"), value, small=_("新卡激活时自动转入，只转一次"), rule="S2.1")
        else:
            yield _row(_("医保个人账户"), value, small=_("由业务经办机构退给家属") if old.balance_fen else "", rule="S11.2")
    for one in signed:
        yield _mandate_row(one)
    if benefits.draws_pension(who.category):
        yield from _pension_rows(who.id)


def _mandate_row(one: mandates.MandateFacts) -> Row:
    place = show("bank", one.bank, language())
    signed = {"place": place, "signed": day(one.signed_on), "first": day(one.effective_on)}
    words = _("%(place)s，%(signed)s签，%(first)s起生效") % signed
    ends = _("到 %(last)s 为止") % {"last": day(one.ends_on)} if one.ends_on else ""
    return _row(_("自动缴款授权"), words, small=ends, rule="S16.5")


def _pension_rows(person_id: int) -> Iterable[Row]:
    paid = benefits.pension_bank_of(person_id)
    if paid is None:
        return
    small = _("每月 %(pay_day)s 日发放，%(since)s起由这家银行发") % {"pay_day": paid.pay_day, "since": day(paid.starts_on)}
    yield _row(_("养老金发放银行"), show("bank", paid.bank, language()), small=small, rule="S2.2")


def _row(label: str, value: str, *, small: str = "", rule: str = "") -> Row:
    return {"label": label, "value": value, "small": small, "rule": rule, "mono": False, "num": False, "href": ""}


def _tail(number: str) -> str:
    return _("本卡银行账户，尾号 %(tail)s") % {"tail": number[-4:]}


def _papers(lines: tuple[ActLine, ...]) -> Iterable[Row]:
    """The papers shown, newest first, each kind of each person once."""
    seen: set[tuple[str, str]] = set()
    for line in lines:
        for paper in line.documents:
            if (paper.kind, paper.holder) not in seen:
                seen.add((paper.kind, paper.holder))
                yield documents_of(paper, line)
