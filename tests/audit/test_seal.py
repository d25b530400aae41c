"""Sealing and verifying the record (A2): whatever is done to a sealed row behind our back is found."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from citycard import audit
from citycard.audit import check_proof, prove, public_key, seal_new_acts, verify
from citycard.audit.actions import seal as sealer
from citycard.audit.models import Seal
from tests.audit.makers import AT, make_act, make_act_for, make_acts


def run(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@contextmanager
def superuser() -> Iterator[None]:
    """The database's owner, whom no trigger stops."""
    run("set session_replication_role = replica")
    yield
    run("set session_replication_role = origin")


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["act", "act_person", "idempotency", "seal", "seal_leaf", "state_history"])
@pytest.mark.parametrize("change", ["delete from {}", "truncate {}", "update {} set {}"])
def test_the_record_is_append_only(table: str, change: str) -> None:
    """A2: no row of the record can be changed or removed."""
    columns = {"seal": "root", "seal_leaf": "leaf", "state_history": "machine", "act_person": "person_id"}
    column = "{0} = {0}".format(columns.get(table, "act"))
    make_act(key="k")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run(change.format(table, column))


@pytest.mark.django_db
def test_new_acts_are_sealed_once() -> None:
    """A2: each act stands in one seal; a run without new acts makes no seal."""
    make_acts(3)
    first = seal_new_acts(at=AT)
    again = seal_new_acts(at=AT)
    make_acts(2)
    second = seal_new_acts(at=AT)

    assert (first.seals, first.acts) == (1, 3)
    assert (again.seals, again.acts, again.head) == (0, 0, first.head)
    assert (second.seals, second.acts) == (1, 2)
    report = verify()
    assert report.is_sound
    assert (report.seals, report.acts, report.unsealed, report.head) == (2, 5, 0, second.head)


@pytest.mark.django_db
def test_many_acts_make_several_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "ACTS_A_SEAL", 4)
    make_acts(9)
    done = seal_new_acts(at=AT)
    assert (done.seals, done.acts) == (3, 9)
    assert verify().is_sound


@pytest.mark.django_db
def test_an_empty_record_is_sound() -> None:
    assert verify().is_sound
    assert seal_new_acts(at=AT).acts == 0


TAMPERED = [
    'facts = \'{"name": "乙"}\'',
    "person_id = 6",
    "person_id = null",
    "channel = 'kiosk'",
    "operator_label = '别人'",
    "account_id = 8",
    "office_id = 4",
    "unit_id = 1",
    "actor_person_id = 9",
    "terminal = ''",
    "purpose = ''",
    "documents = '[]'",
    "receipt = null",
    "number = 'X'",
    "act = 'cards.other'",
    "at = at + interval '1 microsecond'",
    "at = 'infinity'",
    "key = 'k'",
    "facts = '{\"name\": 1e400}'",
]


@pytest.mark.django_db
@pytest.mark.parametrize("change", TAMPERED)
def test_a_changed_row_is_found(change: str) -> None:
    """A2: the verification names the row that was changed."""
    acts = make_acts(5)
    seal_new_acts(at=AT)
    with superuser():
        run(f"update act set {change} where id = %s", acts[2])

    report = verify()

    assert not report.is_sound
    assert report.changed == (acts[2],)
    assert (report.missing, report.added, report.moved, report.broken_seals) == ((), (), (), ())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "update act_person set person_id = 13 where person_id = 12",
        "delete from act_person where person_id = 12",
        "delete from act_person where act_id = %(act)s",
        "insert into act_person values (%(act)s, 14)",
    ],
)
def test_changed_people_of_an_act_for_many_are_found(change: str) -> None:
    """A2: the people an act was for are fixed by the sealed act."""
    act_id = make_act_for(11, 12)
    seal_new_acts(at=AT)
    assert verify().is_sound
    with superuser(), connection.cursor() as cursor:
        cursor.execute(change, {"act": act_id})
    assert (verify().changed, verify().found) == ((act_id,), 1)


@pytest.mark.django_db
def test_a_person_slipped_into_an_act_for_one_is_found() -> None:
    """A2."""
    act_id = make_act()
    seal_new_acts(at=AT)
    with superuser():
        run("insert into act_person values (%s, 14)", act_id)
    assert verify().changed == (act_id,)


