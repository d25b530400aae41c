"""S3.2, S13.2: which guardian applies for a child: the one the register knows, or any whose papers say so (decision 102)."""

import pytest

from citycard import people
from citycard.audit import Channel, ShownDocument
from citycard.cards.models import Application
from citycard.channels.messages import explain
from citycard.people.models import Guardianship, Office
from citycard.policy import Comes
from tests import factories
from tests.cards.city import apply, clerk, resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def community() -> Office:
    return factories.make_office(kind="community")


@pytest.fixture
def branch() -> Office:
    return factories.make_office(kind="bank_branch")


CHILDS = (ShownDocument("household_register", "applicant"), ShownDocument("resident_id_card", "guardian"))


def test_s13_2_a_guardian_is_compared_where_the_register_knows_one(community: Office, branch: Office) -> None:
    """S3.2, S13.2 (decision 102): no number and a stranger's are refused by the act's rule; the registered mother applies."""
    mother, stranger = factories.make_person(), factories.make_person()
    child = factories.make_child(guardian=mother, community=community, category="resident")
    asked = {"by": clerk(Channel.COMMUNITY, documents=CHILDS), "comes": Comes.GUARDIAN}
    for number in ("", stranger.social_number):
        with pytest.raises(people.NotTheGuardian) as refused:
            apply(child, branch, **asked, guardian_number=number)
        assert refused.value.rule == "S3.2" and "先到所属社区登记" in "".join(explain(refused.value).can)
    assert not Application.objects.exists()
    assert apply(child, branch, **asked, guardian_number=f" {mother.social_number.lower()}").state == "submitted"


def test_s3_2_without_a_guardian_on_the_register_the_papers_decide(community: Office, branch: Office) -> None:
    """S3.2 (decision 102): a newcomer's child is applied for on the papers; nobody is the guardian of an adult (S13.2)."""
    child = factories.make_child(community=community, category="resident", guardian=None)
    Guardianship.objects.all().delete()
    asked = {"by": clerk(Channel.COMMUNITY, documents=CHILDS), "comes": Comes.GUARDIAN}
    assert apply(child, branch, **asked, guardian_number=factories.make_person().social_number).state == "submitted"
    with pytest.raises(people.GuardianNotNeeded):
        apply(resident(community), branch, **asked, guardian_number=factories.make_person().social_number)
