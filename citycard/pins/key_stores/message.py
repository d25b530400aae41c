"""What all key stores share: the bytes that are digested, and what goes wrong."""

from ..facts import PinEntry, PinKind


class KeyStoreUnusable(Exception):
    """The key store cannot be used as it is set up: a matter for whoever runs the house, never for a citizen."""


class SealBroken(Exception):
    """The bytes were not sealed with this key, or were changed since."""


def digest_message(*, kind: PinKind, subject: int, pin: PinEntry) -> bytes:
    """Return the bytes under the keyed digest: the same PIN of two cards, or of the two functions, never digests alike."""
    return b"\0".join((b"citycard-pin-1", kind.value.encode(), str(subject).encode(), pin.reveal()))
