"""Where the city's policy pack lies on this machine."""

import os
from pathlib import Path

IN_USE = Path(os.environ.get("CITYCARD_POLICY_DIR") or Path(__file__).resolve().parents[2] / "policy")


def folder() -> Path:
    """The policy pack in use: `CITYCARD_POLICY_DIR`, or the one that came with the code."""
    return IN_USE
