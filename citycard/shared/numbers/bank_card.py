"""Bank card number (银行卡号): 19 digits, the bank's BIN, a sequence, a Luhn check digit, S1.5."""

from citycard.shared.numbers.refused import NumberRefused, is_digits

LENGTH = 19


def _luhn(digits: str, doubled_first: bool) -> int:
    doubled = "0246813579"
    odd = digits[0 if doubled_first else 1 :: 2]
    even = digits[1 if doubled_first else 0 :: 2]
    return sum(int(doubled[int(digit)]) for digit in odd) + sum(map(int, even))


# The Luhn sum of four digits at once; a number of 19 is three digits and four groups of four.
_GROUP = {f"{group:04d}": _luhn(f"{group:04d}", doubled_first=True) for group in range(10_000)}


class BankCardWrongLength(NumberRefused):
    """Not 19 digits; fact ``length``."""

    rule = "S1.5"
    field = "bank_card_number"


class BankCardNotDigits(NumberRefused):
    """Something else than digits."""

    rule = "S1.5"
    field = "bank_card_number"


class BankCardWrongCheck(NumberRefused):
    """The last digit does not fit the others (Luhn)."""

    rule = "S1.5"
    field = "bank_card_number"


class BankCardOfAnotherBank(NumberRefused):
    """The number does not begin with the BIN of the bank that issues the card."""

    rule = "S1.5"
    field = "bank_card_number"


def is_valid(number: str) -> bool:
    """True for 19 digits with a right check digit; for whole files, where a reason is not wanted."""
    return len(number) == LENGTH and is_digits(number) and _sum(number) % 10 == 0


def validate(text: str, bin: str = "") -> str:
    """The 19 digits, without the blanks between groups. Refuses wrong length, form, check, or another ``bin``."""
    number = "".join(text.split(" "))
    if not is_digits(number):
        raise BankCardNotDigits
    if len(number) != LENGTH:
        raise BankCardWrongLength(length=len(number))
    if _sum(number) % 10:
        raise BankCardWrongCheck
    if not number.startswith(bin):
        raise BankCardOfAnotherBank
    return number


def check_digit(body: str) -> str:
    """The 19th digit for the first 18."""
    return str(-_sum(body + "0") % 10)


def make(bin: str, serial: int) -> str:
    """The bank's BIN, the serial padded with zeros, the check digit. ValueError if it does not fit."""
    return make_many(bin, serial, 1)[0]


def make_many(bin: str, first_serial: int, count: int) -> list[str]:
    """``count`` numbers from ``first_serial`` on."""
    width = LENGTH - 1 - len(bin)
    if width < 1 or not is_digits(bin):
        raise ValueError("a BIN is digits and leaves room for a sequence")
    if first_serial < 0 or first_serial + count > 10**width:
        raise ValueError("the serials do not fit behind the BIN")
    bodies = (f"{bin}{serial:0{width}d}" for serial in range(first_serial, first_serial + count))
    return [body + check_digit(body) for body in bodies]


def _sum(number: str) -> int:
    g = _GROUP
    return g["0" + number[:3]] + g[number[3:7]] + g[number[7:11]] + g[number[11:15]] + g[number[15:]]
