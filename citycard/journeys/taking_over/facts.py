"""The frozen values of taking over: which lists there are, a line as it was read, the receipt (S2.1, S2.2, S16.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from citycard.audit import Receipt
from citycard.shared.money import Fen


class TakenOver(StrEnum):
    """The lists that a city hands over, in the order in which they are taken; also the beginnings of their file names."""

    OLD_CARDS = "old_cards"
    OLD_CARD_PINS = "old_card_pins"
    MANDATES = "mandates"
    PENSION_BANKS = "pension_banks"


_HOLDER = {"social_number": "社会保障号码", "name": "姓名"}
_ELSEWHERE = {"bank": "银行", "account_number": "账号"}
COLUMNS: dict[TakenOver, Mapping[str, str]] = {  # what each column is called in the file: this word, or the English one
    TakenOver.OLD_CARDS: {**_HOLDER, "old_card_number": "原医保卡号", "balance": "余额"},
    TakenOver.OLD_CARD_PINS: {"old_card_number": "原医保卡号", "pin": "密码"},
    TakenOver.MANDATES: {**_HOLDER, **_ELSEWHERE, "signed_on": "签约日", "effective_on": "生效日"},
    TakenOver.PENSION_BANKS: {**_HOLDER, **_ELSEWHERE, "pay_day": "发放日", "starts_on": "起始日"},
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list as text, blanks trimmed; `number` is its number in the file, the headings being the first."""

    number: int
    fields: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class TakeOverReceipt(Receipt):
    """A list was taken over: how many lines were new, how many stood there already; the balances of the new ones in fen."""

    number: str
    what: TakenOver
    new_count: int
    same_count: int
    total_fen: Fen
