"""Files of others are what we say they are: version, licence and sha256 of each."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "citycard/site/static/cc/vendor", ROOT / "tests/e2e/vendor"]
LISTED = [(folder, entry) for folder in FOLDERS for entry in json.loads((folder / "vendor.json").read_text())]


@pytest.mark.parametrize(("folder", "entry"), LISTED, ids=[entry["file"] for _, entry in LISTED])
def test_a_vendored_file_is_unchanged(folder: Path, entry: dict[str, str]) -> None:
    """The file's sha256 is the one written down, and its licence is named."""
    assert hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert entry["licence"] and entry["version"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parts[-2])
def test_no_vendored_file_is_unlisted(folder: Path) -> None:
    """Every script or style sheet in a vendor folder is in its list."""
    listed = {entry["file"] for entry in json.loads((folder / "vendor.json").read_text())}
    assert {file.name for file in folder.iterdir() if file.suffix in {".js", ".css"}} == listed
