"""Who may open which page of the counters: every address is walked, for every role and for nobody (A2)."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from citycard.channels.desk.urls import urlpatterns
from citycard.staff import PERMISSIONS, Permission, Role
from citycard.staff.models import Posting
from tests.channels.desk.desks import counter_at, hidden, signed_in, text
from tests.factories import NOW, PASSWORD, make_card, make_office, make_operator, make_person, make_unit

pytestmark = pytest.mark.django_db
OPEN = {"login", "sign_out", "choose_posting"}
AT_OFFICE = {role for role in Role if role not in (Role.EMPLOYER_CLERK, Role.SCHOOL_CLERK)}


@pytest.fixture(autouse=True)
def today(clock_at: object) -> datetime:
    return clock_at(NOW)  # type: ignore[operator]


def guarded_pages() -> list[URLPattern]:
    return [one for one in urlpatterns if one.name not in OPEN]


def address(page: URLPattern, number: int = 1) -> str:
    return reverse(f"desk:{page.name}", args=[number] * len(page.pattern.regex.groupindex))


def permissions_of(page: URLPattern) -> tuple[Permission, ...]:
    view = page.callback
    while not hasattr(view, "permissions"):
        view = view.__wrapped__
    return view.permissions


@pytest.mark.parametrize("page", guarded_pages(), ids=lambda page: page.name)
def test_nobody_enters_without_signing_in(page: URLPattern) -> None:
    """A2: every page leads to the sign-in and keeps where one wanted to go."""
    for answer in (Client().get(address(page)), Client().post(address(page))):
        if answer.status_code != 405:
            assert answer.status_code == 302
            assert answer["Location"] == f"{reverse('desk:login')}?next={address(page)}"


@pytest.mark.parametrize("role", sorted(Role))
def test_a_role_without_the_permission_is_told_who_may(role: Role) -> None:
    """A2, A4: 403 with the places that do it; never an empty “no right”."""
    is_office = role in AT_OFFICE
    office = make_office(kind="community") if is_office else None
    operator = make_operator(role=role, office=office, unit=None if is_office else make_unit())
    counter = signed_in(operator, office=office)
    closed = [page for page in guarded_pages() if permissions_of(page) and not set(permissions_of(page)) & PERMISSIONS[role]]
    for page in closed:
        for answer in (counter.client.get(address(page)), counter.client.post(address(page))):
            assert answer.status_code in (403, 405), page.name
            assert answer.status_code == 405 or "您可以" in text(answer)
    assert closed


def test_another_offices_card_is_refused() -> None:
    """S4.2: a card waits at the branch that was chosen; another branch cannot hand it over, nor take a wrong face back."""
    card = make_card(state="awaiting_pickup")
    other = counter_at("bank_branch")
    for name in ("collect", "wrong_face"):
        answer = other.get(name, card.pk)
        assert answer.status_code == 409
        assert card.pickup_office.name in text(answer)


def test_another_communitys_person_is_refused_on_every_page() -> None:
    """S3.2, S12: reading, applying, correcting: none of it at another community."""
    desk, person = counter_at("community"), make_person(community=make_office(kind="community"))
    for name in ("person", "history", "purpose", "apply", "id_card", "phone", "guardian"):
        assert desk.get(name, person.pk).status_code == 403, name


@pytest.mark.parametrize("name", ["person", "collect", "activate_person", "application"])
def test_what_is_not_there_is_a_sentence(name: str) -> None:
    """A4: an unknown id is refused in words, without a trace."""
    counter = counter_at("bank_branch")
    answer = counter.get(name, 987654)
    assert answer.status_code == 409
    assert "您可以" in text(answer)


def test_an_expired_login_keeps_the_way_back() -> None:
    """An expired login (bad input): the form sent too late leads to the sign-in, and from there to the form's page."""
    counter, person = counter_at("card_hall"), make_person()
    page = reverse("desk:person", args=[person.pk])
    counter.client.logout()
    answer = counter.client.post(
        reverse("desk:show_number", args=[person.pk]), {"what": "phone"}, headers={"referer": f"http://testserver{page}"}
    )
    assert answer["Location"] == f"{reverse('desk:login')}?next={page}"
    form = counter.client.get(answer["Location"])
    assert "登录已经过期" in text(form)
    sent = hidden(form) | {"staff_no": counter.operator.staff_no, "password": PASSWORD}
    assert counter.client.post(reverse("desk:login"), sent)["Location"] == page


def test_an_idle_desk_signs_itself_out() -> None:
    """A2: nobody acts under the name of somebody who has left."""
    counter = counter_at("card_hall")
    assert counter.get("home").status_code == 200
    session = counter.client.session
    session["desk_seen_at"] -= 31 * 60
    session.save()
    assert counter.get("home").status_code == 302


def test_the_way_on_leads_nowhere_else() -> None:
    """An address of elsewhere in `next` is not followed."""
    operator = make_operator(role="card_hall_clerk", office=make_office(kind="card_hall"))
    for wanted in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        sent = {"staff_no": operator.staff_no, "password": PASSWORD, "next": wanted}
        assert Client().post(reverse("desk:login"), sent)["Location"] == reverse("desk:home")


def test_too_many_wrong_passwords_pause_the_sign_in() -> None:
    """A2: after the policy's number of tries even the right password waits; unknown numbers are treated alike."""
    operator = make_operator(role="card_hall_clerk", office=make_office(kind="card_hall"))
    for staff_no in (operator.staff_no, "K9999"):
        for _ in range(5):
            wrong = Client().post(reverse("desk:login"), {"staff_no": staff_no, "password": "guess"})
            assert wrong.status_code == 400
        answer = Client().post(reverse("desk:login"), {"staff_no": staff_no, "password": PASSWORD})
        assert answer.status_code == 400
        assert "连续输错太多次" in text(answer)


def test_a_search_puts_no_number_into_an_address() -> None:
    """S12: the number is sent, and the page it leads to is known by an id."""
    counter, person = counter_at("card_hall"), make_person()
    answer = counter.post("search", data={"q": person.social_number})
    assert answer["Location"] == reverse("desk:person", args=[person.pk])
    card = make_card(person=person)
    assert counter.post("search", data={"q": card.card_number})["Location"] == answer["Location"]
    assert person.social_number not in text(counter.post("search", data={"q": person.name}))
    assert 'method="post"' in text(counter.get("search"))


def test_an_operator_with_two_postings_changes_the_place() -> None:
    """A2: what is done counts for the place one stands at; nobody changes to a posting of somebody else."""
    hall, branch = make_office(kind="card_hall"), make_office(kind="bank_branch")
    operator = make_operator(role="card_hall_clerk", office=hall)
    second = Posting.objects.create(operator=operator, role="bank_teller", office=branch, starts_on=date(2026, 1, 1))
    foreign = make_operator(role="bank_teller", office=make_office(kind="bank_branch")).postings.get()
    counter = signed_in(operator, office=hall)
    assert "换岗位" in text(counter.get("search"))
    counter.post("choose_posting", foreign.pk)
    assert "现在在这里" in text(counter.get("home")).split(branch.name)[0]
    counter.post("choose_posting", second.pk)
    assert branch.name in text(counter.get("pickups"))
    counter.post("choose_posting", operator.postings.order_by("id").first().pk)
    assert branch.name in text(counter.get("pickups")), "a page of the other posting opens by that posting"
