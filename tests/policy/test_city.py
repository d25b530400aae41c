"""The city pack: Fushun's real divisions, and everything invented marked as a sample."""

from citycard import policy

GB_T_2260 = {
    "210400": "抚顺市", "210402": "新抚区", "210403": "东洲区", "210404": "望花区", "210411": "顺城区",
    "210421": "抚顺县", "210422": "新宾满族自治县", "210423": "清原满族自治县",
}  # fmt: skip


def test_divisions() -> None:
    """S1.2: the eight codes of the city by GB/T 2260."""
    assert {code: one.name.zh for code, one in policy.divisions().items()} == GB_T_2260
    assert policy.division("210403").name.en == "Dongzhou District"


def test_city() -> None:
    """S17: the card hall is one office, at one address; the schema carries the city's code."""
    city = policy.city()
    assert (city.code, city.schema, city.bank_code) == ("210400", "c210400", "fushun")
    assert city.hall_address.zh == "顺城区新华大街22号（抚顺银行北站支行二楼）"
    assert "示例" in city.factory.zh
    assert city.phone == "12333"
