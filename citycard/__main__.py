"""`python -m citycard` is `citycard`."""

import sys

from citycard.site.cli import main

sys.exit(main())
