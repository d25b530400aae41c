"""Where the city's policy pack lies on this machine."""

import os
from pathlib import Path

_BESIDE_THE_CODE = Path(__file__).resolve().parents[2] / "policy"


def folder() -> Path:
    """The policy pack in use: `CITYCARD_POLICY_DIR`, or the one that came with the code."""
    named = os.environ.get("CITYCARD_POLICY_DIR")
    return Path(named) if named else _BESIDE_THE_CODE
