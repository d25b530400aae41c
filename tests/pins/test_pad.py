"""The pad: tokens travel, digits do not (S5.3: nobody but the holder knows the bank PIN)."""

import re
from datetime import timedelta

import pytest

from citycard.pins import (
    Pad,
    PadEntry,
    PadExpired,
    PadForSomethingElse,
    PadNotFull,
    PadNotOurs,
    PadSpent,
    PinEntry,
    erase,
    forget_spent_pads,
    open_pad,
    press,
    spend_pad,
)
from tests.factories import NOW

SUBJECT = "activate:7:first"


def pressed(digits: str, pad: Pad | None = None) -> Pad:
    pad = pad or open_pad(subject=SUBJECT, at=NOW)
    for digit in digits:
        token = next(key.token for key in pad.keys if key.digit == digit)
        pad = press(pad=pad.sealed, token=token, subject=SUBJECT, at=NOW)
    return pad


def entry(pad: Pad) -> PadEntry:
    return PadEntry(sealed=pad.sealed, subject=SUBJECT)


@pytest.mark.django_db
def test_s5_3_six_keys_make_a_pin() -> None:
    pad = pressed("739154")
    assert pad.is_full and pad.filled == pad.length == 6
    assert spend_pad(entry(pad), at=NOW).same_as(PinEntry("739154"))


def test_every_key_has_new_tokens_and_a_new_place_after_every_press() -> None:
    first = open_pad(subject=SUBJECT, at=NOW)
    second = pressed("1", first)
    assert sorted(key.digit for key in first.keys) == sorted("0123456789") == sorted(key.digit for key in second.keys)
    assert not {key.token for key in first.keys} & {key.token for key in second.keys}
    orders = {tuple(key.digit for key in open_pad(subject=SUBJECT, at=NOW).keys) for _ in range(20)}
    assert len(orders) > 10


def test_what_the_browser_sends_holds_no_digit_of_the_pin() -> None:
    pad = pressed("73915")
    posted = f"{pad.sealed} " + " ".join(key.token for key in pad.keys)
    assert "73915" not in posted
    assert re.fullmatch(r"[A-Za-z0-9_=-]+", pad.sealed)
    assert pad.sealed not in repr(pad) and not any(key.token in repr(pad) for key in pad.keys)


def test_a_full_pad_takes_no_more_and_the_last_digit_can_be_taken_back() -> None:
    full = pressed("7391541")
    assert full.filled == 6
    assert erase(pad=full.sealed, subject=SUBJECT, at=NOW).filled == 5
    assert erase(pad=open_pad(subject=SUBJECT, at=NOW).sealed, subject=SUBJECT, at=NOW).filled == 0


@pytest.mark.django_db
def test_erasing_takes_back_the_last_digit_only() -> None:
    pad = erase(pad=pressed("739150").sealed, subject=SUBJECT, at=NOW)
    assert spend_pad(entry(pressed("4", pad)), at=NOW).same_as(PinEntry("739154"))


@pytest.mark.django_db
def test_a3_a_pad_is_taken_once() -> None:
    pad = pressed("739154")
    spend_pad(entry(pad), at=NOW)
    with pytest.raises(PadSpent):
        spend_pad(entry(pad), at=NOW)


def test_a_pad_is_good_for_three_minutes() -> None:
    pad = open_pad(subject=SUBJECT, at=NOW)
    press(pad=pad.sealed, token=pad.keys[0].token, subject=SUBJECT, at=NOW + timedelta(minutes=2, seconds=59))
    with pytest.raises(PadExpired) as refused:
        press(pad=pad.sealed, token=pad.keys[0].token, subject=SUBJECT, at=NOW + timedelta(minutes=3))
    assert refused.value.facts == {"minutes": 3}


@pytest.mark.django_db
def test_a_pad_for_one_card_does_not_serve_another() -> None:
    pad = pressed("739154")
    with pytest.raises(PadForSomethingElse):
        spend_pad(PadEntry(sealed=pad.sealed, subject="activate:8:first"), at=NOW)


@pytest.mark.django_db
def test_a_pad_that_is_not_full_gives_no_pin() -> None:
    with pytest.raises(PadNotFull) as refused:
        spend_pad(entry(pressed("7391")), at=NOW)
    assert refused.value.facts == {"filled": 4, "length": 6}


@pytest.mark.parametrize("spoil", ["", "nonsense", "！", "A" * 400, "===="])
def test_a_pad_that_was_not_made_here_is_refused(spoil: str) -> None:
    with pytest.raises(PadNotOurs):
        press(pad=spoil, token="x", subject=SUBJECT, at=NOW)


def test_a_changed_pad_or_a_token_of_an_earlier_moment_is_refused() -> None:
    first = open_pad(subject=SUBJECT, at=NOW)
    second = pressed("1", first)
    with pytest.raises(PadNotOurs):
        press(pad=second.sealed, token=first.keys[0].token, subject=SUBJECT, at=NOW)
    middle = len(second.sealed) // 2
    changed = second.sealed[:middle] + ("A" if second.sealed[middle] != "A" else "B") + second.sealed[middle + 1 :]
    with pytest.raises(PadNotOurs):
        press(pad=changed, token=second.keys[0].token, subject=SUBJECT, at=NOW)


@pytest.mark.django_db
def test_spent_pads_are_forgotten_when_they_could_not_be_used_anyway() -> None:
    spend_pad(entry(pressed("739154")), at=NOW)
    assert forget_spent_pads(at=NOW + timedelta(hours=1)) == 0
    assert forget_spent_pads(at=NOW + timedelta(days=2)) == 1
