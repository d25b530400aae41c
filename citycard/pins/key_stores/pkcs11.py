"""A hardware security module by PKCS#11: both keys are made inside it, never leave it, and are sensitive.

SoftHSM has neither SM2 nor SM3 nor SM4; a module that has them needs its mechanism named here and nothing else changed.
"""

import secrets
from threading import Lock

import pkcs11
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, ObjectClass, SecretKey, Session

from ..facts import PinEntry, PinKind
from .message import KeyStoreUnusable, SealBroken, digest_message

DIGEST_LABEL, SEAL_LABEL = "citycard-pin-digest", "citycard-pin-seal"
NONCE = 12
INSIDE_ONLY = {Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True, Attribute.TOKEN: True}


class Pkcs11KeyStore:
    """HMAC-SHA256 and AES-256-GCM with keys of one token, found by their labels and made at the first use."""

    def __init__(self, *, module: str, token: str, user_pin: str) -> None:
        """Log in to the token. Raises KeyStoreUnusable if module, token or login fail, without saying the login's PIN."""
        try:
            self._session: Session = pkcs11.lib(module).get_token(token_label=token).open(user_pin=user_pin, rw=True)
        except (pkcs11.PKCS11Error, OSError) as error:
            raise KeyStoreUnusable(f"the PKCS#11 token {token!r} cannot be used: {type(error).__name__}") from None
        self._one_at_a_time = Lock()  # a session of PKCS#11 does one thing at a time
        self._digest_key = self._find_or_make(DIGEST_LABEL, KeyType.GENERIC_SECRET, Attribute.SIGN)
        self._seal_key = self._find_or_make(SEAL_LABEL, KeyType.AES, Attribute.ENCRYPT, Attribute.DECRYPT)

    def digest(self, *, kind: PinKind, subject: int, pin: PinEntry) -> bytes:
        """See KeyStore."""
        try:
            with self._one_at_a_time:
                return self._digest_key.sign(digest_message(kind=kind, subject=subject, pin=pin), mechanism=Mechanism.SHA256_HMAC)
        except pkcs11.PKCS11Error as error:
            raise _unusable(error) from None

    def seal(self, content: bytes) -> bytes:
        """See KeyStore."""
        nonce = secrets.token_bytes(NONCE)
        try:
            with self._one_at_a_time:
                return nonce + self._seal_key.encrypt(content, mechanism=Mechanism.AES_GCM, mechanism_param=GCMParams(nonce))
        except pkcs11.PKCS11Error as error:
            content = b""  # a trace shows the variables of every frame
            raise _unusable(error) from None

    def unseal(self, sealed: bytes) -> bytes:
        """See KeyStore."""
        try:
            with self._one_at_a_time:
                return self._seal_key.decrypt(
                    sealed[NONCE:], mechanism=Mechanism.AES_GCM, mechanism_param=GCMParams(sealed[:NONCE])
                )
        except (pkcs11.PKCS11Error, ValueError) as error:
            raise SealBroken from error

    def close(self) -> None:
        """Log out of the token."""
        self._session.close()

    def _find_or_make(self, label: str, kind: KeyType, *uses: Attribute) -> SecretKey:
        try:
            return self._session.get_key(object_class=ObjectClass.SECRET_KEY, key_type=kind, label=label)
        except pkcs11.NoSuchKey:
            wanted = INSIDE_ONLY | {Attribute.LABEL: label} | dict.fromkeys(uses, True)
            return self._session.generate_key(kind, 256, store=True, label=label, template=wanted)


def _unusable(error: Exception) -> KeyStoreUnusable:
    return KeyStoreUnusable(f"the PKCS#11 token does not answer: {type(error).__name__}")
