"""S11.1, A2 at the counters: a death recorded by mistake is prepared on one desk and approved on another; nobody signs twice."""

import pytest
from django.http import HttpResponse

from citycard.people import person
from citycard.people.models import Person
from citycard.staff.models import Approval, Posting
from tests.channels.desk.desks import Counter, counter_at, hidden, text
from tests.factories import TODAY, make_application, make_card, make_office, make_person
from tests.journeys.ending_desks import AGENTS_ID, CARD, DEATH_RECORD, hall
from tests.journeys.endings import AGENT, DAY, cancel, die, settle
from tests.journeys.taking_back import BY_FAMILY

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {"paper": ["holder_in_person_id"], "face": "same", "reason": "同名的人去世，登记时点错了人"}


def dead() -> Person:
    who = make_card(state="active").person
    die(who, key=f"death-{who.pk}", died_on=TODAY - DAY)
    return who


def prepare(desk: Counter, who: Person, **changes: object) -> HttpResponse:
    page = desk.get("take_back_death", who.pk)
    assert page.status_code == 200, text(page)
    return desk.post("take_back_death", who.pk, data=hidden(page) | ASKED | changes)


def decide(desk: Counter, number: int, what: str, **data: object) -> HttpResponse:
    page = desk.get("approval", number)
    return desk.post("approval", number, data=hidden(page) | {"decide": what} | data)


def test_s11_1_prepared_on_one_desk_approved_on_another_and_a_receipt_to_print() -> None:
    """S11.1, A2: offered on the dead person's page; waits on the other's home; then the person lives and has a receipt."""
    who, first, second = dead(), counter_at("card_hall", name="赵敏"), counter_at("agency", name="许诺")
    first.post("purpose", who.pk, data={"choice": "mistaken"})
    assert f"/desk/person/{who.pk}/death/take-back/" in text(first.get("person", who.pk))
    assert prepare(first, who).status_code == 302
    number = Approval.objects.get().pk
    page = text(first.get("person", who.pk))
    assert "等复核" in page and "已经提请过" in page and f"/desk/approvals/{number}/" in page
    assert first.get("take_back_death", who.pk)["Location"].endswith(f"/desk/approvals/{number}/")
    assert f"/desk/approvals/{number}/" in text(second.get("approvals")) and "等您签第二个名" in text(second.get("home"))
    assert "等您签第二个名" not in text(first.get("home")), "nobody's own request waits for themselves"
    shown = text(second.get("approval", number))
    assert ASKED["reason"] in shown and "居民身份证" in shown and "本人到场" in shown and who.social_number not in shown
    done = decide(second, number, "approve")
    assert done["Location"].endswith("/death/taken-back/"), text(done)
    receipt = text(second.get("taken_back", who.pk))
    assert "HF" in receipt and "恢复支付" in receipt and "赵敏" in receipt and "不能恢复" not in receipt
    assert person(who.pk).died_on is None and "现在没有等复核的事" in text(second.get("approvals"))
    assert "已复核通过" in text(first.get("approval", number))
    first.say_why(who.pk)
    assert "撤销误登的去世" not in text(first.get("person", who.pk)).partition("办理经过")[0], "the living are not asked"


def test_a2_no_button_and_no_way_to_sign_twice() -> None:
    """A2: who prepared it sees withdraw only, and is refused when the form is sent all the same."""
    who, first = dead(), counter_at("card_hall", name="赵敏")
    prepare(first, who)
    number = Approval.objects.get().pk
    page = text(first.get("approval", number))
    assert 'value="approve"' not in page and 'value="withdraw"' in page
    refused = decide(first, number, "approve")
    assert refused.status_code == 409 and "不能复核自己提请的事" in text(refused)
    assert decide(first, number, "withdraw").status_code == 302 and Approval.objects.get().state == "withdrawn"
    assert person(who.pk).died_on is not None


def test_a2_a_place_that_never_approves_does_not_though_its_clerk_works_elsewhere_too() -> None:
    """A2: the posting at which one stands signs, not another of the same operator's."""
    who, first, second = dead(), counter_at("card_hall", name="赵敏"), counter_at("community", name="刘洋")
    elsewhere = {"role": "agency_clerk", "office": make_office(kind="agency"), "starts_on": TODAY - DAY}
    Posting.objects.create(operator=second.operator, **elsewhere)
    Person.objects.filter(pk=who.pk).update(community=second.office)
    prepare(first, who)
    assert decide(second, Approval.objects.get().pk, "approve").status_code == 403
    assert person(who.pk).died_on is not None


