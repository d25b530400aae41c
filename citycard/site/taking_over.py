"""`citycard take-over FOLDER`: the lists that a city hands over, one file after the other; bad lines are told by line and reason."""

from collections.abc import Iterator
from pathlib import Path

from citycard.channels.files.problems import sentence
from citycard.channels.files.take_over import kind_of, read_list
from citycard.channels.messages import explain
from citycard.journeys import SYSTEM, TakenOver, TakeOverReceipt, take_over
from citycard.shared import clock
from citycard.shared.exchange import FileRefused
from citycard.shared.money import yuan

SHOWN = 200  # bad lines of one file


def run(folder: Path) -> Iterator[tuple[str, int]]:
    """Take every list of the folder, cards before their PINs; yield what to print of each, with 0 done, 1 refused, 2 none there."""
    order, names = list(TakenOver), sorted(path.name for path in folder.glob("*.csv"))
    for name in names:
        if kind_of(name) is None:
            yield f"{name}: left alone, no list of this name / 不认识的文件名，没有动", 0
    found = sorted((order.index(kind), name, kind) for name in names if (kind := kind_of(name)))
    if not found:
        yield f"{folder}: no list / 没有接管清单（{'、'.join(f'{kind}.csv' for kind in order)}）", 2
    for _, name, kind in found:
        yield _take(folder / name, kind)


def _take(path: Path, kind: TakenOver) -> tuple[str, int]:
    try:
        lines = read_list(what=kind, name=path.name, content=path.read_bytes())
        receipt = take_over(by=SYSTEM, at=clock.now(), what=kind, name=path.name, lines=lines)
    except FileRefused as refusal:
        told = explain(refusal)
        first = f"{path.name}: refused, nothing was written / {told.cannot}，{told.because}"
        bad = (f"  {sentence(problem)} / {sentence(problem, 'en')}" for problem in refusal.problems[:SHOWN])
        return "\n".join((first, *bad)), 1
    return f"{path.name}: {_words(receipt)}", 0


def _words(receipt: TakeOverReceipt) -> str:
    money = f", {yuan(receipt.total_fen)} yuan" if receipt.what is TakenOver.OLD_CARDS else ""
    return f"{receipt.number}, {receipt.new_count} new, {receipt.same_count} there already{money}"
