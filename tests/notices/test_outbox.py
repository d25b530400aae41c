"""The outbox on a real PostgreSQL: each message once, three tries, the call list, codes not kept."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from citycard import audit, notices
from citycard.notices.checks import check_gateway
from citycard.notices.models import Notice
from citycard.policy import UnknownPolicy
from citycard.shared.constraints import translate
from citycard.shared.states import MoveNotAllowed
from tests.factories import NOW, actor_for, make_office, make_operator, make_person, make_unit
from tests.notices.scripted import ScriptedGateway

pytestmark = pytest.mark.django_db

PICKUP = {"name": "王芳", "office": "抚顺银行北站支行", "address": "顺城区新华大街22号"}


def queue_pickup(*, key: str = "pickup:1", phone: str = "15490005628", person_id: int | None = None) -> bool:
    return notices.queue(template="pickup_person", to_phone=phone, params=PICKUP, key=key, at=NOW, person_id=person_id)


def the_notice() -> Notice:
    return Notice.objects.get()


def test_a_message_is_queued_once_a_key() -> None:
    """A3: the same act told again sends nothing again."""
    assert queue_pickup() is True
    assert queue_pickup() is False
    assert Notice.objects.count() == 1


def test_the_text_is_the_template_with_signature_and_warning() -> None:
    """S4.2, S14.2: the words of policy/notices.yaml, signed, with the fraud warning; English when chosen."""
    queue_pickup()
    notices.queue(template="pickup_person", to_phone="15490005628", params=PICKUP, key="en", at=NOW, lang="en")
    zh, en = Notice.objects.order_by("pk").values_list("text", flat=True)
    assert zh.startswith("【社保卡服务】王芳，您的新社保卡可以领了。")
    assert "不会向您索要密码" in zh
    assert "your new card is ready" in en


def test_an_unknown_template_or_a_missing_word_is_an_error_not_a_half_message() -> None:
    """S4.4: nothing is queued."""
    with pytest.raises(UnknownPolicy):
        notices.queue(template="no_such", to_phone="15490005628", params={}, key="k", at=NOW)
    with pytest.raises(KeyError):
        notices.queue(template="pickup_person", to_phone="15490005628", params={"name": "王芳"}, key="k", at=NOW)
    assert not Notice.objects.exists()


def test_a_city_is_queued_in_sets() -> None:
    """S4.4: six thousand people in two statements, and the second time in none that change anything."""
    orders = [notices.NoticeOrder(key=f"k{number}", to_phone="15490005628", params=PICKUP) for number in range(6_000)]
    assert notices.queue_many(template="pickup_person", orders=orders, at=NOW) == 6_000
    assert notices.queue_many(template="pickup_person", orders=orders, at=NOW) == 0


def test_who_has_no_phone_goes_to_the_call_list_at_once() -> None:
    """S4.4: an SMS cannot arrive where there is no phone; somebody must be told otherwise."""
    person = make_person(name="王芳")
    queue_pickup(phone="", person_id=person.pk)
    assert [(line.notice.addressee, line.notice.failure) for line in notices.call_list()] == [("王芳", "没有手机号码")]
    assert notices.send_due(at=NOW, port=ScriptedGateway()).tried == 0


def test_what_is_sent_is_delivered_and_shown_in_the_inbox() -> None:
    """S4.4: sent, then delivered; the demo inbox shows it, the newest first, by phone."""
    queue_pickup(key="one")
    queue_pickup(key="two", phone="15490002219")
    port = notices.DemoInbox()
    assert notices.inbox() == ()
    assert notices.send_due(at=NOW, port=port).sent == 2
    assert notices.take_reports(at=NOW, port=port) == 2
    assert [line.state for line in notices.inbox()] == ["delivered", "delivered"]
    assert [line.phone for line in notices.inbox("15490002219")] == ["15490002219"]
    queue_pickup(key="three", phone="15490003307")
    notices.send_due(at=NOW - timedelta(days=1), port=port)
    notices.send_due(at=NOW + timedelta(minutes=1), port=port)
    assert [line.phone for line in notices.inbox(limit=1)] == ["15490003307"]
    assert len(notices.inbox(before=NOW + timedelta(minutes=1))) == 2
    assert notices.take_reports(at=NOW, port=port) == 1
    assert notices.take_reports(at=NOW, port=port) == 0


def test_three_tries_with_growing_waits_then_the_call_list() -> None:
    """S4.4: tried at once, after ten and after twenty minutes; then it waits for a call and is not sent any more."""
    queue_pickup()
    port = ScriptedGateway(False, False, False)
    assert notices.send_due(at=NOW, port=port).failed == 1
    assert notices.send_due(at=NOW + timedelta(minutes=9), port=port).tried == 0
    assert notices.send_due(at=NOW + timedelta(minutes=10), port=port).failed == 1
    assert notices.send_due(at=NOW + timedelta(minutes=29), port=port).tried == 0
    assert notices.send_due(at=NOW + timedelta(minutes=30), port=port).given_up == 1
    assert notices.send_due(at=NOW + timedelta(days=1), port=port).tried == 0
    line = notices.call_list()[0].notice
    assert (line.state, line.tries, line.failure, port.taken) == ("call_list", 3, "no route to the phone", [])


def test_a_message_that_did_not_arrive_is_tried_again() -> None:
    """S4.4: the gateway's report counts like a refusal; a late second report changes nothing."""
    queue_pickup()
    port = ScriptedGateway()
    notices.send_due(at=NOW, port=port)
    port.waiting_reports = [notices.DeliveryReport(reference="gw-1", is_delivered=False, reason="phone is off")]
    assert notices.take_reports(at=NOW, port=port) == 1
    assert (the_notice().state, the_notice().failure) == ("failed", "phone is off")
    notices.send_due(at=NOW + timedelta(minutes=10), port=port)
    for is_delivered, counted in ((True, 1), (False, 0)):
        port.waiting_reports = [notices.DeliveryReport(reference="gw-2", is_delivered=is_delivered, reason="late")]
        assert notices.take_reports(at=NOW, port=port) == counted
        assert the_notice().state == "delivered"


