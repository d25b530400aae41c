"""Finding a service by what people call it: pairs of characters shared with its entry in the catalogue, no index needed."""

import re
from dataclasses import dataclass
from itertools import pairwise

from citycard.policy import Service, Text, services

_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")
_FILLING = frozenset("的了吗呢啊呀我你您要想怎么办在哪里能不可以是有和请把被给这那")
WEIGHTS = {"name": 6, "event": 5, "ask": 3, "promise": 2, "rest": 1}
SHOWN = 12
ENOUGH = 0.34


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that fits, and how well (0 to 1 and beyond: every field counts)."""

    service: Service
    score: float


def search(text: str) -> tuple[Hit, ...]:
    """Return the services that fit what was typed, best first; nothing for nothing."""
    wanted = _pieces(text)
    if not wanted:
        return ()
    hits = (Hit(service=one, score=_score(wanted, one)) for one in services().values())
    good = sorted((hit for hit in hits if hit.score >= ENOUGH * WEIGHTS["promise"]), key=lambda hit: -hit.score)
    return tuple(good[:SHOWN])


def _score(wanted: frozenset[str], service: Service) -> float:
    fields = {
        "name": (service.name,),
        "event": (service.event.name, service.event.line),
        "ask": tuple(one.ask for one in service.questions),
        "promise": (service.promise,),
        "rest": tuple(step.words for step in service.steps) + tuple(one.answer for one in service.questions),
    }
    return sum(WEIGHTS[name] * _share(wanted, texts) for name, texts in fields.items())


def _share(wanted: frozenset[str], texts: tuple[Text, ...]) -> float:
    if not texts:
        return 0.0
    return max(len(wanted & _pieces(f"{text.zh} {text.en}")) / len(wanted) for text in texts)


def _pieces(text: str) -> frozenset[str]:
    """Chinese: pairs of neighbouring characters (one alone if there is no more); English: words. Filling words do not count."""
    words = _WORD.findall(text.lower())
    latin = {word for word in words if word[0].isascii() and len(word) > 1}
    signs = [word if not word[0].isascii() else " " for word in words]
    pairs = {a + b for a, b in pairwise(signs) if " " not in (a, b) and not {a, b} <= _FILLING}
    alone = {sign for sign in signs if sign != " " and sign not in _FILLING} if not pairs else set[str]()
    return frozenset(latin | pairs | alone)
