"""The sample city: evidently invented, repeatable, and whole in every room."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db import IntegrityError, connection, models, transaction

from citycard import audit, benefits, cards, journeys, ledger, mandates, medical, notices, people, staff
from citycard.cards.models import Application, Card
from citycard.channels.demo import city
from citycard.channels.demo.city.expired import EXPIRED, is_within_the_rules
from citycard.channels.demo.city.places import places
from citycard.channels.demo.city.residents import Town
from citycard.people.models import Person
from citycard.shared.numbers import bank_card, card, citizen, credit_code, mobile, names
from citycard.staff.models import Operator
from tests.factories import make_person

AT = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
PEOPLE = 1_500


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: object) -> Iterator[city.SeedReceipt]:
    """Seed once for all questions of this file, in a transaction that is undone behind them."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole._from_testcase = True  # an act is durable: it must know that this transaction is a test's
        whole.__enter__()
        yield city.seed(at=AT, people=PEOPLE)
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture
def town(seeded: city.SeedReceipt, db: None) -> city.SeedReceipt:
    return seeded


def a_crowd(seed: int, count: int = 3_000) -> list[object]:
    stream = Town(rng=Random(seed), places=places(count), today=TODAY, first_id=1).people(count)
    return [(one.number, one.name, one.born, one.category, one.phone, one.unit, one.guardian_id) for one in stream]


def test_the_same_seed_makes_the_same_people() -> None:
    """Issue: seeded and repeatable."""
    assert a_crowd(1) == a_crowd(1)
    assert a_crowd(1) != a_crowd(2)


def test_every_number_is_right_in_form_and_evidently_invented() -> None:
    """S1.2: each passes the house's own checks, begins with the city's own code, and comes once."""
    stream = Town(rng=Random(7), places=places(20_000), today=TODAY, first_id=1).people(20_000)
    seen: set[str] = set()
    for one in stream:
        read = citizen.parse(one.number, TODAY)
        assert (read.division, read.birth_date, read.sex.value) == ("210400", one.born, one.sex)
        assert names.validate_name(one.name) == one.name
        assert one.name.encode("gb18030")
        assert one.phone == "" or mobile.validate(one.phone).startswith("154")
        seen.add(one.number)
    assert len(seen) == 20_000


def test_a_stream_of_two_million_begins_at_once() -> None:
    """Issue: by COPY with flat memory: the first people come before the last are made."""
    stream = Town(rng=Random(7), places=places(2_000_000), today=TODAY, first_id=1).people(2_000_000)
    assert len(list(islice(stream, 10))) == 10


def test_places_grow_with_the_city_and_keep_their_codes() -> None:
    """S3.1: more units for more people; every credit code passes, every name and code comes once."""
    small, large = places(0), places(2_000_000)
    for unit in (*small.units, *large.units[::97]):
        assert credit_code.validate(unit.code)
    assert len({unit.code for unit in large.units}) == len({unit.name for unit in large.units}) == len(large.units)
    assert [office.code for office in small.offices] == [office.code for office in large.offices][: len(small.offices)]
    assert all("（示例）" in unit.name and "（示例）" in unit.address for unit in large.units)


def test_no_reference_points_at_nothing(town: city.SeedReceipt) -> None:
    """House rule 8: what the loading does not check row by row is whole all the same."""
    broken = [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        if model.__module__.startswith("citycard.")
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and _is_broken(model, field)
    ]
    assert broken == []
    assert town.people == PEOPLE + len(city.demo_people())


def _is_broken(model: type[models.Model], field: models.ForeignKey) -> bool:
    target = field.remote_field.model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {model._meta.db_table} a WHERE a.{field.column} IS NOT NULL AND NOT EXISTS "
            f"(SELECT FROM {target.db_table} b WHERE b.{target.pk.column} = a.{field.column}))"
        )
        return bool(cursor.fetchone()[0])


