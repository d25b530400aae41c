"""Making the sample city: on any day, and without the demo nobody can use it as a way in."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth import authenticate

from citycard.channels.demo import city
from citycard.people.models import Person
from tests.factories import NOW

AT = NOW


def test_outside_the_demo_nobody_is_shown_and_nobody_can_log_in(db: None, settings: object) -> None:
    """A2: a sample operator is no way into a real installation."""
    settings.DEMO = False
    city.seed(at=AT, people=10)
    assert (city.demo_logins(), city.demo_people()) == ((), ())
    assert authenticate(username="b1108", password=city.demo_password()) is None


def test_the_city_can_be_made_on_any_day(db: None) -> None:
    """Issue: the same city whatever the day: a leap day and a month's end are days too."""
    day = datetime(2028, 2, 29, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert city.seed(at=day, people=200).people > 200
    assert Person.objects.filter(birth_date__gt=day.date()).count() == 0


def test_the_command_says_what_it_made(db: None) -> None:
    """Issue: `citycard seed --people N`: one line with people, cards and seconds; the demo prints a login a role."""
    assert city.is_empty()
    said = str(city.seed(at=AT, people=50))
    assert said.startswith(f"{50 + len(city.demo_people()):,} people, ")
    assert not city.is_empty()
    assert len(city.demo_logins()) == 12
