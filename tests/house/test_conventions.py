"""Conventions that matter are tests, with their reason in the message (rule of style 12)."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests.conftest import LONGEST

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "citycard"
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "managers", "services", "common", "misc", "repositories", "signals"}
CLOCK_CALLS = {"now", "today", "utcnow", "localtime", "localdate"}
MAY_READ_CLOCK = ("channels/", "site/")


def _sources(folder: Path = HOUSE) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_room_has_a_drawer_for_everything() -> None:
    found = [path for path in _sources() if path.stem in FORBIDDEN_NAMES or FORBIDDEN_NAMES & set(path.parts[:-1])]
    assert not found, f"a file is named after a city word, not after 'various things': {found}"


def _clock_calls(path: Path) -> Iterator[int]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in CLOCK_CALLS:
                yield node.lineno


def test_the_clock_is_read_in_channels_and_tasks_only() -> None:
    """A1: a rule that reads the clock cannot be asked about last July; verbs are told `at`."""
    guilty = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in _sources()
        for line in _clock_calls(path)
        if not str(path.relative_to(HOUSE)).startswith(MAY_READ_CLOCK) and path.name not in {"tasks.py", "clock.py"}
    ]
    assert not guilty, f"now() or today() below the channels; take `at` as an argument instead: {guilty}"


def test_only_actions_and_journeys_open_a_transaction() -> None:
    """A3: one door, one transaction; `perform` of the audit room opens it."""
    allowed = ("audit/", "site/", "journeys/", "shared/")
    guilty = [
        str(path.relative_to(ROOT))
        for path in _sources()
        if re.search(r"\batomic\(", path.read_text(encoding="utf-8"))
        and not str(path.relative_to(HOUSE)).startswith(allowed)
        and not re.search(r"(^|/)(actions|tasks)(/|\.py$)", str(path.relative_to(HOUSE)))
    ]
    assert not guilty, f"transaction.atomic outside actions and journeys: {guilty}"


def test_no_signal_is_connected() -> None:
    guilty = [path for path in _sources() if re.search(r"django\.(db\.models|dispatch).*signals|@receiver", path.read_text())]
    assert not guilty, f"what happens is written where it happens; no signals: {guilty}"


def test_no_unfinished_work_is_left_behind() -> None:
    marks = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError|# type: ignore(?!\[)|pyright: ignore(?!\[)")
    guilty = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*_sources(), *_sources(ROOT / "tests")]
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert not guilty, f"unfinished or silenced without a reason: {guilty}"


def _test_functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in _tree(path).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"{path.relative_to(ROOT)}:{node.name}", node


def test_every_test_asserts_and_none_sleeps() -> None:
    words = re.compile(r"assert|raises|check|expect|verify|refuse|\bfail", re.IGNORECASE)
    empty = [name for name, node in _test_functions() if not words.search(ast.unparse(node.body))]
    sleeping = [name for name, node in _test_functions() if re.search(r"\bsleep\(|wait_for_timeout\(", ast.unparse(node))]
    assert not empty, f"tests that prove nothing: {empty}"
    assert not sleeping, f"a test waits for a state, never for a time: {sleeping}"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements.in", "requirements-dev.in"])
def test_a_lock_file_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|git\+|--(extra-)?index|--find-links|(^|\s)/\w", text), f"{name} carries an address"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert len(entries) > 20


def test_no_download_address_or_private_place_is_in_the_tree() -> None:
    """Packages come from wherever the machine's owner says; nobody's machine is named."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    words = re.compile(
        r"pypi\.org|npmjs\.(org|com)|unpkg\.com|jsdelivr|cdnjs|files\.pythonhosted|/home/\w+/|/root/|/work/|/opt/wheels"
    )
    texts = (
        name for name in tracked if Path(name).suffix in {".py", ".html", ".md", ".toml", ".yaml", ".css", ".in", ".lock", ""}
    )
    guilty = [name for name in texts if name != "tests/house/test_conventions.py" and _names(ROOT / name, words)]
    assert not guilty, f"an address or a machine's path in {guilty}"


def _names(path: Path, words: re.Pattern[str]) -> bool:
    return path.is_file() and "vendor" not in path.parts and bool(words.search(path.read_text(encoding="utf-8", errors="ignore")))


def test_there_is_no_admin_site() -> None:
    """A2: an edit in an admin page would be an act that no record of acts knows."""
    assert not apps.is_installed("django.contrib.admin")
    assert not [path for path in _sources() if path.name == "admin.py"]


def test_every_template_loads_what_it_translates_with() -> None:
    templates = sorted(HOUSE.rglob("templates/**/*.html"))
    guilty = [
        str(path.relative_to(ROOT))
        for path in templates
        if re.search(r"{%\s*(translate|blocktranslate)", path.read_text(encoding="utf-8"))
        and not re.search(r"{%\s*load[^%]*\bi18n\b", path.read_text(encoding="utf-8"))
    ]
    assert templates
    assert not guilty, f"templates without {{% load i18n %}}: {guilty}"


def test_pages_load_nothing_from_elsewhere() -> None:
    remote = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//|@import\s+url|on(?:click|load|submit|change)=|<script>""")
    guilty = [str(path.relative_to(ROOT)) for path in HOUSE.rglob("templates/**/*.html") if _names(path, remote)]
    assert not guilty, f"remote addresses or inline scripts (the CSP refuses them): {guilty}"


def test_errors_and_logs_show_no_values() -> None:
    """A2, A4: citizens' numbers and PINs stand in requests and variables, so reports never print them."""
    assert settings.DEFAULT_EXCEPTION_REPORTER_FILTER == "citycard.site.reports.SilentReporterFilter"
    assert not settings.DEBUG
    assert settings.LOGGING["loggers"]["django.db.backends"]["level"] == "WARNING"


def test_an_index_on_a_table_in_use_is_built_beside_the_running_city() -> None:
    """A city migrates while its counters are open: `AddIndex` lets every writer of the table wait until the index stands."""
    first = re.compile(r"0001_")
    known = {"citycard/notices/migrations/0002_calls.py"}  # `docs/operate.md` says what it takes
    guilty = [
        name
        for path in sorted(HOUSE.glob("*/migrations/0*.py"))
        if not first.match(path.name) and "migrations.AddIndex(" in path.read_text(encoding="utf-8")
        if (name := str(path.relative_to(ROOT))) not in known
    ]
    assert not guilty, f"AddIndex locks the table; write AddIndexConcurrently with `atomic = False`: {guilty}"


def test_the_files_that_begin_first_are_there() -> None:
    """A file that was renamed would begin last again, and the suite would wait for it."""
    assert [name for name in LONGEST if not (ROOT / "tests" / name).exists()] == []
