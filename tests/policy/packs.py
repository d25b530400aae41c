"""A copy of the city's policy pack in which a test may change one thing."""

import shutil
from pathlib import Path

import pytest

PACK = Path(__file__).resolve().parents[2] / "policy"


def copied(tmp_path: Path, patch: pytest.MonkeyPatch) -> Path:
    """Copy the pack into `tmp_path` and make it the one in use."""
    pack = tmp_path / "policy"
    shutil.copytree(PACK, pack)
    patch.setattr("citycard.policy.pack.IN_USE", pack)
    return pack


def change(pack: Path, file: str, old: str, new: str) -> int:
    """Replace the first `old` in a file of the pack; return the line it stood on."""
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} does not say {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
