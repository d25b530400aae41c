"""S13: the daughter finds her mother under 替家人办, for as long as the power lasts; a dead holder's log-in is closed (S11.1)."""

from datetime import date, timedelta

import pytest
from django.test import Client

from citycard import people
from citycard.audit.models import Act
from citycard.journeys import register_power
from citycard.people.models import Person, Power
from citycard.policy import Comes
from citycard.shared import clock
from tests.channels.web_hall.doors import log_in
from tests.factories import make_card, make_child, make_person
from tests.journeys.ending_desks import power_desk

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def _two(*, ends_on: date | None = None) -> tuple[Person, Person]:
    mother, daughter = make_person(name="王秀英", born=date(1950, 3, 4)), make_person(name="李静")
    register_power(
        by=power_desk(),
        key=f"power-{mother.pk}",
        at=clock.now(),
        holder_id=mother.pk,
        agent_id=daughter.pk,
        relation="女儿",
        comes=Comes.HOLDER,
        starts_on=clock.today(),
        ends_on=ends_on,
    )
    return mother, daughter


def test_s13_1_the_daughter_finds_her_mother_and_the_look_is_recorded(client: Client) -> None:
    """S13.1, S12: switchable from the own page; the mother's page says who looked, and as what."""
    mother, daughter = _two()
    make_card(person=mother, state="active")
    log_in(client, daughter)
    own = client.get("/my-card/").content.decode()
    assert "替家人办" in own and f"/my-card/for/{mother.pk}/" in own
    said = client.get(f"/my-card/for/{mother.pk}/").content.decode()
    assert "王秀英的卡可以用" in said and "您以代办人的身份在看" in said
    look = Act.objects.get(act="look_up", person_id=mother.pk)
    assert (look.actor_person_id, look.purpose) == (daughter.pk, "代办人代办")


def test_s13_1_an_agent_whose_power_ended_yesterday_is_refused_with_the_date(client: Client) -> None:
    """S13.1, A4: the page names the first day without the power, the rule, and what to do."""
    mother, daughter = _two(ends_on=clock.today() + DAY)
    Power.objects.update(starts_on=clock.today() - 30 * DAY, ends_on=clock.today())
    log_in(client, daughter)
    assert "王秀英" not in client.get("/my-card/").content.decode()
    answer = client.get(f"/my-card/for/{mother.pk}/")
    said = answer.content.decode()
    assert answer.status_code == 409 and "王秀英" not in said
    assert "您的委托从" in said and "S13.1" in said and "重新登记" in said
    assert f"{clock.today():%Y}" in said


@pytest.mark.parametrize("who_died", ["mother", "daughter"])
def test_s11_1_a_death_ends_the_power(client: Client, who_died: str) -> None:
    """S13, S11.1: whichever of the two has died, nothing is seen from that day."""
    mother, daughter = _two()
    log_in(client, daughter)
    assert client.get(f"/my-card/for/{mother.pk}/").status_code == 200
    Person.objects.filter(pk=mother.pk if who_died == "mother" else daughter.pk).update(died_on=clock.today())
    assert client.get(f"/my-card/for/{mother.pk}/").status_code == 409


def test_s11_1_the_log_in_of_a_dead_holder_is_closed_and_shows_nothing(client: Client) -> None:
    """S11.1: whoever holds the phone now is somebody else; the page says what the family does."""
    who = make_person(name="赵国栋")
    make_card(person=who, state="active")
    log_in(client, who)
    Person.objects.filter(pk=who.pk).update(died_on=clock.today())
    answer = client.get("/my-card/")
    said = answer.content.decode()
    assert answer.status_code == 409 and who.social_number[-4:] not in said
    assert "这个登录已经停用" in said and "清户通知书" in said


def test_s13_2_an_agent_is_no_guardian_of_a_child(client: Client) -> None:
    """S13.2: for a child the registered guardian acts; a power is not taken."""
    child, uncle = make_child(), make_person(name="陈叔叔", sex="1")
    with pytest.raises(people.HolderHasGuardian):
        register_power(
            by=power_desk(),
            key="child",
            at=clock.now(),
            holder_id=child.pk,
            agent_id=uncle.pk,
            relation="叔叔",
            comes=Comes.AGENT,
            starts_on=clock.today(),
        )
    log_in(client, uncle)
    assert client.get(f"/my-card/for/{child.pk}/").status_code == 409
