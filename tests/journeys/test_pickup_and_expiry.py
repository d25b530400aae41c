"""From the shipment's arrival to the old card's end: told, clock, warned, void (S4, S5.2)."""

from datetime import date, datetime, timedelta

import pytest

from citycard.audit import Actor, Channel
from citycard.cards import ShipmentOfOtherOffice, ShipmentReceived, card
from citycard.cards.models import Card
from citycard.journeys import (
    advance_mandates,
    announce_pickup,
    expire_old_medical_cards,
    sign_mandate,
    start_old_card_clocks,
)
from citycard.mandates import MandateAlreadySigned, MandateNeedsActiveAccount, live_mandate
from citycard.medical import old_card
from citycard.notices import SmsNotAccepted, notices_of, send_due
from citycard.people.models import Office, Person
from citycard.policy import Comes
from tests.factories import CHINA, NOW, TODAY, make_card, make_office, make_old_card, make_person, make_unit
from tests.journeys.visits import HOLDERS_PAPERS, teller, visit

pytestmark = pytest.mark.django_db
SYSTEM = Actor(channel=Channel.SYSTEM, account_id=None, label="system")


class Gateway:
    """An SMS gateway that takes every message, or none."""

    shows_codes = False

    def __init__(self, *, is_up: bool = True) -> None:
        self.is_up, self.count = is_up, 0

    def send(self, phone: str, text: str) -> str:
        if not self.is_up:
            raise SmsNotAccepted("gateway down")
        self.count += 1
        return f"ref-{phone}-{self.count}"

    def reports(self) -> tuple[object, ...]:
        return ()


def dispatched(office: Office | None = None, **person: object) -> Card:
    """A card on its way, of a person with an old card."""
    holder = make_person(**person)
    make_old_card(person=holder)
    return make_card(person=holder, state="dispatched", office=office)


def at_office(office_id: int) -> Actor:
    return Actor(channel=Channel.BANK_BRANCH, account_id=8, label="孙丽 B1108", office_id=office_id)


def arrive(one: Card, at: datetime = NOW, key: str = "a") -> object:
    return announce_pickup(by=at_office(one.pickup_office_id), key=key, at=at, shipment_id=one.shipment_id)


def last_valid(one: Card) -> date | None:
    found = old_card(one.person_id)
    assert found is not None
    return found.last_valid_on


def test_s4_2_the_holder_is_told_where_the_card_waits() -> None:
    one = dispatched()
    receipt = arrive(one)
    assert (receipt.card_count, receipt.notice_count) == (1, 1)
    assert card(one.pk).state == "awaiting_pickup"
    (notice,) = notices_of(one.person_id)
    assert notice.template == "pickup_person" and one.pickup_office.name in notice.text and notice.phone == one.application.phone


def test_s4_1_the_unit_is_told_once_and_its_people_each() -> None:
    unit, hall = make_unit(), make_office(kind="card_hall")
    cards_of_unit = [dispatched(hall, unit=unit, category="employee") for _ in range(3)]
    Card.objects.filter(pk__in=[one.pk for one in cards_of_unit]).update(shipment=cards_of_unit[0].shipment_id)
    receipt = arrive(cards_of_unit[0])
    assert (receipt.card_count, receipt.notice_count) == (3, 4)
    assert [line.template for line in notices_of(cards_of_unit[1].person_id)] == ["pickup_unit_member"]


def test_a3_the_same_arrival_twice_tells_nobody_twice() -> None:
    one = dispatched()
    first = arrive(one)
    assert arrive(one).number == first.number
    with pytest.raises(ShipmentReceived):
        arrive(one, key="b")
    assert len(notices_of(one.person_id)) == 1


def test_s4_a_shipment_is_received_where_it_was_sent() -> None:
    one, other = dispatched(), make_office(kind="bank_branch")
    with pytest.raises(ShipmentOfOtherOffice):
        announce_pickup(by=at_office(other.pk), key="a", at=NOW, shipment_id=one.shipment_id)
    assert card(one.pk).state == "dispatched" and notices_of(one.person_id) == ()


def test_s5_2_the_clock_starts_on_the_day_the_notice_was_sent_not_queued() -> None:
    """Queued at 23:59:50 of 30 August, sent ten seconds into 31 August, noted a day later: the last valid day is 28 February."""
    one = dispatched()
    late = datetime(2026, 8, 30, 23, 59, 50, tzinfo=CHINA)
    arrive(one, at=late)
    assert start_old_card_clocks(by=SYSTEM, at=late) is None and last_valid(one) is None
    sent = late + timedelta(seconds=20)
    send_due(at=sent, port=Gateway())
    noted = sent + timedelta(days=1)
    receipt = start_old_card_clocks(by=SYSTEM, at=noted)
    assert receipt is not None and (receipt.card_count, receipt.clock_count) == (1, 1)
    assert last_valid(one) == date(2027, 2, 28) and card(one.pk).notified_on == date(2026, 8, 31)
    assert start_old_card_clocks(by=SYSTEM, at=noted) is None


