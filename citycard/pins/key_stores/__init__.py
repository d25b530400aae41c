"""The key-store port (密钥库): what a PIN's digest is made with, and who holds the key. The database never does."""

from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings

from ..facts import PinEntry, PinKind
from .file import FileKeyStore
from .message import KeyStoreUnusable, SealBroken
from .pkcs11 import Pkcs11KeyStore

__all__ = ["FileKeyStore", "KeyStore", "KeyStoreUnusable", "Pkcs11KeyStore", "SealBroken", "key_store"]


class KeyStore(Protocol):
    """What every key store does."""

    def digest(self, *, kind: PinKind, subject: int, pin: PinEntry) -> bytes:
        """Return the keyed digest (32 bytes) of a PIN, bound to its kind and to the card it belongs to."""
        ...

    def seal(self, content: bytes) -> bytes:
        """Encrypt something that must pass through a browser and back unread and unchanged."""
        ...

    def unseal(self, sealed: bytes) -> bytes:
        """Return what `seal` was given; raises SealBroken for anything else."""
        ...


def key_store() -> KeyStore:
    """Return this installation's key store: `file` (the default) or `pkcs11`, see docs/operate.md."""
    wanted = settings.PIN_KEY_STORE
    if wanted == "file":
        return _file(Path(settings.PIN_KEY_FILE), str(settings.PIN_KEY_HASH))
    if wanted == "pkcs11":
        return _pkcs11(str(settings.PKCS11_MODULE), str(settings.PKCS11_TOKEN), Path(settings.PKCS11_PIN_FILE))
    raise KeyStoreUnusable(f"CITYCARD_PIN_KEY_STORE is {wanted!r}; it may be file or pkcs11")


@cache
def _file(path: Path, algorithm: str) -> FileKeyStore:
    return FileKeyStore(path, algorithm=algorithm)


@cache
def _pkcs11(module: str, token: str, pin_file: Path) -> Pkcs11KeyStore:
    return Pkcs11KeyStore(module=module, token=token, user_pin=pin_file.read_text(encoding="ascii").strip())
