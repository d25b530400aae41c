"""S3: from a checked application to a card on its way, through the pages and the real files."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from citycard import cards
from citycard.cards.models import Batch, Photo, Shipment
from citycard.channels.demo.factory import make_return
from citycard.shared import clock
from tests.factories import NOW, make_application, make_card, make_office, make_operator, make_person
from tests.factories import make_batch as make_batch_row

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(role: str, kind: str) -> Client:
    operator = make_operator(role=role, office=make_office(kind=kind))
    client = Client()
    client.force_login(operator.account)
    return client


@pytest.fixture
def centre() -> Client:
    return signed_in("card_centre_clerk", "card_centre")


@pytest.fixture
def teller() -> Client:
    return signed_in("bank_back_office", "bank_branch")


def downloaded(response: object) -> tuple[str, bytes]:
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a FileResponse
    name = re.search(r'filename="([^"]+)"', response["Content-Disposition"])  # type: ignore[index]
    assert name is not None
    return name[1], content


def send(client: Client, batch_id: int, leg: str, **data: str) -> tuple[str, bytes]:
    return downloaded(client.post(f"/card-centre/batches/{batch_id}/send/{leg}/", {"key": f"send-{leg}", **data}))


def take(client: Client, batch_id: int, leg: str, name: str, content: bytes) -> object:
    upload = SimpleUploadedFile(name, content)
    return client.post(f"/card-centre/batches/{batch_id}/take/{leg}/", {"key": f"take-{leg}", "file": upload})


def make_batch(client: Client, count: int) -> int:
    branch = make_office(kind="bank_branch")
    people = [make_person(name=f"示例{'甲乙丙丁'[place]}") for place in range(count)]
    asked = [make_application(person=person, pickup_office=branch).pk for person in people]
    client.post("/card-centre/applications/accept/", {"key": "accept", "application": asked})
    made = client.post("/card-centre/batches/make/", {"key": "make", "limit": "100"})
    return int(made["Location"].rstrip("/").rsplit("/", 1)[1])


@pytest.mark.parametrize(("kind", "word"), [("first", "首次申领"), ("lost", "补卡"), ("changed", "换卡"), ("remake", "重制")])
def test_s3_the_queue_says_which_kind_each_application_is(centre: Client, kind: str, word: str) -> None:
    """S3, S9: first, replacement, change or made again, in the list and on the application's own page."""
    person = make_person()
    replaced = make_card(person=person, state="active") if kind in ("lost", "changed") else None
    asked = make_application(person=person, kind=kind, state="submitted", replaces=replaced)
    assert word in centre.get("/card-centre/").content.decode()
    assert word in centre.get(f"/card-centre/applications/{asked.pk}/").content.decode()


@pytest.mark.parametrize("style", ["csv", "jsonl"])
def test_a_batch_walks_from_the_queue_to_the_road(centre: Client, teller: Client, style: str) -> None:
    """S3, S1.3, S1.4: the whole way, in both styles of file; every page on it answers."""
    batch_id = make_batch(centre, 3)
    name, content = send(centre, batch_id, "bank", style=style)
    opened = teller.post("/card-centre/bank/pre-open/", {"key": "open", "file": SimpleUploadedFile(name, content)})
    assert opened.status_code == 302
    number = cards.batch(batch_id).number
    answer_name, answer = downloaded(teller.get(f"/card-centre/bank/pre-open/{number}/return/?style={style}"))

    assert take(centre, batch_id, "bank", answer_name, answer).status_code == 302  # type: ignore[attr-defined]
    factory_name, to_factory = send(centre, batch_id, "factory", style=style)
    made = make_return(name=factory_name, chunks=iter([to_factory]), on=clock.today())
    assert take(centre, batch_id, "factory", made.name, b"".join(made.chunks)).status_code == 302  # type: ignore[attr-defined]
    centre.post(f"/card-centre/batches/{batch_id}/move/stock/", {"key": "stock"})
    (line,) = cards.stock()
    assert line.card_count == 3
    sent = centre.post("/card-centre/store/dispatch/", {"key": "go", "office": line.office_id, "batch": batch_id})
    page = centre.get(sent["Location"])
    assert "示例甲" in page.content.decode()
    assert cards.batch(batch_id).state == "closed"


def pages(batch_id: int) -> Iterator[str]:
    yield from ("/card-centre/", "/card-centre/batches/", "/card-centre/failed/", "/card-centre/store/")
    yield f"/card-centre/batches/{batch_id}/"
    yield f"/card-centre/batches/{batch_id}/take/bank/"


def test_every_page_of_the_centre_answers(centre: Client) -> None:
    """S3: empty or not, each page says what is next."""
    batch_id = make_batch(centre, 1)
    for address in pages(batch_id):
        assert centre.get(address).status_code == 200, address