def test_s5_2_no_notice_no_clock() -> None:
    no_phone, gateway_down = dispatched(), dispatched()
    Person.objects.filter(pk=no_phone.person_id).update(phone="")
    type(no_phone.application).objects.filter(pk=no_phone.application_id).update(phone="")
    arrive(no_phone, key="a")
    arrive(gateway_down, key="b")
    send_due(at=NOW, port=Gateway(is_up=False))
    assert start_old_card_clocks(by=SYSTEM, at=NOW) is None
    assert last_valid(no_phone) is None and last_valid(gateway_down) is None


def test_s5_2_warned_30_and_7_days_before_then_void_and_told_each_once() -> None:
    one = dispatched()
    arrive(one, at=NOW)
    send_due(at=NOW, port=Gateway())
    start_old_card_clocks(by=SYSTEM, at=NOW)
    assert last_valid(one) == date(2027, 5, 23)
    days: dict[date, list[str]] = {}
    known = {line.id for line in notices_of(one.person_id)}
    for passed in range(140, 200):
        at = NOW + timedelta(days=passed)
        for _ in range(2):
            expire_old_medical_cards(by=SYSTEM, at=at)
        for line in notices_of(one.person_id):
            if line.id not in known:
                known.add(line.id)
                days.setdefault(at.date(), []).append(line.template)
    assert days == {
        date(2027, 4, 24): ["old_card_expiring"],
        date(2027, 5, 17): ["old_card_expiring"],
        date(2027, 5, 24): ["old_card_expired"],
    }
    found = old_card(one.person_id)
    assert found and (found.state, found.balance_fen) == ("void", 128_650)
    assert found.voided_at == datetime(2027, 5, 24, tzinfo=CHINA)


def test_s5_2_the_warning_says_how_many_days_which_day_and_where() -> None:
    one = dispatched()
    arrive(one)
    send_due(at=NOW, port=Gateway())
    start_old_card_clocks(by=SYSTEM, at=NOW)
    receipt = expire_old_medical_cards(by=SYSTEM, at=NOW + timedelta(days=152))
    assert (receipt.warned_count, receipt.expired_count) == (1, 0)
    text = notices_of(one.person_id)[0].text
    assert "30天" in text and "2027年5月23日" in text and one.pickup_office.name in text


def test_s5_2_a_job_that_did_not_run_for_a_week_still_warns_and_voids() -> None:
    one = dispatched()
    arrive(one)
    send_due(at=NOW, port=Gateway())
    start_old_card_clocks(by=SYSTEM, at=NOW)
    assert expire_old_medical_cards(by=SYSTEM, at=NOW + timedelta(days=160)).warned_count == 1
    assert expire_old_medical_cards(by=SYSTEM, at=NOW + timedelta(days=189)).expired_count == 1
    found = old_card(one.person_id)
    assert found and found.voided_at == datetime(2027, 5, 24, tzinfo=CHINA)


def test_s5_2_who_has_activated_in_time_is_neither_warned_nor_told() -> None:
    come = visit()
    come()
    for passed in (152, 175, 182, 190):
        receipt = expire_old_medical_cards(by=SYSTEM, at=NOW + timedelta(days=passed))
        assert (receipt.warned_count, receipt.expired_count) == (0, 0)


def test_a_city_of_old_cards_takes_as_many_statements_as_two(django_assert_max_num_queries: object) -> None:
    first, second = dispatched(), dispatched()
    for one in (first, second):
        old_of(one, date(2026, 11, 1))
    with django_assert_max_num_queries(30) as few:
        assert expire_old_medical_cards(by=SYSTEM, at=NOW).expired_count == 2
    for one in [dispatched() for _ in range(40)]:
        old_of(one, date(2026, 11, 1))
    with django_assert_max_num_queries(30) as many:
        assert expire_old_medical_cards(by=SYSTEM, at=NOW + timedelta(days=1)).expired_count == 40
    assert len(few) == len(many)


def old_of(one: Card, last_day: date) -> None:
    from citycard.medical.models import OldCard

    OldCard.objects.filter(person_id=one.person_id).update(last_valid_on=last_day)


def test_s2_3_s16_5_a_mandate_is_signed_after_activation_in_the_same_visit_or_later() -> None:
    come = visit()
    papers = teller((HOLDERS_PAPERS[0], *social_card()))
    values = {"by": papers, "key": "m", "at": NOW, "person_id": come.values["person_id"], "comes": Comes.HOLDER}
    with pytest.raises(MandateNeedsActiveAccount):
        sign_mandate(**values)
    come()
    receipt = sign_mandate(**values)
    assert (receipt.signed_on, receipt.effective_on) == (TODAY, date(2026, 12, 1))
    assert sign_mandate(**values).replayed
    with pytest.raises(MandateAlreadySigned):
        sign_mandate(**(values | {"key": "m2"}))
    assert "2026年12月1日" in notices_of(receipt.person_id)[0].text


def social_card() -> tuple[object, ...]:
    from citycard.audit import ShownDocument

    return (ShownDocument(kind="social_card", holder="applicant"),)


def test_s16_5_the_night_puts_mandates_in_force_once() -> None:
    come = visit()
    come(sign_mandate=True)
    at = datetime(2026, 12, 1, 0, 5, tzinfo=CHINA)
    assert advance_mandates(by=SYSTEM, at=at).started_count == 1
    assert advance_mandates(by=SYSTEM, at=at + timedelta(hours=1)).replayed
    mandate = live_mandate(person_id=come.values["person_id"])
    assert mandate and mandate.state == "in_force"
