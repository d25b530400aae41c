"""Take over a list of what a city had before the new card (接管): whole or not at all, and the same list again changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from citycard import benefits, mandates, medical, people, pins
from citycard.audit import Act, Actor, perform
from citycard.policy import integer_of
from citycard.shared.clock import in_china
from citycard.shared.exchange import FileHasTooManyLines, bad_lines
from citycard.shared.money import Fen

from . import rules
from .facts import Line, TakenOver, TakeOverReceipt
from .rules import Reading

NOBODY = (0, "")


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written of a list; money in fen."""

    new_count: int
    total_fen: int = 0


def take_over(*, by: Actor, at: datetime, what: TakenOver, name: str, lines: Sequence[Line]) -> TakeOverReceipt:
    """Write the new lines of a list of that kind, in one transaction (S2.1, S2.2, S5.4, S16.5); `name` is the file's.

    A line that stands on file already, word for word, is counted and left alone; so a list may be sent again, or longer. It needs
    no key for that, and the record keeps no digest of the file: that of a few PINs would give them away. Refuses, changing
    nothing: FileHasTooManyLines; BadLines, whose problems name every line, field and reason.
    """
    limit = integer_of("take_over.max_lines", on=in_china(at).date())
    if len(lines) > limit:
        raise FileHasTooManyLines(file=name, count=len(lines), limit=limit)
    with perform(act=f"take_over.{what}", by=by, at=at, inputs={"what": what, "file": name, "lines": len(lines)}) as act:
        reading = Reading(on=in_china(at).date())
        rules.check_once(what, lines, reading)
        taken = WRITERS[what](act, lines, reading)
        if reading.problems:
            problems = tuple(sorted(reading.problems, key=lambda problem: problem.line))
            raise bad_lines(name, problems)
        act.note(new=taken.new_count, total_fen=taken.total_fen)
        same, total = len(lines) - taken.new_count, Fen(taken.total_fen)
        receipt = TakeOverReceipt(number=act.number("JS"), what=what, new_count=taken.new_count, same_count=same, total_fen=total)
        return act.done(receipt)


def _holders(lines: Sequence[Line], reading: Reading) -> dict[int, int]:
    """The person of each line, by line number; whom the city does not know, or under another name, is a problem."""
    known = people.names_by_number({line.fields.get("social_number", "").upper() for line in lines})
    found: dict[int, int] = {}
    for line in lines:
        person_id, name = known.get(line.fields.get("social_number", "").upper(), NOBODY)
        if not person_id:
            reading.told(line, "social_number", "person_unknown")
        elif name != line.fields.get("name", ""):
            reading.told(line, "name", "other_name")
        else:
            found[line.number] = person_id
    return found


def _old_cards(act: Act, lines: Sequence[Line], reading: Reading) -> Taken:
    """S2.1, S5: the old card of each person with what stands on it."""
    holders = _holders(lines, reading)
    numbers = {line.fields.get("old_card_number", "").upper() for line in lines}
    known = medical.old_cards_known(person_ids=holders.values(), numbers=numbers)
    number_of, holder_of = {who: number for _, who, number in known}, {number: who for _, who, number in known}
    moved = medical.with_personal_account(holders.values())
    rows: list[medical.OldCardRow] = []
    for line in lines:
        number = reading.read(line, "old_card_number", rules.old_card_number)
        fen = reading.read(line, "balance", rules.amount)
        who = holders.get(line.number)
        if who is None or number is None or fen is None or number_of.get(who) == number:
            continue
        if who in number_of:
            reading.told(line, "old_card_number", "other_old_card")
        elif who in moved:
            reading.told(line, "social_number", "moved_already")
        elif number in holder_of:
            reading.told(line, "old_card_number", "taken")
        rows.append(medical.OldCardRow(person_id=who, number=number, balance_fen=fen))
    if rows and not reading.problems:
        medical.take_over_old_cards(key=f"act-{act.id}", at=act.at, rows=rows)
    return Taken(len(rows), sum(row.balance_fen for row in rows))


def _old_card_pins(_: Act, lines: Sequence[Line], reading: Reading) -> Taken:
    """S6.2: the PIN each old card had; only digests are kept."""
    numbers = {line.fields.get("old_card_number", "").upper() for line in lines}
    ids = {number: card_id for card_id, _, number in medical.old_cards_known(person_ids=(), numbers=numbers)}
    entries: dict[int, pins.PinEntry] = {}
    line_of: dict[int, Line] = {}
    for line in lines:
        card_id = reading.read(line, "old_card_number", lambda text: ids.get(text.upper()), "card_unknown")
        pin = reading.read(line, "pin", rules.pin)
        if card_id is not None and pin is not None:
            entries[card_id], line_of[card_id] = pin, line
    if reading.problems:
        return Taken(0)
    taken = pins.take_over_old_card_pins(entries)
    for card_id in taken.other:
        reading.told(line_of[card_id], "pin", "other_on_file")
    return Taken(taken.new_count)


def _mandates(_: Act, lines: Sequence[Line], reading: Reading) -> Taken:
    """S16.2: the mandates at other banks, which go on until one is signed here (S16.5)."""
    holders = _holders(lines, reading)
    known = mandates.mandates_known(holders.values())
    at_bank = {(who, bank) for who, bank, _, _ in known}
    rows: list[mandates.MandateRow] = []
    for line in lines:
        bank, account = _elsewhere(line, reading)
        signed, effective = reading.past(line, "signed_on"), reading.past(line, "effective_on")
        who = holders.get(line.number)
        if who is None or bank is None or account is None or signed is None or effective is None:
            continue
        if effective < signed:
            reading.told(line, "effective_on", "before_signing")
        if (who, bank, account, signed) in known:
            continue
        if (who, bank) in at_bank:
            reading.told(line, "bank", "other_on_file")
        row = {"bank": bank, "account_number": account, "signed_on": signed, "effective_on": effective}
        rows.append(mandates.MandateRow(person_id=who, **row))
    return Taken(0 if reading.problems else mandates.take_over_mandates(rows=rows))


def _pension_banks(_: Act, lines: Sequence[Line], reading: Reading) -> Taken:
    """S2.2: the bank that pays each pension, until the new card is activated."""
    holders = _holders(lines, reading)
    known = benefits.pension_banks_known(holders.values())
    paid = {row[0] for row in known}
    rows: list[benefits.PensionBankRow] = []
    for line in lines:
        bank, account = _elsewhere(line, reading)
        day, starts = reading.read(line, "pay_day", rules.pay_day), reading.past(line, "starts_on")
        who = holders.get(line.number)
        if who is None or bank is None or account is None or day is None or starts is None:
            continue
        if (who, bank, account, day, starts) in known:
            continue
        if who in paid:
            reading.told(line, "bank", "other_on_file")
        row = {"bank": bank, "account_number": account, "pay_day": day, "starts_on": starts}
        rows.append(benefits.PensionBankRow(person_id=who, **row))
    return Taken(0 if reading.problems else benefits.take_over_pension_banks(rows=rows))


def _elsewhere(line: Line, reading: Reading) -> tuple[str | None, str | None]:
    bank = reading.read(line, "bank", rules.other_bank)
    return bank, reading.read(line, "account_number", rules.account_number)


WRITERS: dict[TakenOver, Callable[[Act, Sequence[Line], Reading], Taken]] = {
    TakenOver.OLD_CARDS: _old_cards,
    TakenOver.OLD_CARD_PINS: _old_card_pins,
    TakenOver.MANDATES: _mandates,
    TakenOver.PENSION_BANKS: _pension_banks,
}
