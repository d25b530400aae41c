"""S3: a photo is a picture of the right shape, read to the last pixel and written anew; anything else is refused."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from citycard.cards.photo import PhotoLimits, check_photo_file
from citycard.cards.refusals import PhotoNotAnImage, PhotoTooLarge, PhotoWrongShape
from tests.cards.city import portrait

LIMITS = PhotoLimits(max_bytes=2_000_000, max_pixels=40_000_000, width=358, height=441)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_portrait_is_kept_as_our_own_jpeg(kind: str, mode: str) -> None:
    """S3: 358 × 441, no metadata."""
    checked = check_photo_file(content=portrait((716, 882), kind, mode), limits=LIMITS)
    kept = Image.open(io.BytesIO(checked.content))
    assert (kept.format, kept.size, kept.mode, dict(kept.getexif())) == ("JPEG", (358, 441), "RGB", {})


def test_transparency_becomes_white() -> None:
    """S3: a portrait has a white ground."""
    out = io.BytesIO()
    Image.new("RGBA", (358, 441), (0, 0, 0, 0)).save(out, "PNG")
    kept = Image.open(io.BytesIO(check_photo_file(content=out.getvalue(), limits=LIMITS).content))
    assert kept.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg/>", b"\xff\xd8\xff\xe0 not a jpeg", portrait()[:400], b"MZ" + portrait(), b"%PDF-1.7"],
    ids=["empty", "gif", "svg", "false start", "cut off", "program", "pdf"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    """S3: an image that is not one, whatever it is called."""
    with pytest.raises(PhotoNotAnImage):
        check_photo_file(content=content, limits=LIMITS)


def test_a_picture_of_other_kind_is_refused() -> None:
    """S3: JPEG and PNG only; no decoder of anything else is started."""
    with pytest.raises(PhotoNotAnImage):
        check_photo_file(content=portrait(kind="GIF"), limits=LIMITS)


def test_a_bomb_is_refused_before_a_pixel_is_read() -> None:
    """S3: a few bytes that claim ten thousand million pixels."""
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + b"\0\0\0\x08IDAT"
    with pytest.raises(PhotoTooLarge):
        check_photo_file(content=bomb, limits=LIMITS)
    with pytest.raises(PhotoTooLarge):
        check_photo_file(content=portrait((7000, 8000)), limits=LIMITS)


@pytest.mark.parametrize("size", [(441, 358), (358, 358), (100, 123)])
def test_another_shape_is_refused(size: tuple[int, int]) -> None:
    """S3: a portrait, not a landscape, not a thumbnail."""
    with pytest.raises(PhotoWrongShape):
        check_photo_file(content=portrait(size), limits=LIMITS)


def test_too_many_bytes_are_refused() -> None:
    """S3: before anything is opened."""
    with pytest.raises(PhotoTooLarge):
        check_photo_file(content=b"x" * 2_000_001, limits=LIMITS)


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(0, 600))
def test_no_damage_gets_through_as_an_accident(noise: bytes, place: int) -> None:
    """S3: a damaged picture is refused by name or is still a picture; nothing else is ever raised."""
    good = portrait(kind="PNG")
    damaged = good[:place] + noise + good[place + len(noise) :]
    try:
        assert check_photo_file(content=damaged, limits=LIMITS).width == 358
    except (PhotoNotAnImage, PhotoTooLarge, PhotoWrongShape) as refusal:
        assert refusal.rule == "S3"