def test_a_call_ends_the_list() -> None:
    """S4.4, A2: told by phone, once, by a named operator; repeated it changes nothing (A3)."""
    person = make_person()
    queue_pickup(phone="", person_id=person.pk)
    by = actor_for(make_operator(role="operations", office=make_office(kind="card_centre")))
    number = the_notice().pk
    receipt = notices.record_call(by=by, key="c1", at=NOW, notice_id=number)
    assert notices.record_call(by=by, key="c1", at=NOW, notice_id=number).replayed
    assert (the_notice().state, notices.call_list()) == ("told", ())
    assert audit.timeline(person.pk)[0].number == receipt.number
    with pytest.raises(notices.NotOnCallList):
        notices.record_call(by=by, key="c2", at=NOW, notice_id=number)


def test_a_call_without_answer_is_made_again_later() -> None:
    """S4.4: it stays on the list, behind those whose turn it is, until the hours of the policy have passed."""
    first, second = make_person(name="王芳"), make_person(name="李娜")
    for person in (first, second):
        queue_pickup(key=f"pickup-{person.pk}", phone="", person_id=person.pk)
    by = actor_for(make_operator(role="operations", office=make_office(kind="card_centre")))
    for outcome, later in ((notices.CallOutcome.NO_ANSWER, 0), (notices.CallOutcome.WRONG_NUMBER, 1)):
        at = NOW + timedelta(minutes=later)
        called = notices.call_list()[0].notice.id
        receipt = notices.record_call(by=by, key=f"c{later}", at=at, notice_id=called, outcome=outcome, note="没人接")
        assert receipt.next_call_at == at + timedelta(hours=20)
    assert [line.notice.addressee for line in notices.call_list()] == ["王芳", "李娜"]
    assert [line.is_number_wrong for line in notices.call_list()] == [False, True]
    assert (notices.call_count(until=NOW), notices.call_count(until=NOW + timedelta(hours=20))) == (0, 1)
    (page_two,) = notices.call_list(after_id=notices.call_list(limit=1)[0].notice.id)
    assert page_two.notice.addressee == "李娜"


CODE = {"code": "204816", "minutes": "5"}


def test_a_login_code_is_not_kept_after_sending() -> None:
    """S14.2: in production the text goes when the message goes; the demo's inbox has to show it."""
    notices.queue(template="login_code", to_phone="15490005628", params=CODE, key="c1", at=NOW)
    notices.send_due(at=NOW, port=ScriptedGateway())
    assert the_notice().text == "（验证码已隐去）"
    notices.queue(template="login_code", to_phone="15490005628", params=CODE, key="c2", at=NOW)
    notices.send_due(at=NOW, port=notices.DemoInbox())
    assert "204816" in notices.inbox()[0].text


