"""The facts of a card as every channel tells them to its holder (查社保卡信息, S12.1): one list, numbers masked."""

from django.utils.translation import gettext as _

from citycard.bank import BankSideFacts
from citycard.cards import CardFacts
from citycard.channels.days import day
from citycard.people import PersonFacts

Row = dict[str, object]


def card_facts_for_holder(who: PersonFacts, card: CardFacts | None, side: BankSideFacts | None) -> tuple[Row, ...]:
    """Return what the card is: whose, its numbers masked, issued and valid until when, where it was collected (S12.1).

    Nothing before the factory has made it (S1.4). How both functions stand is told beside it, by their own words (S1.1).
    """
    if card is None or card.issued_on is None:
        return ()
    bank_number = side.number_masked if side is not None else card.bank_card_number_masked
    rows = [
        _row(_("姓名"), who.name),
        _row(_("社会保障号码"), who.number_masked, mono=True),
        _row(_("社会保障卡号"), card.card_number_masked, mono=True),
        _row(_("银行卡号"), bank_number, mono=True),
        _row(_("发卡日期"), day(card.issued_on), rule="S1.4"),
        _row(_("有效期到"), day(card.valid_until) if card.valid_until else ""),
        _row(_("领卡网点"), card.pickup_office_name),
    ]
    return tuple(row for row in rows if row["value"])


def _row(label: str, value: str, *, mono: bool = False, rule: str = "") -> Row:
    return {"label": label, "value": value, "small": "", "rule": rule, "mono": mono, "num": False, "href": ""}
