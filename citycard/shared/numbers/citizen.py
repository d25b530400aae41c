"""Citizen number (公民身份号码, GB 11643-1999), which is the social security number (社会保障号码), S1.2."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from citycard.shared.numbers.refused import NumberRefused, clean, is_digits

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
# The weighted sum of two digits at once, for the eight pairs; the seventeenth digit has its own table.
_PAIRS = tuple(
    {f"{pair:02d}": pair // 10 * left + pair % 10 * right for pair in range(100)}
    for left, right in zip(_WEIGHTS[0:16:2], _WEIGHTS[1:16:2], strict=True)
)
_LAST = {str(digit): digit * _WEIGHTS[16] for digit in range(10)}

_PROVINCE_RUNS = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
PROVINCES = frozenset(str(code) for first, last in _PROVINCE_RUNS for code in range(first, last + 1))
FUSHUN = frozenset(("210400", "210401", "210402", "210403", "210404", "210411", "210421", "210422", "210423"))


class Sex(StrEnum):
    """Sex by GB/T 2261.1."""

    MALE = "1"
    FEMALE = "2"


class CitizenNumberWrongLength(NumberRefused):
    """Not 18 characters; fact ``length``."""

    rule = "S1.2"
    field = "citizen_number"


class CitizenNumberOldForm(NumberRefused):
    """A 15-digit number of the first identity card: the person has an 18-digit one since 1999."""

    rule = "S1.2"
    field = "citizen_number"


class CitizenNumberWrongForm(NumberRefused):
    """Something else than 17 digits and a digit or X."""

    rule = "S1.2"
    field = "citizen_number"


class CitizenNumberNoSuchBirthDate(NumberRefused):
    """Digits 7 to 14 are no day of the calendar."""

    rule = "S1.2"
    field = "citizen_number"


class CitizenNumberBornInFuture(NumberRefused):
    """The birth date lies after today."""

    rule = "S1.2"
    field = "citizen_number"


class CitizenNumberWrongCheck(NumberRefused):
    """The last character does not fit the other seventeen: a digit was mistyped."""

    rule = "S1.2"
    field = "citizen_number"


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """A number that passed: what can be read from it."""

    number: str
    birth_date: date
    sex: Sex
    division: str

    @property
    def division_known(self) -> bool:
        """False is a warning for the clerk, never a refusal: real numbers carry codes long abolished (S1.2)."""
        return division_known(self.division)


def parse(text: str, today: date) -> CitizenNumber:
    """Read a citizen number as it stands on ``today``. Refuses wrong length, form, birth date or check (S1.2)."""
    number = clean(text)
    _check_form(number)
    born = _birth_date(number)
    if born > today:
        raise CitizenNumberBornInFuture(born_on=born)
    if check_char(number[:17]) != number[17]:
        raise CitizenNumberWrongCheck
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return CitizenNumber(number=number, birth_date=born, sex=sex, division=number[:6])


def check_char(body: str) -> str:
    """The 18th character for the first 17 digits (ISO 7064 MOD 11-2). KeyError if they are not 17 digits."""
    p, b = _PAIRS, body
    half = p[0][b[:2]] + p[1][b[2:4]] + p[2][b[4:6]] + p[3][b[6:8]]
    rest = p[4][b[8:10]] + p[5][b[10:12]] + p[6][b[12:14]] + p[7][b[14:16]]
    return _CHECK[(half + rest + _LAST[b[16:]]) % 11]


def make(division: str, born: date, sequence: int) -> str:
    """A number from its parts (sample cities, tests); ``sequence`` 0–999, odd for men."""
    body = f"{division}{born:%Y%m%d}{sequence:03d}"
    return body + check_char(body)


def division_known(division: str) -> bool:
    """True if the division code is one of Fushun's, or of a province that exists (S1.2).

    A foreigner's permanent residence number begins with 9, then the province.
    """
    if division.startswith("2104"):
        return division in FUSHUN
    return (division[1:3] if division.startswith("9") else division[:2]) in PROVINCES


def _check_form(number: str) -> None:
    if len(number) == 15 and is_digits(number):
        raise CitizenNumberOldForm
    if len(number) != 18:
        raise CitizenNumberWrongLength(length=len(number))
    if not is_digits(number[:17]) or number[17] not in "0123456789X":
        raise CitizenNumberWrongForm


def _birth_date(number: str) -> date:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise CitizenNumberNoSuchBirthDate from error