def test_the_demo_inbox_keeps_no_code_outside_the_demo(settings: object) -> None:
    """S14.2: a real city that forgot to name its gateway keeps no code in clear, and the deployment check says so."""
    settings.DEMO = False
    notices.queue(template="login_code", to_phone="15490005628", params=CODE, key="c1", at=NOW)
    notices.send_due(at=NOW, port=notices.DemoInbox())
    assert the_notice().text == "（验证码已隐去）"
    assert [warning.id for warning in check_gateway(None)] == ["notices.W001"]
    settings.SMS_PORT = "a_city.Gateway"
    assert check_gateway(None) == []


def test_a_login_code_never_comes_to_the_call_list() -> None:
    """S14.2: nobody of ours reads a code out by phone."""
    person = make_person()
    notices.queue(template="login_code", to_phone="15490005628", params=CODE, key="c1", at=NOW, person_id=person.pk)
    port = ScriptedGateway(False, False, False)
    for minutes in (0, 10, 30):
        notices.send_due(at=NOW + timedelta(minutes=minutes), port=port)
    assert (the_notice().state, the_notice().text) == ("expired", "（验证码已隐去）")
    assert (notices.call_list(), notices.notices_of(person.pk)) == ((), ())


def test_the_lag_of_the_outbox() -> None:
    """S4.4: how many wait, how long the oldest has, and whether that is over the limit of sixty seconds."""
    queue_pickup(key="one")
    queue_pickup(key="two", phone="")
    lag = notices.outbox_lag(NOW + timedelta(seconds=61))
    assert (lag.waiting, lag.oldest_seconds, lag.limit_seconds, lag.call_list, lag.is_slow) == (1, 61, 60, 1, True)
    notices.send_due(at=NOW, port=ScriptedGateway())
    assert notices.outbox_lag(NOW + timedelta(days=1)).waiting == 0


def test_the_database_refuses_a_move_that_the_table_does_not_have() -> None:
    """House rule 3: a queued message is not delivered without being sent."""
    queue_pickup()
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Notice.objects.update(state="delivered")
    assert isinstance(translate(broken.value), MoveNotAllowed)


def test_a_unit_can_be_told_too() -> None:
    """S4.1: by the unit's own phone; a message has one addressee."""
    unit = make_unit(name="示例机械有限公司（示例）")
    told = {"unit": unit.name, "count": "12", "office": "卡服务大厅", "address": "顺城区新华大街22号"}
    notices.queue(template="pickup_unit", to_phone=unit.contact_phone, params=told, key="u", at=NOW, unit_id=unit.pk)
    notices.send_due(at=NOW, port=notices.DemoInbox())
    assert notices.inbox()[0].addressee == unit.name


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_one_message_twice() -> None:
    """S4.4, A3: four hundred messages, two workers at the same instant, each message goes out once."""
    orders = [notices.NoticeOrder(key=f"k{n}", to_phone=f"154{n:08d}", params=PICKUP) for n in range(400)]
    notices.queue_many(template="pickup_person", orders=orders, at=NOW)
    both = Barrier(2, timeout=60)

    class Together(ScriptedGateway):
        """Sends its first message when the other worker holds one too."""

        def send(self, phone: str, text: str) -> str:
            if not self.taken:
                both.wait()
            return super().send(phone, text)

    ports = (Together(), Together())

    def work(port: ScriptedGateway) -> None:
        while notices.send_due(at=NOW, port=port, limit=25).tried:
            pass
        connection.close()

    workers = [Thread(target=work, args=(port,)) for port in ports]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    phones = [phone for port in ports for phone, _ in port.taken]
    assert len(phones) == len(set(phones)) == 400
    assert all(port.taken for port in ports)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_leaves_its_messages_to_the_next() -> None:
    """S4.4: claimed and not sent: due again when the lease ends, with that try counted."""
    queue_pickup()

    class Dying(ScriptedGateway):
        def send(self, phone: str, text: str) -> str:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        notices.send_due(at=NOW, port=Dying())
    port = ScriptedGateway()
    assert notices.send_due(at=NOW + timedelta(minutes=1), port=port).tried == 0
    assert notices.send_due(at=NOW + timedelta(minutes=5), port=port).sent == 1
    assert the_notice().tries == 2
