"""Settings of the tests: the same house, with its data in a folder of the test runs."""

import os
from pathlib import Path

# A server for each worker: transactions of one test worker must not hold back another's sealing of acts.
TEST_RUNS = Path(os.environ.get("CITYCARD_TEST_DIR") or Path(__file__).resolve().parents[1] / ".var" / "tests")
os.environ["CITYCARD_DATA_DIR"] = str(TEST_RUNS / os.environ.get("PYTEST_XDIST_WORKER", "one"))
os.environ["CITYCARD_MACHINES"] = "1"
os.environ["CITYCARD_DEMO"] = "1"

from citycard.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
