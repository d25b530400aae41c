"""The pure side: digests, the tree of RFC 6962, proofs and the encoding of values."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycard.audit.encoding import encode
from citycard.audit.facts import Receipt
from citycard.audit.rules import ROW_FIELDS, audit_path, canonical, input_digest, leaf_hash, root_from_path, root_of, row_bytes

# RFC 6962's own vectors, as published with its reference tree: leaves and roots of 1 to 8 entries.
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
LEAVES = [sha256(b"\x00" + bytes.fromhex(entry)).digest() for entry in ENTRIES]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize(("count", "root"), ROOTS.items())
def test_the_tree_is_the_one_of_rfc_6962(count: int, root: str) -> None:
    assert root_of(LEAVES[:count]).hex() == root


def test_the_tree_of_nothing_is_the_hash_of_nothing() -> None:
    assert root_of([]) == sha256(b"").digest()


@given(st.integers(1, 70), st.data())
def test_every_leaf_has_a_path_to_the_root_and_only_at_its_place(count: int, data: st.DataObject) -> None:
    """A2: a proof holds at one position of one tree and nowhere else."""
    leaves = [sha256(bytes([number])).digest() for number in range(count)]
    position = data.draw(st.integers(0, count - 1))
    other = data.draw(st.integers(0, count - 1))
    path = audit_path(leaves, position)

    assert root_from_path(leaf=leaves[position], position=position, count=count, path=path) == root_of(leaves)
    at_other = root_from_path(leaf=leaves[position], position=other, count=count, path=path)
    assert (at_other == root_of(leaves)) == (other == position)
    assert root_from_path(leaf=leaves[position], position=position, count=count, path=[*path, b"x" * 32]) is None


def test_the_digest_tells_repeats_from_other_input() -> None:
    """A3: the order of the inputs does not matter, every value does."""
    one = input_digest(who="a", inputs={"x": 1, "y": date(2026, 1, 2)})
    assert one == input_digest(who="a", inputs={"y": date(2026, 1, 2), "x": 1})
    assert one != input_digest(who="b", inputs={"x": 1, "y": date(2026, 1, 2)})
    assert one != input_digest(who="a", inputs={"x": 1, "y": date(2026, 1, 3)})
    assert one != input_digest(who="a", inputs={"x": "1", "y": date(2026, 1, 2)})


def test_the_bytes_of_a_row_do_not_depend_on_the_order_of_its_json() -> None:
    row: dict[str, object] = dict.fromkeys(ROW_FIELDS, None)
    assert row_bytes(row | {"facts": {"a": 1, "b": 2}}) == row_bytes(row | {"facts": {"b": 2, "a": 1}})
    assert leaf_hash(row | {"facts": {"a": 1}}) != leaf_hash(row | {"facts": {"a": "1"}})


@pytest.mark.parametrize("field", ROW_FIELDS)
def test_every_column_is_sealed(field: str) -> None:
    """A2: no column of an act can change without its leaf changing."""
    row: dict[str, object] = dict.fromkeys(ROW_FIELDS, None)
    assert leaf_hash(row | {field: "x"}) != leaf_hash(row)


@dataclass(frozen=True)
class Inner:
    day: date
    rate: Decimal


@dataclass(frozen=True, kw_only=True)
class Everything(Receipt):
    text: str
    moment: datetime
    inner: Inner | None
    many: tuple[Inner, ...]
    pair: tuple[str, date]
    named: dict[str, date]
    listed: list[int]


def test_a_receipt_comes_back_as_it_went() -> None:
    """A3: what a repeat is given is what the first act gave."""
    inner = Inner(date(2026, 2, 28), Decimal("0.05"))
    moment = datetime(2026, 11, 23, 6, tzinfo=UTC)
    there = Everything(
        text="甲", moment=moment, inner=inner, many=(inner, inner), pair=("a", inner.day), named={"b": inner.day}, listed=[1]
    )

    back = Everything.from_json(json.loads(json.dumps(there.to_json())))

    assert back.replayed
    assert vars(back) | {"replayed": False} == vars(there)
    assert Everything.from_json(there.to_json() | {"inner": None}).inner is None


def test_values_of_many_kinds_become_json() -> None:
    kept = encode({"b": b"photo", "s": {"y", "x"}, "d": Decimal("1.50"), "n": None, "t": (1, True)})
    assert kept == {"b": sha256(b"photo").hexdigest(), "s": ["x", "y"], "d": "1.50", "n": None, "t": [1, True]}


@pytest.mark.parametrize("value", [1.5, object(), Inner])
def test_floats_and_unknown_things_are_not_recorded(value: object) -> None:
    """A1: money is integer fen; a float in the record is a mistake."""
    with pytest.raises(TypeError):
        encode({"x": value})


def test_the_canonical_form_is_utf8_without_blanks() -> None:
    assert canonical({"乙": 1, "甲": [1, 2]}) == '{"乙":1,"甲":[1,2]}'.encode()
