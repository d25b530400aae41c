"""Cases in YAML that quote the rulebook, exact to the day and the fen."""

from pathlib import Path
from typing import Any

import yaml


def cases(name: str) -> list[Any]:
    """Return the cases of `tests/rules/<name>.yaml`."""
    return yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
