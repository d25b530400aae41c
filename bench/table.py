"""What the decision table costs: microseconds for one answer of `check`, refusals included (promise: under 50 on average).

Run: `.venv/bin/python -m bench.table [rounds]`. No database: the situations are built here, every act is asked at every channel
that does it and by everybody who may come, in the order of the acts; a refusal is raised, caught and counted as an answer.
"""

import os
import sys
from dataclasses import replace
from itertools import product
from statistics import median
from time import perf_counter

PROMISE = 50
ROUNDS = 15


def main(rounds: int) -> int:
    """Measure and print; 1 when the promise is broken."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citycard.site.settings")
    import django

    django.setup()
    took = sorted(_round() for _ in range(rounds))
    answers, allowed = _count()
    middle = median(took) / answers * 1e6
    print(f"{answers:,} answers a round, {allowed:,} of them yes; {rounds} rounds")
    print(f"µs per answer: median {middle:.2f}, slowest round {took[-1] / answers * 1e6:.2f}; promised under {PROMISE}")
    return int(middle >= PROMISE)


def _questions() -> list[tuple[object, ...]]:
    from citycard import journeys as j
    from citycard.policy import Comes

    in_use = j.CardStand(place=j.Place.IN_HAND, social=j.Social.ACTIVE, bank=j.BankSide.ACTIVE)
    waiting = j.CardStand(place=j.Place.WAITING, social=j.Social.SEALED, bank=j.BankSide.PRE_OPENED)
    used = j.Situation(current=in_use, has_account=True)
    cards = [replace(in_use, loss=loss, pin_locked=locked) for loss, locked in product(j.Loss, (False, True))]
    situations = [
        replace(used, current=card, successor=new, has_application=is_new, is_replacing=is_new, temporary=out, ending=end)
        for card, (new, is_new), out, end in product(cards, ((j.CardStand(), False), (waiting, True)), j.Temporary, j.Ending)
    ]
    asked = [(act, channel, comes) for act, line in j.TABLE.items() for channel in line.at for comes in Comes]
    return [(act, now, channel, comes) for now in situations for act, channel, comes in asked]


def _round() -> float:
    from citycard.journeys import check
    from citycard.shared.refusal import Refusal

    questions = _questions()
    started = perf_counter()
    for act, now, channel, comes in questions:
        try:
            check(act, now, channel=channel, comes=comes)  # pyright: ignore[reportArgumentType]  # built just above
        except Refusal:
            continue
    return perf_counter() - started


def _count() -> tuple[int, int]:
    from citycard.journeys import may

    questions = _questions()
    yes = sum(may(act, now, channel=channel, comes=comes) for act, now, channel, comes in questions)  # pyright: ignore[reportArgumentType]  # as above
    return len(questions), yes


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
