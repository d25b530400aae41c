"""A ZIP of portraits for a unit's people (S3): each picture by itself, and nothing that is not one gets in."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from citycard.audit import timeline
from citycard.audit.models import Act
from citycard.cards.models import Application, Photo, Roster
from citycard.channels.files.photos import PhotosLimits, PhotosUnreadable, TooManyPhotos, read_photos
from citycard.people.models import Office, Unit
from tests import factories

from .conftest import number, people, portrait, sheet

LIMITS = PhotosLimits(pictures=5, bytes=1_000_000, picture_bytes=2000)


def packed(**pictures: bytes) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in pictures.items():
            parts.writestr(name, content)
    return SimpleUploadedFile("相片.zip", out.getvalue())


def face() -> bytes:
    return portrait().read()


@pytest.fixture
def roster(clerk: Client, hall: Office) -> Roster:
    clerk.post("/units/rosters/", {"roster": sheet(*people(3)), "hall": str(hall.pk), "key": "k"}, follow=True)
    return Roster.objects.get()


def test_by_row_number_and_by_citizen_number(clerk: Client, roster: Roster) -> None:
    """S3, A2: 2.jpg is row 2 of the roster, a citizen number is that person, whatever folder they lie in."""
    file = packed(**{"照片/2.jpg": face(), f"{number(1).lower()}.JPG": face(), "__MACOSX/2.jpg": b"x", ".DS_Store": b"x"})
    page = clerk.post(f"/units/photos/?roster={roster.pk}", {"photos": file, "key": "p1"}).content.decode()
    assert "收下 2 张相片" in page
    lacking = Application.objects.filter(photo=None).values_list("person__social_number", flat=True)
    assert list(lacking) == [number(2)]
    assert Photo.objects.count() == 1
    told = [line.act for line in timeline(Application.objects.exclude(photo=None).order_by("pk")[0].person_id)]
    assert told == ["cards.add_photos", "cards.decide_roster"]


def test_bad_pictures_are_told_and_the_good_ones_taken(clerk: Client, roster: Roster, unit: Unit) -> None:
    """S3, A4: no picture, wrong shape, nobody's, already in production: each with its reason, no full number on the page."""
    made = factories.make_person(name="孙力", unit=unit, category="employee")
    factories.make_card(person=made, state="in_production")
    other = factories.make_application(person=factories.make_person(unit=factories.make_unit(), category="employee"))
    pictures = {"2.jpg": face(), "3.jpg": b"GIF89a", "4.jpg": portrait((900, 300)).read(), "77.jpg": face()}
    pictures |= {f"{made.social_number}.jpg": face(), f"{other.person.social_number}.jpg": face()}
    page = clerk.post(f"/units/photos/?roster={roster.pk}", {"photos": packed(**pictures), "key": "p1"}).content.decode()
    assert "收下 1 张相片" in page and page.count('class="cc-id">') >= 5
    assert made.social_number not in page and other.person.social_number not in page
    other.refresh_from_db()
    assert other.photo_id is None
    kept = Act.objects.get(act="cards.add_photos")
    assert made.social_number not in str(kept.receipt) and kept.facts["refused"] == 5


def test_sent_twice_it_is_taken_once(clerk: Client, roster: Roster) -> None:
    """A3."""
    file = packed(**{"2.jpg": face()})
    for _ in range(2):
        file.seek(0)
        page = clerk.post(f"/units/photos/?roster={roster.pk}", {"photos": file, "key": "p1"}).content.decode()
    assert "这件事已经办过" in page
    assert Act.objects.filter(act="cards.add_photos").count() == 1


@pytest.mark.parametrize("content", [b"no zip", b"PK\x03\x04 broken", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_zip_is_refused(clerk: Client, content: bytes) -> None:
    """S3: nothing is written."""
    page = clerk.post("/units/photos/", {"photos": SimpleUploadedFile("a.zip", content), "key": "p1"})
    assert page.status_code == 400 and "ZIP" in page.content.decode()


def test_a_bomb_does_not_unfold() -> None:
    """S3: of a picture that unpacks to more than one may have only the first bytes are read."""
    bomb = packed(**{"2.jpg": b"\0" * 5_000_000})
    (photo,) = read_photos(name="a.zip", file=bomb, size=bomb.size, limits=LIMITS)
    assert len(photo.content) == LIMITS.picture_bytes + 1


def test_a_path_in_a_name_is_only_a_name() -> None:
    """S3: nothing is written to a disk, so a path leads nowhere."""
    file = packed(**{"../../etc/2.jpg": b"x", "C:\\x\\3.jpg": b"y"})
    assert [photo.name for photo in read_photos(name="a.zip", file=file, size=file.size, limits=LIMITS)] == ["2", "3"]


@pytest.mark.parametrize("what", ["pictures", "bytes"])
def test_too_many(what: str) -> None:
    """S3: more pictures or bytes than one file may bring."""
    file = packed(**{f"{row}.jpg": b"x" for row in range(6)})
    with pytest.raises(TooManyPhotos) as caught:
        read_photos(name="a.zip", file=file, size=file.size if what == "pictures" else 1_000_001, limits=LIMITS)
    assert caught.value.facts["what"] == what


def test_an_encrypted_file_is_refused() -> None:
    """S3: what cannot be read is not taken."""
    content = bytearray(packed(**{"2.jpg": b"x"}).read())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(PhotosUnreadable):
        list(read_photos(name="a.zip", file=io.BytesIO(bytes(content)), size=len(content), limits=LIMITS))


def test_another_units_roster_names_nobody(clerk: Client, roster: Roster) -> None:
    """S12: its row numbers cannot be used."""
    from .conftest import clerk_of

    other = clerk_of(factories.make_unit())
    assert (
        other.post(f"/units/photos/?roster={roster.pk}", {"photos": packed(**{"2.jpg": face()}), "key": "p"}).status_code == 403
    )
    assert not Photo.objects.exists()
