"""The city's seal key (印章): an Ed25519 key in a file outside the database, so that the database's owner cannot forge one."""

import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings


def sign(chain: bytes) -> bytes:
    """Return the signature of a seal's head."""
    return _key(_place()).sign(chain)


def public_key() -> bytes:
    """Return the 32 bytes that everybody may have to check a proof."""
    return _key(_place()).public_key().public_bytes_raw()


def _place() -> Path:
    return Path(os.environ.get("CITYCARD_SEAL_KEY_FILE") or Path(settings.DATA_DIR) / "seal_key")


@cache
def _key(place: Path) -> Ed25519PrivateKey:
    """Read the key; the first process to need one makes it, readable by its owner only."""
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    if not place.exists():
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw())
        try:
            os.link(fresh, place)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return Ed25519PrivateKey.from_private_bytes(place.read_bytes())
