"""S1.4 chip code · S3.1 credit code · S4.4 mobile · S12 masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycard.shared.numbers import NumberRefused, chip, credit_code, mask, mobile
from citycard.shared.numbers.chip import ChipCodeOfAnotherCity, ChipCodeWrongForm, ChipCodeWrongLength
from citycard.shared.numbers.credit_code import CreditCodeWrongCheck, CreditCodeWrongForm, CreditCodeWrongLength
from citycard.shared.numbers.mobile import MobileNotDigits, MobileWrongLength, MobileWrongStart

CHIP = chip.make("210400", 0xBF7C7A48FB4966)
CREDIT = "91110000600037341L"


def test_a_chip_code_names_its_issuing_city() -> None:
    assert CHIP == "210400D15600000500BF7C7A48FB4966"
    assert chip.parse(f" {CHIP.lower()} ", issuer="210400").division == "210400"
    assert chip.validate(CHIP) == CHIP
    assert chip.parse("639900D15600000500BF7C7A48FB4966").division == "639900"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", ChipCodeWrongLength),
        (CHIP[:-1], ChipCodeWrongLength),
        (CHIP + "0", ChipCodeWrongLength),
        (CHIP[:-1] + "G", ChipCodeWrongForm),
        ("21040A" + CHIP[6:], ChipCodeWrongForm),
        (CHIP.replace("D156000005", "D156000006"), ChipCodeWrongForm),
        ("639900D15600000500BF7C7A48FB4966", ChipCodeOfAnotherCity),
    ],
)
def test_a_wrong_chip_code_is_refused_for_its_own_reason(text: str, refusal: type[NumberRefused]) -> None:
    """S1.4: the code comes from the factory's return file."""
    with pytest.raises(NumberRefused) as refused:
        chip.parse(text, issuer="210400")
    assert type(refused.value) is refusal


def test_a_credit_code_is_checked_by_gb_32100() -> None:
    assert credit_code.validate(f" {CREDIT.lower()} ") == CREDIT
    assert credit_code.validate(credit_code.make("91", "210400", "D2143569X"))[8:17] == "D2143569X"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", CreditCodeWrongLength),
        (CREDIT[:-1], CreditCodeWrongLength),
        (CREDIT[:-1] + "M", CreditCodeWrongCheck),
        (CREDIT[:-1] + "I", CreditCodeWrongForm),
        ("O" + CREDIT[1:], CreditCodeWrongForm),
        (CREDIT[:9] + "-" + CREDIT[10:], CreditCodeWrongForm),
        ("９" + CREDIT[1:], CreditCodeWrongForm),
        (CREDIT[:3] + "A" + CREDIT[4:], CreditCodeWrongForm),
    ],
)
def test_a_wrong_credit_code_is_refused_for_its_own_reason(text: str, refusal: type[NumberRefused]) -> None:
    """S3.1: units apply for their people, so a unit must be who it says."""
    with pytest.raises(NumberRefused) as refused:
        credit_code.validate(text)
    assert type(refused.value) is refusal


@pytest.mark.parametrize("text", ["13912345628", " 139 1234 5628 ", "139-1234-5628", "+8613912345628", "+86 139 1234 5628"])
def test_a_mobile_number_is_read_as_people_write_it(text: str) -> None:
    assert mobile.validate(text) == "13912345628"


@pytest.mark.parametrize(
    ("text", "refusal", "facts"),
    [
        ("1391234562", MobileWrongLength, {"length": 10}),
        ("139123456289", MobileWrongLength, {"length": 12}),
        ("", MobileNotDigits, {}),
        ("1391234562a", MobileNotDigits, {}),
        ("１３９12345628", MobileNotDigits, {}),
        ("024-52630000", MobileWrongStart, {}),
        ("12912345628", MobileWrongStart, {}),
    ],
)
def test_a_wrong_mobile_number_is_refused_for_its_own_reason(
    text: str, refusal: type[NumberRefused], facts: dict[str, int]
) -> None:
    with pytest.raises(NumberRefused) as refused:
        mobile.validate(text)
    assert type(refused.value) is refusal
    assert refused.value.facts == facts


def test_masks_are_those_of_the_mock_ups() -> None:
    """S12: numbers are masked outside the desk that needs them."""
    assert mask.mask_citizen("210402199003071234") == "2104**********1234"
    assert mask.mask_mobile("13912345628") == "139****5628"
    assert mask.mask_card("A00000038") == "A0****038"
    assert mask.mask_bank_card("6200000000000004186") == "6200 00** **** ***4 186"
    assert mask.mask_account("6200000000000004186") == "4186"
    assert mask.mask_name("孙示例") == "孙**"
    assert mask.mask_name("孙") == "孙"


@given(st.text(alphabet="0123456789X", max_size=20))
def test_a_mask_never_shows_a_number_whole(number: str) -> None:
    """S12: also one that is too short or empty."""
    for hide in (mask.mask_citizen, mask.mask_mobile, mask.mask_card, mask.mask_bank_card, mask.mask_account):
        assert hide(number) != number or not number
    assert mask.mask_citizen("") == ""
