"""A PIN that has been entered shows itself nowhere (S5.3, S14.2)."""

import copy
import json
import logging
import pickle
import traceback
from datetime import date

import pytest

from citycard.audit.encoding import encode
from citycard.pins import PinEntry, PinMalformed
from citycard.pins.facts import PIN_LENGTH, PadEntry
from citycard.policy import policy_value

SECRET = "739154"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "1234567",
        "12345a",
        "１２３４５６",
        "٠١٢٣٤٥",
        "12 456",
        "-12345",
        "123456\n",
        " 123456",
        "一二三四五六",
        "²²²²²²",
    ],
)
def test_s5_3_six_ascii_digits_and_nothing_else(text: str) -> None:
    with pytest.raises(PinMalformed) as refused:
        PinEntry(text)
    assert refused.value.facts == {"length": 6}
    assert text == "" or text not in str(refused.value)


def test_s5_3_the_length_is_the_policys() -> None:
    assert all(entry.value == PIN_LENGTH for entry in policy_value("pins.length").history)
    assert policy_value("pins.length").entry_on(date(2026, 11, 23)).value == 6


def test_a_pin_does_not_print_itself(caplog: pytest.LogCaptureFixture) -> None:
    pin = PinEntry(SECRET)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").warning("%s %r %s", pin, pin, [pin])
    shown = [repr(pin), str(pin), f"{pin}", f"{pin:>20}", repr([pin]), repr({"pin": pin}), caplog.text, str(vars(type(pin)))]
    assert not any(SECRET in text for text in shown)


def test_a_pin_does_not_stand_in_a_traceback() -> None:
    def fail(pin: PinEntry) -> None:
        raise RuntimeError(f"with {pin}")

    with pytest.raises(RuntimeError) as failed:
        fail(PinEntry(SECRET))
    whole = traceback.TracebackException.from_exception(failed.value, capture_locals=True)
    frames = [str(frame.locals) for frame in whole.stack if frame.name == "fail"]
    assert frames and not any(SECRET in frame for frame in frames)


def test_a_pin_is_never_pickled_copied_or_put_into_the_record() -> None:
    pin = PinEntry(SECRET)
    for attempt in (
        lambda: pickle.dumps(pin),
        lambda: copy.copy(pin),
        lambda: copy.deepcopy(pin),
        lambda: json.dumps(pin),
        lambda: encode(pin),
        lambda: pin == PinEntry(SECRET),
    ):
        with pytest.raises(TypeError):
            attempt()
    assert not hasattr(pin, "__dict__")


def test_two_entries_are_compared_without_showing_them() -> None:
    assert PinEntry(SECRET).same_as(PinEntry(SECRET))
    assert not PinEntry(SECRET).same_as(PinEntry("739155"))


def test_a_pad_entry_does_not_print_what_is_sealed() -> None:
    assert "sealed-text" not in repr(PadEntry(sealed="sealed-text", subject="activate:1"))
