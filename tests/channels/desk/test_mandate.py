"""The debit mandate at the branch: what is signed is shown first, and one click signs nothing (S2.3, S16.4, S16.5)."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from citycard.audit.models import Act
from citycard.mandates.models import Mandate
from tests.channels.desk.activation import confirm, enter, up_to_the_pin
from tests.channels.desk.desks import Counter, counter_at, text
from tests.factories import NOW, make_card, make_guardianship, make_person

pytestmark = pytest.mark.django_db
HOLDERS = {"paper": ["holder_valid_id", "social_card"], "face": "same", "is_signed": "on", "key": "m-1"}


@pytest.fixture(autouse=True)
def today(clock_at: object) -> datetime:
    return clock_at(NOW)  # type: ignore[operator]


@pytest.fixture
def branch() -> Counter:
    return counter_at("bank_branch")


def test_the_mandate_is_signed_in_the_same_visit(branch: Counter) -> None:
    """S2.3, S16.5: what the teller saw minutes ago is ticked, face and signature are not; signed on the 23rd, in force on the 1st."""
    card = make_card(state="with_holder")
    up_to_the_pin(branch, card)
    confirm(branch, card, enter(branch, card, "258013", "258013"))
    assert reverse("desk:mandate", args=[card.person_id]) in text(branch.get("activated", card.pk))
    page = text(branch.get("mandate", card.person_id))
    assert "激活时，您看过下面勾上的原件" in page
    assert page.count(" checked>") >= 2
    assert "大额补充医疗保险费" in page
    assert 'name="face" value="same" class="form-check-input" checked' not in page
    answer = branch.post("mandate", card.person_id, data=HOLDERS)
    assert answer["Location"] == reverse("desk:mandate_paper", args=[card.person_id])
    row = Mandate.objects.get(person_id=card.person_id)
    assert row.effective_on.isoformat() == "2026-12-01"
    assert "自动缴款授权已签" in text(branch.get("activated", card.pk))
    assert "授权已签，还没生效" in text(branch.get("person", card.person_id))


@pytest.mark.parametrize("left_out", ["face", "is_signed", "paper"])
def test_nothing_is_signed_while_something_is_unconfirmed(branch: Counter, left_out: str) -> None:
    """A2: papers, face and signature, each by itself; what is missing leads to its place from the list of errors."""
    card = make_card(state="active")
    answer = branch.post("mandate", card.person_id, data={name: value for name, value in HOLDERS.items() if name != left_out})
    assert answer.status_code == 400
    lead = {"face": "#id_face_0", "is_signed": "#id_is_signed", "paper": "#paper-social_card"}[left_out]
    assert f'<a href="{lead}">' in text(answer)
    assert not Mandate.objects.exists()


def test_another_operator_ticks_the_papers_anew(branch: Counter) -> None:
    """A2: only who saw the papers has them ticked, and only on that day."""
    card = make_card(state="with_holder")
    up_to_the_pin(branch, card)
    confirm(branch, card, enter(branch, card, "258013", "258013"))
    colleague = counter_at("bank_branch", office=branch.office, name="李强")
    assert "您看过下面勾上的原件" not in text(colleague.get("mandate", card.person_id))


def test_the_paper_is_printed_before_and_after(branch: Counter) -> None:
    """S16.5: the draft says the day on which it would begin; the signed one says its number and the day on which it begins."""
    person = make_person()
    began = date(2020, 1, 6)
    Mandate.objects.create(
        person=person, bank="icbc", account_number="6222000000", state="in_force", signed_on=began, effective_on=began
    )
    make_card(person=person, state="active")
    draft = text(branch.get("mandate_paper", person.pk))
    assert "还没有签" in draft
    assert "2026年12月1日" in draft
    assert "工商银行的代扣停止" in draft
    branch.post("mandate", person.pk, data=HOLDERS)
    signed = text(branch.get("mandate_paper", person.pk))
    assert Act.objects.get(act="sign_mandate").number in signed
    assert "工商银行的代扣停止" in signed
    assert "还没有签" not in signed


def test_the_mandate_page_says_first_what_would_be_refused(branch: Counter) -> None:
    """S2.3, S17: only who pays alone, only on an active account; a paper not seen is named."""
    resident, inactive = make_card(person=make_person(category="resident"), state="active"), make_card(state="with_holder")
    assert branch.get("mandate", resident.person_id).status_code == 409
    assert branch.get("mandate", inactive.person_id).status_code == 409
    ready = make_card(state="active")
    assert "2026年12月1日起生效" in text(branch.get("mandate", ready.person_id))
    answer = branch.post("mandate", ready.person_id, data={"key": "m-1"})
    assert answer.status_code == 400
    assert "还差 2 项" in text(answer)


def test_a_guardian_signs_with_papers_of_their_own(branch: Counter) -> None:
    """S13.2: in a guardian's visit the mandate's papers are looked at by themselves, and the guardian's number is kept masked."""
    father, ward = make_person(name="陈建国", sex="1"), make_person(is_ward=True)
    make_guardianship(guardian=father, ward=ward, starts_on=date(2020, 1, 1))
    make_card(person=ward, state="active")
    sent = {"paper": ["holder_valid_id", "social_card", "guardian_id"], "comer-guardian": str(father.pk), "key": "m-2"}
    sent |= {"face": "same", "is_signed": "on"}
    assert branch.post("mandate", ward.pk, data=sent, query="?comes=guardian").status_code == 302
    papers = Act.objects.get(act="sign_mandate").documents
    assert [one["number_masked"][-4:] for one in papers if one["holder"] == "guardian"] == [father.social_number[-4:]]
    assert Mandate.objects.filter(person=ward).count() == 1