@pytest.mark.django_db
def test_a_missing_row_is_found() -> None:
    """A2."""
    acts = make_acts(5)
    seal_new_acts(at=AT)
    with superuser():
        run("delete from act where id = %s", acts[3])
    report = verify()
    assert (report.missing, report.found) == ((acts[3],), 1)


@pytest.mark.django_db
def test_two_swapped_rows_are_found_as_moved() -> None:
    """A2."""
    acts = make_acts(5)
    seal_new_acts(at=AT)
    with superuser():
        for was, now in ((acts[0], -1), (acts[4], acts[0]), (-1, acts[4])):
            run("update act set id = %s where id = %s", now, was)
    report = verify()
    assert sorted(report.moved) == [(acts[0], acts[4]), (acts[4], acts[0])]
    assert (report.changed, report.missing, report.found) == ((), (), 2)


@pytest.mark.django_db(transaction=True)
def test_a_row_moved_to_another_id_is_found() -> None:
    """A2."""
    acts = make_acts(5)
    unused = make_unused_id()
    make_act()
    seal_new_acts(at=AT)
    make_act()
    seal_new_acts(at=AT)
    with superuser():
        run("update act set id = %s where id = %s", unused, acts[1])
    report = verify()
    assert (report.moved, report.found) == (((acts[1], unused),), 1)


def make_unused_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select audit_next_id()")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_row_put_in_behind_a_seal_is_found() -> None:
    """A2: an act nobody did cannot be slipped between sealed ones."""
    make_act()
    unused = make_unused_id()
    last = make_act()
    seal_new_acts(at=AT)
    make_act()
    seal_new_acts(at=AT)
    with superuser():
        run(
            "insert into act select %s, number, act, channel, account_id, '别人', office_id, unit_id, person_id, actor_person_id,"
            " terminal, purpose, documents, facts, receipt, at, key from act where id = %s",
            unused,
            last,
        )
    report = verify()
    assert (report.added, report.found) == ((unused,), 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "update seal_leaf set leaf = decode(repeat('00', 32), 'hex') where seal_id = 2 and position = 1",
        "update seal set root = decode(repeat('00', 32), 'hex') where id = 2",
        "update seal set chain = decode(repeat('00', 32), 'hex') where id = 2",
        "update seal set leaf_count = 3 where id = 2",
        "update seal_leaf set position = position + 10 where seal_id = 2 and position = 0",
        "delete from seal_leaf where seal_id = 2 and position = 1",
        "delete from seal_leaf where seal_id = 2",
        "delete from seal where id = 2",
        "update seal_leaf set seal_id = 2, position = 2 where seal_id = 1 and position = 1",
    ],
)
def test_a_changed_seal_is_found(change: str) -> None:
    """A2: roots, leaves and their order are bound by the chain."""
    for _ in range(3):
        make_acts(2)
        seal_new_acts(at=AT)
    with superuser():
        run(change)
    report = verify()
    assert 2 in report.broken_seals or 3 in report.broken_seals


@pytest.mark.django_db
def test_a_seal_forged_without_the_key_is_found() -> None:
    """A2: the database's owner can recompute every hash, but cannot sign the head."""
    make_acts(2)
    seal_new_acts(at=AT)
    with superuser():
        run("update seal set signature = decode(repeat('00', 64), 'hex')")
    assert verify().broken_seals == (1,)


@pytest.mark.django_db
def test_a_record_cut_off_at_the_end_is_found_by_a_noted_head() -> None:
    """A2: a head noted outside the database proves that nothing was cut off after it."""
    make_acts(2)
    first = seal_new_acts(at=AT).head
    make_acts(2)
    noted = seal_new_acts(at=AT).head
    assert verify(published_head=noted).is_sound
    assert verify(published_head=first).is_sound
    with superuser():
        for table, column in (("act", "id"), ("seal_leaf", "act_id")):
            run(f"delete from {table} where {column} in (select act_id from seal_leaf where seal_id = 2)")
        run("delete from seal where id = 2")
        run("delete from act where id not in (select act_id from seal_leaf)")

    assert verify(published_head=first).is_sound
    assert verify(published_head=noted).broken_seals == (2,)