def test_there_are_people_of_every_kind_and_cards_in_every_state(town: city.SeedReceipt) -> None:
    """Issue: every kind of person; applications waiting, batches under way, stock, awaiting at branches, with units, active."""
    kinds = set(Person.objects.values_list("category", flat=True))
    assert kinds == {"employee", "retiree", "student", "self_employed", "resident"}
    assert Person.objects.filter(has_id_card=False, guardians__isnull=False).exists()
    assert Person.objects.filter(is_ward=True, guardians__isnull=False).exists()
    assert {"·" in name for name in Person.objects.values_list("name", flat=True)} == {True, False}
    cards = set(Card.objects.values_list("state", flat=True))
    waiting = {"numbered", "in_production", "stocked", "dispatched", "awaiting_pickup", "with_unit", "with_holder"}
    assert waiting <= cards
    assert {"submitted", "accepted", "batched", "fulfilled"} <= set(Application.objects.values_list("state", flat=True))
    branches = {office.id for office in people.offices(kind="bank_branch")}
    held = Card.objects.filter(state="awaiting_pickup", unit__isnull=True).values_list("pickup_office_id", flat=True)
    assert set(held) == branches
    assert Card.objects.count() == town.cards


def test_the_dates_of_a_card_follow_each_other(town: city.SeedReceipt) -> None:
    """S1.4, S4: applied, accepted, made, notified, collected: in this order, none in the future."""
    rows = Card.objects.filter(notified_on__isnull=False).select_related("application", "batch", "shipment")
    for row in rows:
        steps = [row.application.submitted_at, row.application.accepted_at, row.batch.made_at, row.batch.closed_at]
        steps += [row.shipment.sent_at, row.shipment.received_at]
        days = [step.astimezone(AT.tzinfo).date() for step in steps]
        days.insert(3, row.issued_on)
        days.append(row.notified_on)
        if row.collected_at is not None:
            days.append(row.collected_at.astimezone(AT.tzinfo).date())
        assert days == sorted(days)
        assert days[-1] < TODAY
    assert town.cards > len(rows) > 100


def test_numbers_of_cards_are_right_and_go_on_behind_the_seed(town: city.SeedReceipt) -> None:
    """S1.3, S1.5: every card number and bank card number passes; the next number allotted is a new one."""
    for row in Card.objects.all():
        assert card.validate(row.card_number)
        assert row.bank_card_number is None or bank_card.validate(row.bank_card_number, bin="62000000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cards_given_number")
        given = Card.objects.exclude(bank_card_number=None).count() + Card.objects.exclude(chip_code=None).count()
        assert cursor.fetchone()[0] == given
        cursor.execute("SELECT nextval('cards_card_serial'), nextval('bank_card_serial')")
        for number, serial in zip(("card_number", "bank_card_number"), cursor.fetchone(), strict=True):
            following = card.make("A0", serial) if number == "card_number" else bank_card.make("62000000", serial)
            assert following > max(Card.objects.exclude(**{number: None}).values_list(number, flat=True))
    assert make_person().pk == town.people + 1


def test_the_ledger_is_in_balance(town: city.SeedReceipt) -> None:
    """S2.1: the opening balances are booked by balanced entries, and every balance is the sum of its postings."""
    balance = ledger.trial_balance(book=ledger.BookName.MEDICAL, day=TODAY)
    assert balance.is_balanced
    wang = people.people_by_number([one.number for one in city.demo_people() if one.key == "wang_fang"])
    old = medical.old_card(next(iter(wang.values())).id)
    assert old is not None
    assert old.balance_fen == 128_650
    assert town.cards > 0


def test_no_old_card_is_left_to_expire(town: city.SeedReceipt) -> None:
    """S5.2: those whose six months are over are void already; the job finds nothing to do on the day of seeding."""
    assert medical.expire(on=TODAY) == ()
    expired = [one for one in city.demo_people() if one.key == "luo_ting"]
    assert medical.old_card(expired[0].person_id).state == "void"
    assert town.people > 0


