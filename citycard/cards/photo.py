"""The portrait (相片): an uploaded file is a photo only after a decoder has read every pixel and written it anew.

What is kept is our own JPEG of 358 × 441 points: no metadata, no second picture, nothing hidden behind the last byte.
"""

import io
import warnings
from dataclasses import dataclass
from hashlib import sha256

from PIL import Image, ImageOps, UnidentifiedImageError

from .models import Photo
from .refusals import PhotoNotAnImage, PhotoTooLarge, PhotoWrongShape

FORMATS = ("JPEG", "PNG")
SHAPE_TOLERANCE = 0.03
QUALITY = 88


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoLimits:
    """What a photo may be: bytes and pixels at most, and the size in points it is kept in."""

    max_bytes: int
    max_pixels: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPhoto:
    """A portrait that passed, as our own JPEG."""

    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> bytes:
        """Digest of the content, by which one photo is kept once."""
        return sha256(self.content).digest()


def check_photo_file(*, content: bytes, limits: PhotoLimits) -> CheckedPhoto:
    """Read an uploaded photo and write it anew. Refuses PhotoTooLarge, PhotoNotAnImage, PhotoWrongShape (S3)."""
    if len(content) > limits.max_bytes:
        raise PhotoTooLarge(limit=limits.max_bytes)
    with _opened(content, limits) as picture:
        if picture.width * picture.height > limits.max_pixels:
            raise PhotoTooLarge(limit=limits.max_pixels)
        upright = _decoded(picture)
    _check_shape(upright, limits)
    portrait = upright.resize((limits.width, limits.height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    portrait.save(out, "JPEG", quality=QUALITY, optimize=True)
    return CheckedPhoto(content=out.getvalue(), width=limits.width, height=limits.height)


def keep_photo(checked: CheckedPhoto) -> Photo:
    """Keep a checked photo, once however often it is used."""
    fields = {"content": checked.content, "width": checked.width, "height": checked.height}
    row, _ = Photo.objects.get_or_create(sha256=checked.sha256, defaults=fields)
    return row


def _opened(content: bytes, limits: PhotoLimits) -> Image.Image:
    """Open by the first bytes alone: the header is read, no pixel is decoded yet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit is checked by the caller, more strictly
        try:
            return Image.open(io.BytesIO(content), formats=FORMATS)
        except Image.DecompressionBombError as error:
            raise PhotoTooLarge(limit=limits.max_pixels) from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise PhotoNotAnImage from error


def _decoded(picture: Image.Image) -> Image.Image:
    try:
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        if upright.mode in ("RGBA", "LA", "P", "PA"):
            layered = upright.convert("RGBA")
            white = Image.new("RGBA", layered.size, "white")
            return Image.alpha_composite(white, layered).convert("RGB")
        return upright.convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PhotoNotAnImage from error


def _check_shape(picture: Image.Image, limits: PhotoLimits) -> None:
    wanted = limits.width / limits.height
    is_portrait = abs(picture.width / picture.height - wanted) <= SHAPE_TOLERANCE * wanted
    if not is_portrait or picture.width < limits.width // 2:
        raise PhotoWrongShape(width=limits.width, height=limits.height)