def test_a_bad_file_changes_nothing_and_names_the_line(centre: Client, teller: Client) -> None:
    """S3, A4: one digit of a bank card number is wrong: refused with its line, and the batch still waits."""
    batch_id = make_batch(centre, 2)
    name, content = send(centre, batch_id, "bank")
    teller.post("/card-centre/bank/pre-open/", {"key": "open", "file": SimpleUploadedFile(name, content)})
    number = cards.batch(batch_id).number
    answer_name, answer = downloaded(teller.get(f"/card-centre/bank/pre-open/{number}/return/"))
    found = re.search(rb"62000000\d{11}", answer)
    assert found is not None
    wrong = found[0][:-1] + (b"0" if found[0][-1:] != b"0" else b"1")
    refused = take(centre, batch_id, "bank", answer_name, answer.replace(found[0], wrong, 1))
    assert refused.status_code == 409  # type: ignore[attr-defined]
    assert "哪一行" in refused.content.decode()  # type: ignore[attr-defined]
    assert cards.batch(batch_id).state == "bank_exported"


def test_the_form_sent_twice_makes_one_batch(centre: Client) -> None:
    """A3: a double click on “建批次” makes one batch."""
    first = make_batch(centre, 2)
    again = centre.post("/card-centre/batches/make/", {"key": "make", "limit": "100"})
    assert again["Location"].endswith(f"/{first}/")
    assert len(cards.batches()) == 1


def test_all_does_not_mean_those_without_a_photo(centre: Client) -> None:
    """S3: the applicant gives a photo; who gave none is looked at one by one, never swept along."""
    application = make_application(person=make_person())
    page = centre.post("/card-centre/applications/accept/", {"key": "accept", "all": "1"}, follow=True)
    assert cards.application(application.pk).state == "submitted"
    assert "没有相片的不在" in page.content.decode()


def test_all_clicked_twice_accepts_once(centre: Client) -> None:
    """A3: the second click is told the first one's count, though the queue is empty by then."""
    drawn = Photo.objects.create(sha256=b"1" * 32, content=b"-", width=358, height=441)
    application = make_application(person=make_person(), photo=drawn)
    for _ in range(2):
        page = centre.post("/card-centre/applications/accept/", {"key": "accept", "all": "1"}, follow=True)
        assert page.status_code == 200
        assert "1 份申请核对通过" in page.content.decode()
    assert cards.application(application.pk).state == "accepted"


def test_open_batches_stand_before_closed_ones(centre: Client) -> None:
    """S3: what still has to be done is not pushed off the page by what is done."""
    waiting, done = make_batch_row(state="made"), make_batch_row(state="closed")
    Batch.objects.filter(pk=done.pk).update(closed_at=NOW)
    page = centre.get("/card-centre/batches/").content.decode()
    assert page.index(waiting.number) < page.index(done.number)


def test_long_lists_are_paged_the_newest_first(centre: Client) -> None:
    """S3: by the day a batch was made or a shipment sent, not by the order of their rows; the older ones are a page away."""
    for days in range(16, 0, -1):
        row = make_batch_row(state="closed")
        Batch.objects.filter(pk=row.pk).update(made_at=NOW - timedelta(days=17 - days), closed_at=NOW)
    newest_first = list(Batch.objects.order_by("-made_at").values_list("number", flat=True))
    page = centre.get("/card-centre/batches/")
    first = page.content.decode()
    assert [number for number in newest_first if number in first] == newest_first[:15]
    assert first.index(newest_first[0]) < first.index(newest_first[14])
    older = centre.get("/card-centre/batches/", {"before": str(page.context["more"])}).content.decode()
    assert newest_first[15] in older
    assert newest_first[0] not in older


def test_shipments_on_their_way_stand_apart_from_those_that_arrived(centre: Client) -> None:
    """S4: what is still on its way is seen at once, however many arrived."""
    office = make_office(kind="bank_branch")
    rows = [
        Shipment.objects.create(
            number=f"FB-{day}", office=office, card_count=1, sent_at=NOW - timedelta(days=day), received_at=got
        )
        for day, got in [(day, None if day == 17 else NOW) for day in range(1, 18)]
    ]
    page = centre.get("/card-centre/store/")
    assert [one.number for one in page.context["on_way"]] == ["FB-17"]
    assert [one.number for one in page.context["arrived"]] == [row.number for row in rows[:15]]
    older = centre.get("/card-centre/store/", {"arrived": str(page.context["more_arrived"])})
    assert [one.number for one in older.context["arrived"]] == ["FB-16"]


def test_a_rejected_application_keeps_its_reason(centre: Client) -> None:
    """S3, A4: the reason is needed, and the applicant can read it."""
    application = make_application(person=make_person())
    empty = centre.post(f"/card-centre/applications/{application.pk}/reject/", {"key": "no", "reason": ""})
    assert empty.status_code == 400
    centre.post(f"/card-centre/applications/{application.pk}/reject/", {"key": "no", "reason": "相片不清楚，请重拍"})
    assert cards.application(application.pk).reason == "相片不清楚，请重拍"


@pytest.mark.parametrize("address", ["/card-centre/", "/card-centre/batches/", "/card-centre/store/", "/card-centre/bank/"])
def test_others_are_told_who_may(address: str) -> None:
    """A2: a community clerk sees who does this, not the page."""
    answer = signed_in("community_clerk", "community").get(address)
    assert answer.status_code == 403
    assert "制卡中心" in answer.content.decode() or "银行" in answer.content.decode()
