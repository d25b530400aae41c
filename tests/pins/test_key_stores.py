"""Key stores: the same answers from a file and from a PKCS#11 token, and a key that nobody else can read."""

import hashlib
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from citycard.pins import FileKeyStore, KeyStore, KeyStoreUnusable, PinEntry, PinKind, SealBroken
from citycard.pins.key_stores import Pkcs11KeyStore

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so")
LOGIN = "31415926"


@pytest.fixture(scope="module")
def softhsm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Make a token in a folder of its own and return the module's path."""
    module = next((path for path in MODULES if Path(path).exists()), None)
    tool = shutil.which("softhsm2-util")
    if module is None or tool is None:
        pytest.skip("SoftHSM is not installed: apt install softhsm2")
    home = tmp_path_factory.mktemp("softhsm")
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(home / "softhsm2.conf"))
        made = [tool, "--init-token", "--free", "--label", "citycard-test", "--pin", LOGIN, "--so-pin", "27182818"]
        subprocess.run(made, check=True, capture_output=True, env=dict(os.environ))
        yield module


@pytest.fixture(params=["file", "file-sm3", "pkcs11"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeyStore]:
    if request.param == "pkcs11":
        made = Pkcs11KeyStore(module=request.getfixturevalue("softhsm"), token="citycard-test", user_pin=LOGIN)
        yield made
        made.close()
    elif request.param == "file-sm3" and "sm3" not in hashlib.algorithms_available:
        pytest.skip("this OpenSSL has no SM3")
    else:
        yield FileKeyStore(tmp_path / "pin_key", algorithm="sm3" if request.param == "file-sm3" else "sha256")


def digest(store: KeyStore, pin: str = "739154", subject: int = 7, kind: PinKind = PinKind.BANK) -> bytes:
    return store.digest(kind=kind, subject=subject, pin=PinEntry(pin))


def test_s5_3_a_digest_is_bound_to_pin_card_and_kind(store: KeyStore) -> None:
    first = digest(store)
    assert len(first) == 32 and first == digest(store)
    others = {digest(store, pin="739155"), digest(store, subject=8), digest(store, kind=PinKind.SOCIAL)}
    assert len(others | {first}) == 4


def test_what_is_sealed_comes_back_and_nothing_else_does(store: KeyStore) -> None:
    sealed = store.seal(b"739154")
    assert b"739154" not in sealed and sealed != store.seal(b"739154")
    assert store.unseal(sealed) == b"739154"
    for broken in (b"", b"short", sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), bytes([sealed[0] ^ 1]) + sealed[1:]):
        with pytest.raises(SealBroken):
            store.unseal(broken)


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    place = tmp_path / "keys" / "pin_key"
    first = digest(FileKeyStore(place))
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [path.name for path in place.parent.iterdir()] == ["pin_key"]
    assert digest(FileKeyStore(place)) == first
    assert digest(FileKeyStore(tmp_path / "other")) != first


def test_a_key_file_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    place = tmp_path / "pin_key"
    FileKeyStore(place)
    place.chmod(0o640)
    with pytest.raises(KeyStoreUnusable, match="0600"):
        FileKeyStore(place)


def test_a_key_file_of_the_wrong_length_is_not_used(tmp_path: Path) -> None:
    place = tmp_path / "pin_key"
    place.write_text("00ff")
    place.chmod(0o600)
    with pytest.raises(KeyStoreUnusable, match="32 bytes"):
        FileKeyStore(place)


def test_an_unknown_digest_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(KeyStoreUnusable, match="md5"):
        FileKeyStore(tmp_path / "pin_key", algorithm="md5")


def test_pkcs11_keys_are_found_again_and_never_leave_the_token(softhsm: str) -> None:
    first = Pkcs11KeyStore(module=softhsm, token="citycard-test", user_pin=LOGIN)
    made = digest(first)
    first.close()
    again = Pkcs11KeyStore(module=softhsm, token="citycard-test", user_pin=LOGIN)
    try:
        assert digest(again) == made
        from pkcs11 import Attribute

        for key in (again._digest_key, again._seal_key):
            assert key[Attribute.EXTRACTABLE] is False and key[Attribute.SENSITIVE] is True
    finally:
        again.close()


def test_pkcs11_a_wrong_login_is_refused_without_saying_it(softhsm: str) -> None:
    with pytest.raises(KeyStoreUnusable) as refused:
        Pkcs11KeyStore(module=softhsm, token="citycard-test", user_pin="00000000")
    assert "00000000" not in str(refused.value)
    with pytest.raises(KeyStoreUnusable):
        Pkcs11KeyStore(module=softhsm, token="no-such-token", user_pin=LOGIN)
