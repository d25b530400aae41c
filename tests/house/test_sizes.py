"""Rule of style 1: a function fits one screen, a file stays short. Decay lives in the tail, so the tail is counted.

Aim: 30 lines a function, 300 lines a file. Hard limit: 60 and 400. Between aim and limit only so many may stand;
the two numbers below may be made smaller, never larger.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AIM_FUNCTION, LIMIT_FUNCTION = 30, 60
AIM_FILE, LIMIT_FILE = 300, 400
LONG_FUNCTIONS_ALLOWED = 16
LONG_FILES_ALLOWED = 11


def _sources() -> list[Path]:
    folders = [ROOT / name for name in ("citycard", "tests", "bench")]
    return [path for folder in folders for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def _functions(path: Path) -> dict[str, int]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        f"{path.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, kinds) and node.end_lineno
    }


@pytest.fixture(scope="module")
def functions() -> dict[str, int]:
    """Return the length of every function of the house."""
    return {name: length for path in _sources() for name, length in _functions(path).items()}


@pytest.fixture(scope="module")
def files() -> dict[str, int]:
    """Return the length of every file of the house."""
    return {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in _sources()}


def test_no_function_passes_the_hard_limit(functions: dict[str, int]) -> None:
    too_long = {name: length for name, length in functions.items() if length > LIMIT_FUNCTION}
    assert not too_long, f"longer than {LIMIT_FUNCTION} lines, take them apart: {too_long}"


def test_no_file_passes_the_hard_limit(files: dict[str, int]) -> None:
    too_long = {name: length for name, length in files.items() if length > LIMIT_FILE}
    assert not too_long, f"longer than {LIMIT_FILE} lines, make a folder of them: {too_long}"


def test_long_functions_do_not_become_more(functions: dict[str, int]) -> None:
    long = {name: length for name, length in functions.items() if length > AIM_FUNCTION}
    assert len(long) <= LONG_FUNCTIONS_ALLOWED, f"more than {LONG_FUNCTIONS_ALLOWED} functions pass {AIM_FUNCTION} lines: {long}"


def test_long_files_do_not_become_more(files: dict[str, int]) -> None:
    long = {name: length for name, length in files.items() if length > AIM_FILE}
    assert len(long) <= LONG_FILES_ALLOWED, f"more than {LONG_FILES_ALLOWED} files pass {AIM_FILE} lines: {long}"
