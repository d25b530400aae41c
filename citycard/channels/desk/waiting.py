"""What waits at a place when its operator comes in (等着办的): counted, and one step away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from citycard import cards, notices, staff
from citycard.channels.approving import PREPARED_BY
from citycard.channels.staffing import Desk
from citycard.staff import Permission

P = Permission


@dataclass(frozen=True, slots=True)
class Waiting:
    """One pile: how many, what they are, and where they are worked off."""

    title: str
    small: str
    number: int
    href: str
    icon: str
    tone: str = "info"

    @property
    def count(self) -> str:
        """The number as the page shows it."""
        return f"{self.number:,}"


def waiting_at(desk: Desk, *, at: datetime) -> list[Waiting]:
    """Return every pile that this posting works off, the most urgent first; empty ones too."""
    return [*_to_be_approved(desk), *_at_office(desk), *_in_the_making(desk), *_to_be_called(desk, at)]


def _to_be_approved(desk: Desk) -> Iterator[Waiting]:
    """What others have prepared: nobody approves their own (A2)."""
    acts = frozenset(act for act in PREPARED_BY if desk.may(act))
    if acts:
        number = staff.approval_count(acts=acts, but_of=desk.operator.account_id)
        small = _("别的经办人提请的，等您签第二个名")
        yield Waiting(_("等复核的事"), small, number, reverse("desk:approvals"), "shield-check", "warn")


def _at_office(desk: Desk) -> Iterator[Waiting]:
    if desk.office is None or not (desk.may(P.RECEIVE_SHIPMENT) or desk.may(P.COLLECT)):
        return
    found = cards.waiting_at_office(desk.office.id)
    if desk.may(P.RECEIVE_SHIPMENT):
        small = _("共 %(cards)s 张卡，签收以后才发取卡通知") % {"cards": found.cards_on_way}
        yield Waiting(_("在路上的分拨单"), small, found.shipments_on_way, reverse("desk:shipments"), "truck-delivery", "warn")
    if desk.may(P.COLLECT):
        yield Waiting(_("等人来领的卡"), _("本人、监护人或代办人来领"), found.cards, reverse("desk:pickups"), "package")
    if desk.may(P.COLLECT_BY_UNIT_AGENT):
        small = _("共 %(cards)s 张卡，等单位取卡人来") % {"cards": found.unit_cards}
        yield Waiting(_("等取卡人来的单位"), small, found.units, reverse("desk:unit_pickups"), "briefcase")


def _in_the_making(desk: Desk) -> Iterator[Waiting]:
    if not desk.may(P.MAKE_BATCH):
        return
    found = cards.waiting_counts()
    queue, batches = reverse("card_centre:queue"), reverse("card_centre:batches")
    yield Waiting(_("待核对的申请"), _("社区和单位交来的"), found["submitted"], queue, "list-check", "warn")
    yield Waiting(_("等建批的申请"), _("核对通过了，排进下一批"), found["accepted"], batches, "clipboard-list")
    is_open = len(cards.batches(is_open=True))
    yield Waiting(_("正在做的批次"), _("等银行、工厂的文件，或者等入库"), is_open, batches, "building-factory-2")
    stocked = sum(line.card_count for line in cards.stock())
    yield Waiting(_("在库、等寄出的卡"), _("按领卡的地方分拨"), stocked, reverse("card_centre:store"), "package")


def _to_be_called(desk: Desk, at: datetime) -> Iterator[Waiting]:
    if desk.may(P.WORK_CALL_LIST):
        number = notices.call_count(until=at)
        yield Waiting(_("该打的电话"), _("短信没送到的人"), number, reverse("ops:calls"), "phone", "warn")
