"""The sealing job, and the commands that verify and prove."""

import json
import re
from pathlib import Path

import pytest

from citycard.audit import prove, public_key, seal_new_acts, signing, tasks, verify
from citycard.audit.models import Seal
from citycard.site import cli
from tests.audit.makers import AT, make_acts


@pytest.mark.django_db
def test_the_job_seals_what_is_new() -> None:
    """A2: a worker seals every few seconds."""
    make_acts(2)
    tasks.seal(timestamp=0)
    assert (verify().acts, verify().unsealed) == (2, 0)
    assert Seal.objects.count() == 1


@pytest.fixture
def proof_file(tmp_path: Path) -> Path:
    acts = make_acts(3)
    seal_new_acts(at=AT)
    place = tmp_path / "proof.json"
    place.write_text(prove(acts[1]), encoding="utf-8")
    return place


@pytest.mark.django_db
def test_a_proof_file_is_checked_by_command(proof_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A2: anybody with the city's public key can check a proof, with no database."""
    assert cli.main(["proof", str(proof_file), "--key", public_key().hex()]) == 0
    assert "证明成立" in capsys.readouterr().out
    assert cli.main(["proof", str(proof_file), "--key", "00" * 32]) == 1
    forged = json.loads(proof_file.read_text(encoding="utf-8"))
    forged["act"]["purpose"] = "别的"
    proof_file.write_text(json.dumps(forged), encoding="utf-8")
    assert cli.main(["proof", str(proof_file)]) == 1
    assert "证明不成立" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_record_is_verified_by_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A2: with the head that was noted before, or without one."""
    monkeypatch.setattr(cli, "_open_database", lambda: None)  # the tests' own is open
    make_acts(2)
    seal_new_acts(at=AT)
    assert cli.main(["verify"]) == 0
    (head,) = re.findall(r"\b\d+:[0-9a-f]{64}\b", capsys.readouterr().out)
    assert cli.main(["verify", "--head", head]) == 0
    assert cli.main(["verify", "--head", f"9{head}"]) == 1


def test_a_head_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["verify", "--head", "yesterday"])
    assert left.value.code == 2
    assert "--head" in capsys.readouterr().err


def test_the_seal_key_is_made_once_and_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A2: the key stands outside the database."""
    place = tmp_path / "keys" / "seal"
    monkeypatch.setenv("CITYCARD_SEAL_KEY_FILE", str(place))
    first = public_key()
    signing._key.cache_clear()
    assert public_key() == first
    assert place.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in place.parent.iterdir()] == ["seal"]
