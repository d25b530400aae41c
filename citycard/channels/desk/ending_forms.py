"""The forms of a card's end: the day of a death, the receipts of the refunds, the slip's number (S11)."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from citycard.cards import Leaving, Refund, RefundKind
from citycard.channels.desk.forms import DATE_INPUT, NUMBER_INPUT, AskedWhen
from citycard.channels.messages import field_error
from citycard.channels.refusals import language
from citycard.medical import MedicalMoney
from citycard.shared.money import Fen, parse_yuan, yuan
from citycard.shared.refusal import Refusal

REASONS = (
    (Leaving.SETTLED_ABROAD.value, _("出国（境）定居")),
    (Leaving.LEFT_INSURANCE.value, _("不再参保")),
    (Leaving.DIED.value, _("去世")),
)
KINDS = {RefundKind.PENSION: _("养老保险退费"), RefundKind.MEDICAL: _("医疗保险退费"), RefundKind.OTHER: _("其他保险退费")}
PAID, NONE_DUE = "paid", "none"
ANSWERS = ((PAID, _("已付")), (NONE_DUE, _("没有要退的")))
WHEN_PAID = _("（选了“已付”时填）")
ELSEWHERE = _("由各自的系统付，这里不记账，只记凭据。")


class DayPaid(forms.DateField):
    """A day that is asked for only where something was paid."""

    when = WHEN_PAID


class DeathForm(forms.Form):
    """The day on the death record."""

    died_on = forms.DateField(label=_("哪一天去世"), help_text=_("照死亡证明写"), widget=DATE_INPUT)


class RefundsForm(forms.Form):
    """Why the person leaves, and for each kind of refund its receipt, or that none is due."""

    reason = forms.ChoiceField(label=_("为什么退保？"), choices=REASONS, widget=forms.RadioSelect)

    def __init__(self, *args: object, money: MedicalMoney, is_dead: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [one for one in REASONS if (one[0] == Leaving.DIED) == is_dead]
        for kind, name in KINDS.items():
            says = _medical_words(money) if kind is RefundKind.MEDICAL else ELSEWHERE
            self.fields[f"{kind}_answer"] = forms.ChoiceField(
                label=name, choices=ANSWERS, widget=forms.RadioSelect, help_text=says
            )
            text = forms.TextInput(attrs=NUMBER_INPUT)
            self.fields[f"{kind}_receipt"] = AskedWhen(label=_("凭据号"), max_length=30, when=WHEN_PAID, widget=text)
            amount = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"})
            self.fields[f"{kind}_amount"] = AskedWhen(label=_("金额（元）"), max_length=20, when=WHEN_PAID, widget=amount)
            self.fields[f"{kind}_paid_on"] = DayPaid(label=_("付款日期"), required=False, widget=DATE_INPUT)

    def groups(self) -> Iterable[tuple[forms.BoundField, list[forms.BoundField]]]:
        """The answer for each kind of refund, and what is asked about one that was paid."""
        for kind in KINDS:
            yield self[f"{kind}_answer"], [self[f"{kind}_{part}"] for part in ("receipt", "amount", "paid_on")]

    def clean(self) -> dict[str, object]:
        """Read the amounts; what was paid is written down in full."""
        data = super().clean() or {}
        for kind in KINDS:
            if data.get(f"{kind}_answer") == PAID:
                self._check_paid(kind, data)
        return data

    def _check_paid(self, kind: RefundKind, data: dict[str, object]) -> None:
        for part in ("receipt", "amount", "paid_on"):
            if not data.get(f"{kind}_{part}") and f"{kind}_{part}" not in self.errors:
                self.add_error(f"{kind}_{part}", forms.Field.default_error_messages["required"])
        try:
            parse_yuan(str(data.get(f"{kind}_amount") or "0"))
        except Refusal as refusal:
            self.add_error(f"{kind}_amount", field_error(refusal, language()))

    def leaving(self) -> Leaving:
        """Why; only for a valid form."""
        return Leaving(self.cleaned_data["reason"])

    def refunds(self) -> tuple[Refund, ...]:
        """The answers; only for a valid form."""
        return tuple(self._refund(kind) for kind in KINDS)

    def _refund(self, kind: RefundKind) -> Refund:
        data = self.cleaned_data
        if data[f"{kind}_answer"] == NONE_DUE:
            return Refund(kind=kind)
        return Refund(
            kind=kind,
            receipt=str(data[f"{kind}_receipt"]),
            amount_fen=parse_yuan(str(data[f"{kind}_amount"])),
            paid_on=data[f"{kind}_paid_on"],
        )

    @staticmethod
    def known(refunds: Iterable[dict[str, object]]) -> dict[str, object]:
        """The first values of a form that corrects what was recorded before."""
        found: dict[str, object] = {}
        for one in refunds:
            kind, is_paid = one["kind"], bool(one["paid_on"])
            found |= {f"{kind}_answer": PAID if is_paid else NONE_DUE, f"{kind}_receipt": one["receipt"]}
            found |= {f"{kind}_paid_on": one["paid_on"]} if is_paid else {}
            found |= {f"{kind}_amount": yuan(Fen(int(str(one["amount_fen"])))).replace(",", "")} if is_paid else {}
        return found


def _medical_words(money: MedicalMoney) -> str:
    """What the medical refund comes to, and from which accounts; or that there is nothing."""
    if not money.due_fen:
        return gettext("医保个人账户和原医保卡里都没有钱，选“没有要退的”。")
    if not money.stands_fen:
        return gettext("已经从账上退了 %s 元，没有新的钱要退；更正凭据时金额不变。") % yuan(money.refunded_fen)
    parts = [(gettext("医保个人账户 %s 元"), money.personal_fen), (gettext("原医保卡里没有转过来的 %s 元"), money.old_card_fen)]
    parts.append((gettext("已经退了的 %s 元"), money.refunded_fen))
    words = gettext("、").join(words % yuan(fen) for words, fen in parts if fen)
    return gettext("应退 %(amount)s 元，分文不差：%(parts)s。确认时这笔钱从账上付出。") % {
        "amount": yuan(money.due_fen),
        "parts": words,
    }


class CancelForm(forms.Form):
    """Whoever came has been told what cannot be undone."""

    is_told = forms.BooleanField(label=_("已经当面说清：注销后不能恢复；余额要带清户通知书到抚顺银行取"))


class CloseForm(forms.Form):
    """The number of the slip, and that the money was counted out."""

    clearance_number = forms.CharField(
        label=_("清户通知书编号"), max_length=24, help_text=_("照通知书写，QH 开头"), widget=forms.TextInput(attrs=NUMBER_INPUT)
    )
    is_paid = forms.BooleanField(label=_("余额当面点清，来的人签收"))