@pytest.mark.django_db(transaction=True)
def test_an_act_that_commits_late_with_a_smaller_id_is_not_lost() -> None:
    """A2: the sealer passes by an act under way, and finds it when it is committed; nobody waits for anybody."""
    settings = connection.get_connection_params()
    settings.pop("cursor_factory", None), settings.pop("context", None)
    with psycopg.connect(**settings) as slow:
        (late,) = slow.execute("select id from audit_begin('slow', 'x.y', '\\x00', now())").fetchone()
        after = make_act()
        assert late < after
        assert seal_new_acts(at=AT).acts == 1
        make_act()
        assert seal_new_acts(at=AT).acts == 1
        assert verify().is_sound
        slow.execute(
            "insert into act select %s, number, act, channel, account_id, '慢', office_id, unit_id, person_id, actor_person_id,"
            " terminal, purpose, documents, facts, receipt, at, key from act where id = %s",
            (late, after),
        )
    assert verify().unsealed == 1
    assert seal_new_acts(at=AT).acts == 1
    report = verify()
    assert (report.is_sound, report.acts, report.unsealed) == (True, 3, 0)


@pytest.mark.django_db
def test_a_proof_holds_without_the_database() -> None:
    """A2: a receipt proves itself offline, by the city's public key."""
    acts = make_acts(7)
    seal_new_acts(at=AT)
    for act_id in acts:
        proof = prove(act_id)
        assert check_proof(proof)
        assert check_proof(proof, public_key=public_key())
        assert not check_proof(proof, public_key=bytes(32))
        assert json.loads(proof)["act"]["id"] == act_id


@pytest.mark.django_db
def test_a_proof_of_anything_else_does_not_hold() -> None:
    """A2."""
    acts = make_acts(3)
    seal_new_acts(at=AT)
    proof = json.loads(prove(acts[1]))
    for name, other in {
        "act": {**proof["act"], "person_id": 6},
        "position": 0,
        "count": 4,
        "seal": 2,
        "path": proof["path"][:1],
        "root": "00" * 32,
        "previous": "11" * 32,
        "chain": "00" * 32,
        "signature": "00" * 64,
        "format": "other",
        "public_key": "zz",
    }.items():
        assert not check_proof(json.dumps({**proof, name: other})), name
    for nonsense in ("", "[]", "1", "{}", json.dumps({**proof, "act": None}), json.dumps({**proof, "path": None})):
        assert not check_proof(nonsense)


@pytest.mark.django_db
def test_an_act_without_a_seal_has_no_proof_yet() -> None:
    act_id = make_act()
    with pytest.raises(audit.ActNotSealedYet):
        prove(act_id)
    with pytest.raises(audit.ActNotSealedYet):
        prove(act_id + 1)


@pytest.mark.django_db
def test_the_report_can_be_read() -> None:
    acts = make_acts(2)
    seal_new_acts(at=AT)
    assert audit.verify_report() == (
        f"record of acts: sound / 记录完整\nacts sealed: 2   seals: 1   not sealed yet: 0\nhead: {verify().head}",
        True,
    )
    with superuser():
        run("update act set purpose = 'x' where id = %s", acts[0])
    text, sound = audit.verify_report()
    assert not sound
    assert f"changed / 被改动: {acts[0]}" in text


@pytest.mark.django_db
def test_the_seals_are_numbered_without_gaps() -> None:
    for _ in range(3):
        make_act()
        seal_new_acts(at=AT)
    assert list(Seal.objects.order_by("id").values_list("id", flat=True)) == [1, 2, 3]


@pytest.mark.django_db
def test_the_operations_page_can_ask_how_far_the_sealer_is() -> None:
    assert audit.record_state() == audit.RecordState(seals=0, sealed_at=None, head="", unsealed=0)
    make_acts(3)
    head = seal_new_acts(at=AT).head
    make_act()
    assert audit.record_state() == audit.RecordState(seals=1, sealed_at=AT, head=head, unsealed=1)
