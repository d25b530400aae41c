"""Signing in, and the tokens of programs, on a real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from citycard.audit import ActFilter, Actor, Channel, acts
from citycard.shared.one_trip import ask
from citycard.shared.refusal import Refusal
from citycard.staff import (
    OperatorFacts,
    Role,
    SignInFailed,
    SignInPaused,
    TokenUnknown,
    ask_operator_of_token,
    issue_token,
    operator_of,
    operator_told,
    revoke_token,
    sign_in,
)
from citycard.staff.models import ApiToken, Operator, Posting, SignInTry
from tests.factories import NOW, PASSWORD, TODAY, make_office, make_operator

OPS = Actor(channel=Channel.OPS, account_id=1, label="值班 B0001")


def clerk(**fields: object) -> Operator:
    return make_operator(role="community_clerk", office=make_office(), staff_no="B1108", **fields)


def operator_of_token(secret: str, *, at: datetime) -> OperatorFacts | None:
    (rows,) = ask(ask_operator_of_token(secret, at=at))
    return operator_told(rows, on=at.date())


def wrong(times: int = 1, staff_no: str = "B1108") -> None:
    for _ in range(times):
        with pytest.raises(SignInFailed):
            sign_in(staff_no=staff_no, password="wrong", at=NOW)


@pytest.mark.django_db
def test_an_operator_signs_in_and_the_record_knows() -> None:
    """A2: who came in, when, and through which channel."""
    row = clerk()
    operator = sign_in(staff_no=" b1108 ", password=PASSWORD, at=NOW, terminal="窗口 2")
    assert (operator.account_id, operator.label, operator.postings[0].role) == (
        row.account_id,
        "孙丽 B1108",
        Role.COMMUNITY_CLERK,
    )
    (line,) = acts(ActFilter(act="staff.sign_in"))
    assert (line.channel, line.account_id, line.at, line.terminal) == (Channel.COMMUNITY, row.account_id, NOW, "窗口 2")


@pytest.mark.django_db
def test_a_wrong_password_or_number_is_refused_alike() -> None:
    """A2: nobody can find out which staff numbers exist."""
    clerk()
    wrong()
    wrong(staff_no="B9999")
    assert sorted(SignInTry.objects.values_list("staff_no", "count")) == [("b1108", 1), ("b9999", 1)]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["inactive", "account", "ended", "future"])
def test_who_does_not_work_here_now_cannot_sign_in(change: str) -> None:
    """A2: an operator acts from a post in force."""
    row = clerk()
    if change == "inactive":
        Operator.objects.update(is_active=False)
    elif change == "account":
        row.account.is_active = False
        row.account.save()
    else:
        Posting.objects.update(**({"ends_on": TODAY} if change == "ended" else {"starts_on": TODAY + timedelta(days=1)}))
    with pytest.raises(SignInFailed):
        sign_in(staff_no="B1108", password=PASSWORD, at=NOW)


@pytest.mark.django_db
def test_too_many_wrong_passwords_make_one_wait() -> None:
    """A2, A1: five tries, then a quarter of an hour, by policy; also with the right password, and for unknown numbers."""
    clerk()
    wrong(5)
    with pytest.raises(SignInPaused) as refused:
        sign_in(staff_no="B1108", password=PASSWORD, at=NOW)
    assert refused.value.facts == {"paused_until": NOW + timedelta(minutes=15)}
    assert sign_in(staff_no="B1108", password=PASSWORD, at=NOW + timedelta(minutes=15))

    wrong(5, staff_no="B9999")
    with pytest.raises(SignInPaused):
        sign_in(staff_no="B9999", password="wrong", at=NOW)


@pytest.mark.django_db
def test_a_right_password_begins_the_count_again() -> None:
    clerk()
    wrong(4)
    assert sign_in(staff_no="B1108", password=PASSWORD, at=NOW)
    wrong(4)
    assert sign_in(staff_no="B1108", password=PASSWORD, at=NOW)


@pytest.mark.django_db
def test_old_tries_are_forgotten() -> None:
    """The table of tries does not grow: whoever was tried yesterday is no longer in it."""
    wrong(1, staff_no="B7777")
    with pytest.raises(SignInFailed):
        sign_in(staff_no="B8888", password="wrong", at=NOW + timedelta(days=2))
    assert list(SignInTry.objects.values_list("staff_no", flat=True)) == ["b8888"]


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_get_no_more_tries() -> None:
    """A2: the count is exact, however many terminals guess at the same moment."""

    def guess(_: int) -> type[Refusal]:
        try:
            sign_in(staff_no="B1108", password="wrong", at=NOW)
        except Refusal as refusal:
            return type(refusal)
        finally:
            connection.close()
        raise AssertionError("a wrong password was let in")

    clerk()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(12)))
    assert (answers.count(SignInFailed), answers.count(SignInPaused)) == (5, 7)


def issue(operator: Operator, *, key: str = "k") -> tuple[str, int]:
    issued = issue_token(operator_id=operator.pk, label="报表程序", expires_at=NOW + timedelta(days=30), by=OPS, key=key, at=NOW)
    return issued.secret, issued.receipt.token_id


@pytest.mark.django_db
def test_a_token_opens_for_its_operator_until_it_expires() -> None:
    """A2: a program acts as a named operator."""
    row = clerk()
    secret, _ = issue(row)
    found = operator_of_token(secret, at=NOW)
    assert isinstance(found, OperatorFacts)
    assert found.account_id == row.account_id
    assert operator_of_token(secret, at=NOW + timedelta(days=29))
    assert operator_of_token(secret, at=NOW + timedelta(days=30)) is None
    assert operator_of_token(secret + "x", at=NOW) is None
    assert operator_of_token("", at=NOW) is None


@pytest.mark.django_db
def test_the_secret_of_a_token_is_kept_nowhere() -> None:
    """A3: a repeat shows the receipt, not the secret; the database holds a digest only."""
    row = clerk()
    secret, token_id = issue(row)
    again, same = issue(row)
    assert (again, same) == ("", token_id)
    assert ApiToken.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(act::text, '') || (select string_agg(t::text, '') from staff_apitoken t) from act")
        assert secret not in cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_token_taken_back_opens_nothing() -> None:
    row = clerk()
    secret, token_id = issue(row)
    assert not revoke_token(token_id=token_id, by=OPS, key="r1", at=NOW).replayed
    assert operator_of_token(secret, at=NOW) is None
    assert revoke_token(token_id=token_id, by=OPS, key="r1", at=NOW).replayed
    for unknown, key in ((token_id, "r2"), (token_id + 1, "r3")):
        with pytest.raises(TokenUnknown):
            revoke_token(token_id=unknown, by=OPS, key=key, at=NOW)


@pytest.mark.django_db
def test_a_token_of_an_operator_who_left_opens_nothing() -> None:
    """A2."""
    row = clerk()
    secret, _ = issue(row)
    Operator.objects.update(is_active=False)
    assert operator_of_token(secret, at=NOW) is None


@pytest.mark.django_db
def test_an_operator_has_the_postings_of_the_day() -> None:
    """A2: postings are half-open: the last day is the day before `ends_on`."""
    row = clerk()
    Posting.objects.update(starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 1))

    def held(day: date) -> int:
        operator = operator_of(account_id=row.account_id, on=day)
        assert operator is not None
        return len(operator.postings)

    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [held(day) for day in days] == [0, 1, 1, 0]
    assert operator_of(account_id=row.account_id + 1, on=TODAY) is None
