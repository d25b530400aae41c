"""S3, S1.3–S1.5 through the JSON interface: from accepted applications to cards received, both styles of file."""

import pytest

from citycard import cards
from citycard.channels.demo.factory import make_return
from citycard.shared import clock
from tests.channels.api.calls import Program, downloaded, program
from tests.factories import make_application, make_office, make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def centre() -> Program:
    return program("card_centre_clerk")


def batch_of(centre: Program, branch: object, names: str) -> int:
    for name in names:
        make_application(person=make_person(name=f"示例{name}"), pickup_office=branch)
    centre.act("/applications/accept", {"oldest": 100})
    made = centre.act("/batches", {"limit": 100})
    assert made.status_code == 201, made.json()
    return int(made.json()["batch_id"])


@pytest.mark.parametrize("style", ["csv", "jsonl"])
def test_a_batch_goes_from_files_to_a_branch(centre: Program, style: str) -> None:
    """S3: made, to the bank and back, to the factory and back, stored, dispatched, received and announced."""
    back_office, teller = program("bank_back_office"), program("bank_teller")
    batch_id = batch_of(centre, teller.office, "甲乙丙")
    assert [row["id"] for row in centre.get("/batches?is_open=true").json()["items"]] == [batch_id]
    name, content = downloaded(centre.act(f"/batches/{batch_id}/bank-file?style={style}"))
    opened = back_office.send(f"/bank/pre-openings?name={name}", content)
    assert opened.json()["good_count"] == 3, opened.json()
    (number,) = back_office.get("/bank/pre-openings").json()["items"]
    name, content = downloaded(back_office.get(f"/bank/pre-openings/{number}/return?style={style}"))
    assert centre.send(f"/bank-returns?name={name}", content).json()["good_count"] == 3
    name, content = downloaded(centre.act(f"/batches/{batch_id}/factory-file?style={style}"))
    made = make_return(name=name, chunks=iter([content]), on=clock.today())
    taken = centre.send(f"/factory-returns?name={made.name}", b"".join(made.chunks))
    assert taken.status_code == 200, taken.json()
    assert centre.act(f"/batches/{batch_id}/stock", {}).json()["card_count"] == 3
    assert [row["kind"] for row in centre.get(f"/batches/{batch_id}/files").json()["items"]] == [
        "bank_out", "bank_in", "factory_out", "factory_in",
    ]  # fmt: skip
    assert centre.get("/stock").json()["items"][0]["card_count"] == 3
    sent = centre.act("/shipments", {"office_id": teller.office.pk, "batch_id": batch_id})
    assert sent.status_code == 201
    path = f"/shipments/{sent.json()['shipment_id']}"
    assert teller.get("/shipments?is_open=true").json()["items"][0]["card_count"] == 3
    assert len(teller.get(f"{path}/cards").json()["items"]) == 3
    received = teller.act(f"{path}/receive").json()
    assert (received["card_count"], received["notice_count"]) == (3, 3)
    assert teller.get(path).json()["received_at"] is not None
    assert len(teller.get("/pickups?limit=2").json()["items"]) == 2
    assert centre.get(f"/batches/{batch_id}").json()["state"] == "closed"


def test_a_file_is_refused_by_line_and_field(centre: Program) -> None:
    """S3: a bad check digit changes nothing; the problem names line, field and reason, in the reader's language."""
    back_office = program("bank_back_office")
    batch_id = batch_of(centre, make_office(kind="bank_branch"), "甲乙")
    name, content = downloaded(centre.act(f"/batches/{batch_id}/bank-file"))
    back_office.send(f"/bank/pre-openings?name={name}", content)
    number = cards.batch(batch_id).number
    name, content = downloaded(back_office.get(f"/bank/pre-openings/{number}/return"))
    lines = content.decode("gb18030").split("\r\n")
    fields = lines[2].split(",")
    fields[4] = fields[4][:-1] + str((int(fields[4][-1]) + 1) % 10)
    lines[2] = ",".join(fields)
    refused = centre.send(f"/bank-returns?name={name}", "\r\n".join(lines).encode("gb18030"), **{"Accept-Language": "en"})
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "bad_lines")
    assert problem["problems"][0] | {"text": ""} == {"line": 3, "field": "bank_card_number", "reason": "luhn", "text": ""}
    assert problem["problems"][0]["text"].startswith("Line 3")
    assert cards.batch(batch_id).state == "bank_exported"


def test_garbage_is_refused_after_its_first_bytes(centre: Program) -> None:
    """S3: what does not begin like a file of ours is not read any further."""
    refused = centre.send("/factory-returns?name=x.csv", b"\x00garbage" * 100_000)
    assert (refused.status_code, refused.json()["code"]) == (422, "file_not_of_this_kind")
    path = centre.send("/factory-returns?name=..%2F..%2Fetc%2Fpasswd", b"x")
    assert (path.status_code, path.json()["code"]) == (422, "file_name_refused")


def test_a_batch_is_rolled_back_and_another_cannot_be_closed(centre: Program) -> None:
    """S3, S1.3: rolled back its numbers are burnt; a batch with cards outside the store is not closed."""
    batch_id = batch_of(centre, make_office(kind="bank_branch"), "甲")
    early = centre.act(f"/batches/{batch_id}/close")
    assert early.status_code == 409 and early.json()["rule"] == "A3"
    assert centre.act(f"/batches/{batch_id}/roll-back").json()["state"] == "rolled_back"
    assert centre.get(f"/batches/{batch_id}/failed").json()["items"][0]["spoiled_by"] == "centre"
    assert len(centre.get("/failed-lines").json()["items"]) == 1