def test_a2_a_refusal_needs_its_reason_and_is_read_by_who_prepared_it() -> None:
    who, first, second = dead(), counter_at("card_hall", name="赵敏"), counter_at("card_hall", name="钱进")
    prepare(first, who)
    number = Approval.objects.get().pk
    empty = decide(second, number, "refuse", reason="")
    assert empty.status_code == 400 and Approval.objects.get().state == "prepared"
    assert decide(second, number, "refuse", reason="人像和登记的照片不一致").status_code == 302
    assert "人像和登记的照片不一致" in text(first.get("approval", number))
    first.say_why(who.pk)
    assert "人像和登记的照片不一致" in text(first.get("person", who.pk)), "also where nobody waits any more"


def test_s11_2_who_refunds_or_closes_is_told_that_somebody_says_the_holder_lives() -> None:
    """S11.2, A2: what cannot be undone waits for the second signature; the act's own page says so, not only the person's."""
    who, agency = dead(), counter_at("agency", name="许诺")
    assert "有人提请说持卡人在世" not in text(agency.get("refunds", who.pk))
    prepare(counter_at("card_hall", name="赵敏"), who)
    page = text(agency.get("refunds", who.pk))
    assert "有人提请说持卡人在世" in page and f"/desk/approvals/{Approval.objects.get().pk}/" in page


def test_s11_2_what_cannot_come_back_is_named_before_the_signature_and_on_the_receipt() -> None:
    """S11.2: refunds, the cancelled card and its account, each with the next step; so is a withdrawn application."""
    who, asked = dead(), make_person()
    settle(who, **BY_FAMILY)
    slip = cancel(who, by=hall(DEATH_RECORD, AGENTS_ID, CARD), **AGENT)
    make_application(person=asked, state="accepted")
    die(asked, key="other")
    first, second = counter_at("card_hall", name="赵敏"), counter_at("agency", name="许诺")
    for person_, words in ((who, ("注销的卡不能恢复", "取出余额、销户", "已经退给家属的钱")), (asked, ("重新申请",))):
        prepare(first, person_)
        number = Approval.objects.get(person=person_).pk
        before = text(second.get("approval", number))
        decide(second, number, "approve")
        receipt = text(second.get("taken_back", person_.pk))
        assert all(word in before and word in receipt for word in words)
    assert slip.number in text(second.get("taken_back", who.pk))


@pytest.mark.parametrize("changes", [{"face": "other"}, {"paper": []}, {"reason": ""}])
def test_s11_1_a_face_a_paper_or_a_reason_that_lacks_prepares_nothing(changes: dict[str, object]) -> None:
    who = dead()
    assert prepare(counter_at("card_hall"), who, **changes).status_code == 400
    assert not Approval.objects.exists()


@pytest.mark.parametrize("what", ["approve", "refuse"])
def test_a2_nobody_decides_about_themselves(what: str) -> None:
    """A2: the page of one's own affair does not open, and the form sent all the same decides nothing."""
    who, first, second = dead(), counter_at("card_hall", name="赵敏"), counter_at("agency", name="许诺")
    prepare(first, who)
    number = Approval.objects.get().pk
    second.operator.person = who
    second.operator.save()
    page = second.get("approval", number)
    sent = second.post("approval", number, data={"decide": what, "key": "own", "reason": "人像和证件不一致"})
    assert (page.status_code, sent.status_code) == (403, 403) and ASKED["reason"] not in text(page)
    assert Approval.objects.get().state == "prepared" and person(who.pk).died_on is not None


@pytest.mark.parametrize("what", ["approve", "refuse"])
def test_a2_a_community_prepares_and_never_decides(what: str) -> None:
    """A2, S12: no button and no way for its own residents; of another community's it does not even open the page."""
    who, first = dead(), counter_at("card_hall", name="赵敏")
    own, other = counter_at("community", name="刘洋"), counter_at("community", name="钱进")
    Person.objects.filter(pk=who.pk).update(community=own.office)
    prepare(first, who)
    number = Approval.objects.get().pk
    page = own.get("approval", number)
    assert page.status_code == 200 and f'value="{what}"' not in text(page)
    for desk in (own, other):
        assert decide(desk, number, what, reason="人像和证件不一致", key="sent").status_code == 403
    assert other.get("approval", number).status_code == 403
    assert Approval.objects.get().state == "prepared" and person(who.pk).died_on is not None