def test_the_guards_stand_again_after_loading(town: city.SeedReceipt) -> None:
    """House rule 3: the database refuses a wrong move of a loaded card, and keeps the history of a right one."""
    row = Card.objects.filter(state="awaiting_pickup", person_id__gt=len(city.demo_people())).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.filter(pk=row.pk).update(state="numbered")
    Card.objects.filter(pk=row.pk).update(state="with_holder", collected_at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, target FROM state_history_of('card', %s)", [row.pk])
        assert cursor.fetchall() == [("awaiting_pickup", "with_holder")]
    assert town.cards > 0


def test_the_record_of_acts_stays_sound(town: city.SeedReceipt) -> None:
    """A2: one act says what was loaded, each step of the story is an act of its own; the seals hold."""
    report = audit.verify()
    assert report.is_sound
    assert (report.acts > 100, report.unsealed) == (True, 0)
    assert len(audit.acts(audit.ActFilter(act="demo.load_crowd"))) == 1
    assert town.operators == Operator.objects.count()


def test_a_city_is_seeded_once(town: city.SeedReceipt) -> None:
    """A3: into an empty database only, and not more than two million."""
    with pytest.raises(city.CityNotEmpty):
        city.seed(at=AT, people=10)
    with pytest.raises(ValueError):
        city.seed(at=AT, people=city.MOST_PEOPLE + 1)
    assert not city.is_empty()
    assert Person.objects.count() == town.people


def test_every_role_can_log_in_with_the_password_shown(town: city.SeedReceipt) -> None:
    """A2: one sample operator a role, posted at a place that exists; the password is this installation's own."""
    logins = city.demo_logins()
    assert {login.role for login in logins} == set(staff.Role)
    account = authenticate(username=logins[0].username, password=logins[0].password)
    assert account is not None
    for login in logins:
        operator = Operator.objects.get(staff_no=login.staff_no)
        facts = staff.operator_of(account_id=operator.account_id, on=TODAY)
        assert facts is not None
        assert [posting.role for posting in facts.postings] == [login.role]
        assert login.password not in repr(login)
    assert town.operators > len(logins)


def test_the_people_with_a_story_stand_where_the_story_says(town: city.SeedReceipt) -> None:
    """S4.2: 王芳's card waits at North Station; 陈一诺 has no ID card and her father is her guardian."""
    cast = {one.key: one for one in city.demo_people()}
    wang = Card.objects.select_related("pickup_office").get(person_id=cast["wang_fang"].person_id)
    assert (wang.state, wang.pickup_office.name) == ("awaiting_pickup", "抚顺银行北站支行")
    assert cast["wang_fang"].number.endswith("1226")
    child = people.person(cast["chen_yinuo"].person_id)
    assert not child.has_id_card
    assert [row.guardian.name for row in people.guardians_of(child.id, on=TODAY)] == ["陈建国"]
    ward = people.guardians_of(cast["zhang_jianjun"].person_id, on=TODAY)
    assert [(row.guardian.name, row.ward.is_ward) for row in ward] == [("张建华", True)]
    assert town.people > len(cast)


def test_two_of_the_cast_have_a_locked_pin_one_of_each_kind(town: city.SeedReceipt) -> None:
    """S6.2, S6.3: 钱伟's social function is locked and his bank function is not; with 唐雪 it is the other way round."""
    cast = {one.key: one for one in city.demo_people()}
    locked = {}
    for key in ("qian_wei", "tang_xue"):
        situation = journeys.standing_of(cast[key].person_id, on=TODAY).situation
        locked[key] = (situation.current.pin_locked, situation.current.bank_pin_locked)
    assert locked == {"qian_wei": (True, False), "tang_xue": (False, True)}
    assert audit.timeline(cast["qian_wei"].person_id)[0].act == "verify_social_pin"


def test_one_of_the_cast_has_a_card_out_of_date_lived_ten_years_ago(town: city.SeedReceipt) -> None:
    """S9: 江秀珍's card ran out; before the rules began nobody could have had one, and she has none."""
    who = next(one for one in city.demo_people() if one.key == "jiang_xiuzhen")
    card = cards.card_of(who.person_id)
    assert card is not None and card.is_out_of_date_on(TODAY) and card.social_state == "active"
    assert not card.is_out_of_date_on(TODAY - timedelta(days=31))
    first = TODAY - timedelta(days=EXPIRED[0].wave + 37)
    assert is_within_the_rules(EXPIRED[0], on=TODAY) and first.year == 2016
    assert not is_within_the_rules(EXPIRED[0], on=TODAY - (first - date(2016, 4, 30)))


def test_some_of_the_cast_leave_and_some_let_somebody_act_for_them(town: city.SeedReceipt) -> None:
    """S11, S13: each step of a cancellation has somebody in it, one has died, two have not, one power holds and one ended."""
    cast = {one.key: one for one in city.demo_people()}
    stands = {key: journeys.standing_of(cast[key].person_id, on=TODAY) for key in ("qin_hao", "feng_qian", "tian_fu")}
    assert [stands[key].situation.ending.value for key in ("qin_hao", "feng_qian")] == ["settled", "social_cancelled"]
    assert stands["feng_qian"].is_close_pending and stands["tian_fu"].situation.is_dead
    assert benefits.pension_bank_of(cast["tian_fu"].person_id) is None
    alive, act = [cast[key].person_id for key in ("shi_yulan", "bai_jun")], staff.Permission.APPROVE_TAKE_BACK_DEATH
    assert [bool(staff.approval_waiting(person_id=one, act=act)) for one in alive] == [False, True]
    daughter = cast["li_jing"].person_id
    assert [one.holder.name for one in people.represented_by(daughter, on=TODAY)] == ["王秀英"]
    over = people.power_between(holder_id=cast["ma_guilan"].person_id, agent_id=daughter)
    assert over is not None and over.ended_on(TODAY) == TODAY - timedelta(days=1)


def test_the_story_was_lived_by_the_real_verbs(town: city.SeedReceipt) -> None:
    """S2.1, S2.2, S2.3, S3, S4, S5: a card of the story has a true history, act by act and state by state."""
    cast = {one.key: one for one in city.demo_people()}
    steps = [line.act for line in reversed(audit.timeline(cast["he_li"].person_id))]
    assert steps == ["cards.submit_application", "cards.collect", "activate"]
    own = medical.personal_account(cast["he_li"].person_id)
    assert own is not None
    assert own.balance_fen == 84_210
    mandate = mandates.live_mandate(person_id=cast["he_li"].person_id, bank="fushun")
    assert mandate is not None
    pension = benefits.pension_bank_of(cast["zhang_jianhua"].person_id)
    assert (pension.bank, pension.pay_day) == ("fushun", 15)
    states = {key: Card.objects.get(person_id=cast[key].person_id).state for key in ("sun_hao", "wu_min", "liu_zhiqiang")}
    assert states == {"sun_hao": "awaiting_pickup", "wu_min": "with_unit", "liu_zhiqiang": "with_holder"}
    assert town.cards > len(cast)


def test_pickup_notices_lie_in_the_inbox_and_the_phoneless_on_the_call_list(town: city.SeedReceipt) -> None:
    """S4.4: every waiting card was announced; who has no phone waits for a call."""
    waiting = Card.objects.filter(state="awaiting_pickup")
    told = notices.notices_of(waiting.filter(person__phone__gt="").first().person_id)
    assert told[0].state == "delivered"
    assert len(notices.call_list()) == waiting.filter(person__phone="").count()
    assert notices.outbox_lag(AT).waiting == 0
    assert town.cards > 0
