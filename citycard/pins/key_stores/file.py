"""The default key store: one key in a file of the data folder that only its owner may read."""

import os
import secrets
import stat
from hashlib import algorithms_available, sha256
from hmac import new as hmac
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..facts import PinEntry, PinKind
from .message import KeyStoreUnusable, SealBroken, digest_message

NONCE = 12


class FileKeyStore:
    """HMAC with SHA-256, or with SM3 where OpenSSL has it, under a key made at the first use (mode 0600)."""

    def __init__(self, path: Path, *, algorithm: str = "sha256") -> None:
        """Read the key, or make it. Raises KeyStoreUnusable if others may read the file or the algorithm is not there."""
        if algorithm not in {"sha256", "sm3"} or algorithm not in algorithms_available:
            raise KeyStoreUnusable(f"the digest {algorithm!r} is not available here; sha256 always is")
        self._algorithm = algorithm
        master = _read_or_make(path)
        self._digest_key = hmac(master, b"citycard-pin-digest", sha256).digest()
        self._cipher = AESGCM(hmac(master, b"citycard-pin-seal", sha256).digest())

    def digest(self, *, kind: PinKind, subject: int, pin: PinEntry) -> bytes:
        """See KeyStore."""
        return hmac(self._digest_key, digest_message(kind=kind, subject=subject, pin=pin), self._algorithm).digest()

    def seal(self, content: bytes) -> bytes:
        """See KeyStore."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, content, None)

    def unseal(self, sealed: bytes) -> bytes:
        """See KeyStore."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], None)
        except (InvalidTag, ValueError) as error:
            raise SealBroken from error


def _read_or_make(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise KeyStoreUnusable(f"the PIN key file may be read by its owner only (mode 0600), it is {mode:04o}")
    key = bytes.fromhex(path.read_text(encoding="ascii"))
    if len(key) != 32:
        raise KeyStoreUnusable("the PIN key file does not hold a key of 32 bytes")
    return key


def _make(path: Path) -> None:
    """Write a new key whole before it gets its name: two processes that start at once end with one key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # the other process was first: its key is the key
    finally:
        draft.unlink()
