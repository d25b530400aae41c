"""What a line of a returned file must say (S3): pure checks that name the first wrong field of a line.

The database applies a whole file in one statement that lets only right lines through (`sql/take_*.sql`). Only when that
statement took fewer lines than the file has is each line brought here, to tell which one is wrong and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from citycard.shared.numbers import bank_card, card, chip
from citycard.shared.numbers.refused import NumberRefused
from citycard.shared.period import add_months

GOOD, FAILED = "成功", "失败"
LONGEST_REASON = 50
Problem = tuple[str, str] | None  # field, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a right line of this batch looks like on the day the file is taken."""

    on: date
    bin: str = ""
    bank: str = ""
    issuer: str = ""
    made_on: date | None = None
    validity_years: int = 0


def bank_line_problem(line: Mapping[str, str | int | bool | None], expected: Expected) -> Problem:
    """The first wrong field of a line of the bank's return, or None."""
    if problem := _identity_problem(line):
        return problem
    number, account, reason = (str(line[key]) for key in ("bank_card_number", "account_number", "reason"))
    if line["result"] == FAILED:
        return _failure_problem({"bank_card_number": number, "account_number": account}, reason)
    if line["result"] != GOOD:
        return "result", "unknown_word"
    return (
        _bank_card_problem(number, expected.bin)
        or _shared_problem("bank_card_number", line["number_count"], line["number_taken"])
        or _account_problem(account)
        or _shared_problem("account_number", line["account_count"], False)
        or (("reason", "not_empty") if reason else None)
    )


def factory_line_problem(line: Mapping[str, str | int | bool | None], expected: Expected) -> Problem:
    """The first wrong field of a line of the factory's return, or None."""
    if problem := _identity_problem(line) or _bank_problem(line, expected):
        return problem
    made = {key: str(line[key]) for key in ("issued_on", "valid_until", "chip_code", "place")}
    reason, step = str(line["reason"]), str(line["failed_step"])
    if step or reason:
        if step not in ("制卡", "银行"):
            return "failed_step", "unknown_word"
        return _failure_problem(made, reason)
    return (
        _day_problem(made, expected)
        or _chip_problem(made["chip_code"], line, expected)
        or _atr_problem(str(line["atr"]))
        or _place_problem(made["place"], line)
    )


def _identity_problem(line: Mapping[str, str | int | bool | None]) -> Problem:
    """Card number, line, social number and name are those of one card of this batch, once."""
    number = str(line["card_number"])
    if line["own_line"] is None:
        return "card_number", "other_card" if card.is_valid(number) else "check_character"
    if str(line["own_line"]) != line["line"]:
        return "line", "other_line"
    if line["own_social_number"] != line["social_number"]:
        return "social_number", "other_person"
    if line["own_name"] != line["name"]:
        return "name", "other_person"
    return ("card_number", "twice_in_file") if line["card_count"] != 1 else None


def _failure_problem(empty: Mapping[str, str], reason: str) -> Problem:
    """A declared failure says why and gives nothing else."""
    for key, value in empty.items():
        if value:
            return key, "not_empty"
    return None if 1 <= len(reason) <= LONGEST_REASON else ("reason", "missing" if not reason else "too_long")


def _bank_card_problem(number: str, bin: str) -> Problem:
    try:
        bank_card.validate(number, bin)
    except bank_card.BankCardWrongCheck:
        return "bank_card_number", "luhn"
    except bank_card.BankCardOfAnotherBank:
        return "bank_card_number", "other_bank"
    except NumberRefused:
        return "bank_card_number", "form"
    return ("bank_card_number", "form") if len(number) != bank_card.LENGTH else None


def _account_problem(account: str) -> Problem:
    is_number = account.isascii() and account.isdigit() and 8 <= len(account) <= 20
    return None if is_number else ("account_number", "form")


def _shared_problem(key: str, count: object, is_taken: object) -> Problem:
    """A number that belongs to one card only stands twice, or is another card's already."""
    if count != 1:
        return key, "twice_in_file"
    return (key, "taken") if is_taken else None


def _bank_problem(line: Mapping[str, str | int | bool | None], expected: Expected) -> Problem:
    if line["bank"] != expected.bank:
        return "bank", "other_bank"
    for key in ("bank_card_number", "account_number"):
        if line[key] != line[f"own_{key}"]:
            return key, "other_card"
    return None


def _day_problem(made: Mapping[str, str], expected: Expected) -> Problem:
    issued, until = (_day(made[key]) for key in ("issued_on", "valid_until"))
    if issued is None or until is None:
        return ("valid_until" if issued else "issued_on"), "form"
    if issued > expected.on or (expected.made_on is not None and issued < expected.made_on):
        return "issued_on", "day"
    return None if until == add_months(issued, 12 * expected.validity_years) else ("valid_until", "validity")


def _day(text: str) -> date | None:
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _chip_problem(code: str, line: Mapping[str, str | int | bool | None], expected: Expected) -> Problem:
    try:
        if chip.validate(code, expected.issuer) != code:
            return "chip_code", "form"
    except chip.ChipCodeOfAnotherCity:
        return "chip_code", "other_city"
    except NumberRefused:
        return "chip_code", "form"
    return _shared_problem("chip_code", line["chip_count"], line["chip_taken"])


def _atr_problem(atr: str) -> Problem:
    is_hex = len(atr) <= 66 and len(atr) % 2 == 0 and not set(atr) - set("0123456789ABCDEF")
    return None if is_hex else ("atr", "form")


def _place_problem(place: str, line: Mapping[str, str | int | bool | None]) -> Problem:
    parts = place.split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) <= 6 and int(part) > 0 for part in parts):
        return "place", "form"
    return ("place", "twice_in_file") if line["place_count"] != 1 else None
