"""What to think of these days (这几天要知道的): told from the policy's dates, so that it is true on the day it is read."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from citycard.policy import integer_of


@dataclass(frozen=True, slots=True)
class Reminder:
    """One line: since when it holds (none: always), what to think of, and where to read more."""

    since: date | None
    words: str
    href: str


def reminders(on: date) -> tuple[Reminder, ...]:
    """Return the reminders for a day (S16.5, S16.4, S5.2, S14.2), the dated ones first."""
    return (
        _mandate(on),
        _deposit(on),
        Reminder(
            since=None,
            words=_("取卡通知发出满 %(months)s 个月，原医保卡自动失效，请尽快领卡激活")
            % {"months": integer_of("cards.old_medical_months", on=on)},
            href="/guides/old-medical-card/",
        ),
        Reminder(since=None, words=_("接到自称银行或大厅、索要密码的电话，请直接挂断"), href="/about/privacy/"),
    )


def _mandate(on: date) -> Reminder:
    last = integer_of("mandates.next_day_until", on=on)
    if on.day > last:
        words = _("%(day)s 日起到月末签的自动缴款授权书，下月生效") % {"day": last + 1}
        return Reminder(since=on.replace(day=last + 1), words=words, href="/rules/#what-if")
    words = _("%(day)s 日以前（含当天）签的自动缴款授权书，第二天就生效") % {"day": last}
    return Reminder(since=on.replace(day=1), words=words, href="/rules/#what-if")


def _deposit(on: date) -> Reminder:
    last = integer_of("mandates.deposit_by_day", on=on)
    run = integer_of("mandates.debit_run_day", on=on)
    if on.day > last:
        words = _("本月社会保险费 %(run)s 日扣；下月的请在 %(day)s 日前存足") % {"run": run, "day": last}
    else:
        words = _("请在 %(day)s 日前，把本月社会保险费存入签约账户") % {"day": last}
    return Reminder(since=on.replace(day=1), words=words, href="/guides/monthly-debit/")
