"""`make bench`: every promise about speed, each beside a plain PostgreSQL doing the same in the same run (docs/operate.md).

Each part starts a house of its own and prints its table; numbers alone mean little on a shared machine, ratios mean more.
`python -m bench.<part>` runs one; `python -m bench --large` also makes a batch in a city of a million.
"""

import subprocess
import sys

PARTS: tuple[tuple[str, ...], ...] = (
    ("bench.batch", "100000", "100000"),
    ("bench.batch", "10000", "10000"),
    ("bench.pages",),
    ("bench.json_act",),
    ("bench.loss",),
    ("bench.table",),
    ("bench.acts",),
    ("bench.money",),
)
LARGE = (("bench.batch", "10000", "1000000"), ("bench.pages", "1000000"))


def main(arguments: list[str]) -> int:
    """Run the parts one after the other; the first that fails ends it."""
    for part, *sizes in PARTS + (LARGE if "--large" in arguments else ()):
        print(f"\n── {part.removeprefix('bench.')} {' '.join(sizes)}", flush=True)
        done = subprocess.run([sys.executable, "-m", part, *sizes], check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
