"""Read a ZIP of portraits (相片压缩包): nothing is unpacked to a disk, no name is a path, and no bomb unfolds."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from citycard.cards import NamedPhoto
from citycard.channels.files.reading import check_name
from citycard.shared.refusal import Refusal

IS_ENCRYPTED = 0x1
HIDDEN = (".", "~", "Thumbs.db", "desktop.ini")


class PhotosUnreadable(Refusal):
    """The file is no ZIP, or a broken or encrypted one; fact `file`."""

    rule = "S3"
    field = "photos"


class TooManyPhotos(Refusal):
    """More bytes or pictures than one file may bring; facts `file`, `what` (bytes, pictures), `limit`."""

    rule = "S3"
    field = "photos"


@dataclass(frozen=True, slots=True)
class PhotosLimits:
    """What a ZIP may bring: pictures, packed bytes, and the bytes of one picture."""

    pictures: int
    bytes: int
    picture_bytes: int


def read_photos(*, name: str, file: IO[bytes], size: int, limits: PhotosLimits) -> Iterator[NamedPhoto]:
    """Return each picture with its own name, one after the other; of one that is too large only the first bytes are read.

    Refuses: FileNameRefused, TooManyPhotos, PhotosUnreadable (S3).
    """
    checked = check_name(name)
    if size > limits.bytes:
        raise TooManyPhotos(file=checked, what="bytes", limit=limits.bytes)
    try:
        packed = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise PhotosUnreadable(file=checked) from error
    pictures = [part for part in packed.infolist() if _is_picture(part)]
    if len(pictures) > limits.pictures:
        raise TooManyPhotos(file=checked, what="pictures", limit=limits.pictures)
    if not pictures or any(part.flag_bits & IS_ENCRYPTED for part in pictures):
        raise PhotosUnreadable(file=checked)
    return (NamedPhoto(name=_own_name(part), content=_content(packed, part, checked, limits)) for part in pictures)


def _is_picture(part: zipfile.ZipInfo) -> bool:
    name = _last(part.filename)
    return bool(name) and not part.is_dir() and not name.startswith(HIDDEN) and "__MACOSX" not in part.filename


def _last(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _own_name(part: zipfile.ZipInfo) -> str:
    """The last part of the name without its ending: a citizen number, or a row of the roster."""
    return _last(part.filename).rpartition(".")[0].strip().upper()[:40]


def _content(packed: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, limits: PhotosLimits) -> bytes:
    try:
        with packed.open(part) as stream:
            return stream.read(limits.picture_bytes + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise PhotosUnreadable(file=name) from error
