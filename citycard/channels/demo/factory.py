"""A sample factory (示例工厂): reads a production file and gives the return file that a real one would send. It makes no card.

Chip codes are evidently invented: the right layout, and a serial where a real code holds what only a card key can compute.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from citycard.channels.files import Style, file_name, read, write
from citycard.policy import city, integer_of
from citycard.shared.exchange import FACTORY_OUT, FACTORY_RETURN, Head
from citycard.shared.numbers import chip
from citycard.shared.period import add_months

SLOTS_A_BOX = 500


@dataclass(frozen=True)
class Made:
    """The return file of the sample factory."""

    name: str
    chunks: Iterator[bytes]


def make_return(
    *, name: str, chunks: Iterable[bytes], on: date, faulty: frozenset[int] = frozenset(), style: Style | None = None
) -> Made:
    """Return the factory's answer to a production file, every card made on `on` but the `faulty` lines.

    Refuses what reading the file refuses.
    """
    file = read(layout=FACTORY_OUT, name=name, chunks=chunks)
    bad = sum(1 for line in faulty if 0 < line <= file.head.count)
    head = Head(batch_number=file.head.batch_number, count=file.head.count, made_on=on, good=file.head.count - bad, bad=bad)
    valid_until = add_months(on, 12 * integer_of("cards.validity_years", on=on))
    lines = _answers(file.blocks(), on=on, valid_until=valid_until, faulty=faulty)
    answer_style = style or file.style
    content = write(layout=FACTORY_RETURN, head=head, blocks=lines, style=answer_style)
    return Made(name=file_name(layout=FACTORY_RETURN, head=head, style=answer_style), chunks=content)


def _answers(blocks: Iterator[str], *, on: date, valid_until: date, faulty: frozenset[int]) -> Iterator[str]:
    place = {key: number for number, key in enumerate(FACTORY_OUT.keys)}
    issuer, order = city().code, 0
    for block in blocks:
        answers: list[str] = []
        for text in block.splitlines():
            order += 1
            asked = text.split(",")
            given = {key: asked[place[key]] for key in FACTORY_RETURN.keys if key in place}
            given |= _failed() if order in faulty else _made(given["card_number"], order, issuer, on, valid_until)
            answers.append(",".join(given[key] for key in FACTORY_RETURN.keys))
        yield "\n".join(answers) + "\n"


def _made(card_number: str, order: int, issuer: str, on: date, valid_until: date) -> dict[str, str]:
    box, slot = divmod(order - 1, SLOTS_A_BOX)
    return {
        "issued_on": f"{on:%Y%m%d}",
        "valid_until": f"{valid_until:%Y%m%d}",
        "chip_code": chip.make(issuer, int(card_number, 36)),
        "atr": f"{int(card_number, 36):016X}",
        "place": f"{box + 1}-{slot + 1}",
        "failed_step": "",
        "reason": "",
    }


def _failed() -> dict[str, str]:
    made = ("issued_on", "valid_until", "chip_code", "atr", "place")
    return dict.fromkeys(made, "") | {"failed_step": "制卡", "reason": "示例工厂：卡面印坏"}
