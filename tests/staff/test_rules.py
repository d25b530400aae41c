"""Who may do what, and where (A2, S12): the literal table, walked."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from citycard.audit import Channel
from citycard.channels.messages import explain
from citycard.channels.wording import wording
from citycard.staff import (
    PERMISSIONS,
    ROLE_CHANNELS,
    NotPermitted,
    NotYourOffice,
    OperatorFacts,
    Permission,
    PostingFacts,
    Role,
    SignInPaused,
    check_serves,
    require,
    roles_that_may,
)
from citycard.staff.facts import SignInTries
from citycard.staff.rules import after_try

AT = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
PAUSE = timedelta(minutes=15)


def operator(*postings: PostingFacts) -> OperatorFacts:
    return OperatorFacts(id=1, account_id=2, staff_no="B1108", name="孙丽", person_id=None, postings=postings)


def at_office(role: Role, office_id: int = 1) -> PostingFacts:
    return PostingFacts(id=office_id, role=role, office_id=office_id, unit_id=None)


def at_unit(role: Role, unit_id: int = 1) -> PostingFacts:
    return PostingFacts(id=unit_id, role=role, office_id=None, unit_id=unit_id)


def test_every_role_has_permissions_and_a_channel() -> None:
    assert set(PERMISSIONS) == set(ROLE_CHANNELS) == set(Role)
    assert all(PERMISSIONS.values())
    assert set(ROLE_CHANNELS.values()) <= set(Channel)


def test_every_permission_is_held_by_somebody() -> None:
    """A4: “who can do it” must always have an answer."""
    assert {permission for permission in Permission if not roles_that_may(permission)} == set()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_permission_role_and_channel_has_its_word(lang: str) -> None:
    """A4: a refusal names the act and the place in words, never in codes."""
    words = wording().words
    for kind, codes in (("permission", Permission), ("places", Role), ("channel", Channel)):
        assert {code.value for code in codes} == set(words[kind])
        assert all(words[kind][code.value][lang] for code in codes)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_the_table_decides(role: Role, permission: Permission) -> None:
    """A2: an operator does what the role is for, and nothing else."""
    posting = at_office(role)
    if permission in PERMISSIONS[role]:
        assert require(operator(posting), permission) == posting
    else:
        with pytest.raises(NotPermitted):
            require(operator(posting), permission)


def test_nobody_may_do_anything_without_a_posting() -> None:
    """A2."""
    with pytest.raises(NotPermitted):
        require(operator(), Permission.READ_PERSON)


def test_activation_is_the_tellers() -> None:
    """S5.1: the financial function is activated at the bank, and nowhere else."""
    assert roles_that_may(Permission.ACTIVATE) == (Role.BANK_TELLER,)


def test_only_communities_and_units_apply() -> None:
    """S3.1, S3.2: units for their people, communities for residents."""
    assert roles_that_may(Permission.SUBMIT_APPLICATION) == (Role.COMMUNITY_CLERK, Role.EMPLOYER_CLERK, Role.SCHOOL_CLERK)
    assert roles_that_may(Permission.SUBMIT_ROSTER) == (Role.EMPLOYER_CLERK, Role.SCHOOL_CLERK)


def test_the_posting_at_the_place_asked_for_is_chosen() -> None:
    """A2: the act is done from the place where it belongs."""
    one, two = at_office(Role.COMMUNITY_CLERK, 1), at_office(Role.COMMUNITY_CLERK, 2)
    unit = at_unit(Role.EMPLOYER_CLERK, 2)
    both = operator(one, two, unit)
    assert require(both, Permission.SUBMIT_APPLICATION, office_id=2) == two
    assert require(both, Permission.SUBMIT_APPLICATION, unit_id=2) == unit
    with pytest.raises(NotYourOffice):
        require(both, Permission.SUBMIT_APPLICATION, office_id=3)
    with pytest.raises(NotYourOffice):
        require(both, Permission.SUBMIT_APPLICATION, unit_id=1)


@pytest.mark.parametrize(
    ("posting", "community_id", "unit_id", "serves"),
    [
        (at_office(Role.COMMUNITY_CLERK, 1), 1, None, True),
        (at_office(Role.COMMUNITY_CLERK, 1), 2, None, False),
        (at_office(Role.COMMUNITY_CLERK, 1), None, 1, False),
        (at_unit(Role.EMPLOYER_CLERK, 1), None, 1, True),
        (at_unit(Role.EMPLOYER_CLERK, 1), None, 2, False),
        (at_unit(Role.SCHOOL_CLERK, 1), 1, None, False),
        (at_office(Role.CARD_HALL_CLERK, 1), 2, None, True),
        (at_office(Role.BANK_TELLER, 1), None, 7, True),
    ],
)
def test_a_place_serves_its_own_people(
    posting: PostingFacts, community_id: int | None, unit_id: int | None, serves: bool
) -> None:
    """S12: a community sees its residents, a unit its people; hall and bank serve everybody."""
    theirs = {"community_id": community_id, "unit_id": unit_id, "permission": Permission.READ_PERSON}
    if serves:
        check_serves(posting, **theirs)
        return
    with pytest.raises(NotYourOffice) as refused:
        check_serves(posting, **theirs, belongs_to="站前社区（示例）")
    assert refused.value.facts["place"] == "站前社区（示例）"


def test_the_refusal_says_who_does_it() -> None:
    """A4: never “no permission”: who can do it, and where."""
    with pytest.raises(NotPermitted) as refused:
        require(operator(at_office(Role.CARD_HALL_CLERK)), Permission.SUBMIT_APPLICATION)

    said, english = explain(refused.value), explain(refused.value, "en")

    assert said.cannot == "现在不能在这里申请社保卡"
    assert said.because == "因为申请社保卡由社区、用人单位、学校办理，您现在的岗位不办这一项。"
    assert said.can[0] == "请社区、用人单位、学校的经办人办理"
    assert english.because.startswith("Because this is done by: community, employer, school")
    assert "权限" not in "".join((said.cannot, said.because, *said.can))


@pytest.mark.parametrize(("belongs_to", "place"), [("站前社区（示例）", "站前社区（示例）"), ("", "所属的网点或单位")])
def test_the_refusal_says_where_to_go(belongs_to: str, place: str) -> None:
    """A4, S12."""
    with pytest.raises(NotYourOffice) as refused:
        check_serves(
            at_office(Role.COMMUNITY_CLERK),
            community_id=2,
            unit_id=None,
            permission=Permission.READ_PERSON,
            belongs_to=belongs_to,
        )
    said = explain(refused.value)
    assert said.because == f"因为这件事归{place}办，不归您现在的网点或单位。"
    assert said.can[0] == f"请到{place}办理"


@pytest.mark.parametrize(
    ("count", "minutes_ago", "after"), [(0, 0, 1), (1, 0, 2), (4, 14, 5), (5, 15, 1), (5, 600, 1), (3, 15, 1)]
)
def test_tries_are_counted_and_forgotten_after_the_pause(count: int, minutes_ago: int, after: int) -> None:
    """A2: who acts must be known for sure; guessing a password is made slow."""
    tries = SignInTries(count=count, last_at=AT - timedelta(minutes=minutes_ago))
    assert after_try(tries, at=AT, attempts=5, pause=PAUSE) == SignInTries(count=after, last_at=AT)


@pytest.mark.parametrize("minutes_ago", [0, 1, 14])
def test_after_the_last_try_one_has_to_wait(minutes_ago: int) -> None:
    """A2."""
    last_at = AT - timedelta(minutes=minutes_ago)
    with pytest.raises(SignInPaused) as refused:
        after_try(SignInTries(count=5, last_at=last_at), at=AT, attempts=5, pause=PAUSE)
    assert refused.value.facts == {"paused_until": last_at + PAUSE}
