"""Settings of the tests: the same house, with its data in a folder of the test runs and no connection pool."""

import os
from pathlib import Path

os.environ["CITYCARD_DATA_DIR"] = os.environ.get("CITYCARD_TEST_DIR") or str(
    Path(__file__).resolve().parents[1] / ".var" / "tests"
)
os.environ["CITYCARD_POOL"] = "0"
os.environ["CITYCARD_DEMO"] = "1"

from citycard.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
