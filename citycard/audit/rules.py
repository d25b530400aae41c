"""Pure decisions of the record of acts: the digest of an input, the bytes of a row, the Merkle tree and its proofs."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from citycard.shared.refusal import Refusal

from .encoding import Json, encode

PROOF_FORMAT = "citycard-proof-1"
ROW_FIELDS = (
    "id", "number", "act", "channel", "account_id", "operator_label", "office_id", "unit_id", "person_id",
    "actor_person_id", "terminal", "purpose", "documents", "facts", "receipt", "at", "key",
)  # fmt: skip
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
BEFORE_FIRST_SEAL = bytes(32)


class KeyReusedWithOtherInput(Refusal):
    """The same idempotency key came with another input, act or actor (A3)."""

    rule = "A3"


class ActNotSealedYet(Refusal):
    """A proof was asked for before the sealer came by, which it does every few seconds (A2)."""

    rule = "A2"


class PurposeMissing(Refusal):
    """Another person's data was asked for without saying why (S12)."""

    rule = "S12.1"
    field = "purpose"


def canonical(value: object) -> bytes:
    """Return the one byte form of JSON data: sorted keys, no blanks, UTF-8."""
    return _CANONICAL.encode(value).encode()


def input_digest(*, who: object, inputs: Mapping[str, object]) -> bytes:
    """Return the SHA-256 that tells a repeated input from another one (A3). Secrets must not be among the inputs."""
    return sha256(canonical(encode({"who": who, "inputs": inputs}))).digest()


def people_digest(person_ids: list[int]) -> str:
    """Return what an act for many keeps of its people, given in order: so the sealed act fixes them."""
    return sha256(",".join(map(str, person_ids)).encode()).hexdigest()


def row_bytes(row: Mapping[str, object]) -> bytes:
    """Return the bytes of an act that are sealed; `at` is UTC text. A column added later may join only where it is not null."""
    return canonical({name: row[name] for name in ROW_FIELDS})


def leaf_hash(row: Mapping[str, object]) -> bytes:
    """Return the leaf of an act (RFC 6962: prefix 0)."""
    return sha256(b"\x00" + row_bytes(row)).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees (RFC 6962: prefix 1)."""
    return sha256(b"\x01" + left + right).digest()


def chain_hash(*, previous: bytes, seal: int, count: int, root: bytes) -> bytes:
    """Return the head after a seal: it fixes every seal before it (prefix 2)."""
    return sha256(b"\x02" + previous + seal.to_bytes(8) + count.to_bytes(8) + root).digest()


def is_signed(*, chain: bytes, signature: bytes, by: bytes) -> bool:
    """Tell whether `signature` of `chain` was made with the key whose public half is `by`."""
    try:
        Ed25519PublicKey.from_public_bytes(by).verify(signature, chain)
    except (InvalidSignature, ValueError):
        return False
    return True


class MerkleTree:
    """A tree grown leaf by leaf; it holds one hash a level, so a million leaves cost twenty hashes."""

    def __init__(self) -> None:
        self.count = 0
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Append one leaf."""
        height, top = 0, leaf
        while self._peaks and self._peaks[-1][0] == height:
            top = node_hash(self._peaks.pop()[1], top)
            height += 1
        self._peaks.append((height, top))
        self.count += 1

    def root(self) -> bytes:
        """Return the root of the leaves so far (RFC 6962's MTH); of no leaves: the hash of nothing."""
        if not self._peaks:
            return sha256(b"").digest()
        root = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the Merkle root of `leaves` in their order."""
    tree = MerkleTree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def audit_path(leaves: list[bytes], position: int) -> list[bytes]:
    """Return the hashes that lead from the leaf at `position` to the root, nearest first (RFC 6962's PATH)."""
    if len(leaves) <= 1:
        return []
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    if position < half:
        return [*audit_path(leaves[:half], position), root_of(leaves[half:])]
    return [*audit_path(leaves[half:], position - half), root_of(leaves[:half])]


def root_from_path(*, leaf: bytes, position: int, count: int, path: list[bytes]) -> bytes | None:
    """Return the root that a path leads to, or None when the path has not the length of such a tree."""
    top, last, at = leaf, count - 1, position
    steps = iter(path)
    while last > 0:
        if at % 2 == 1 or at < last:
            sibling = next(steps, None)
            if sibling is None:
                return None
            top = node_hash(sibling, top) if at % 2 == 1 else node_hash(top, sibling)
        at, last = at // 2, last // 2
    return top if next(steps, None) is None else None


def check_proof(proof: str, *, public_key: bytes | None = None) -> bool:
    """Tell, offline, whether a proof holds: the act hashes into its seal's root, that into its head, which is signed.

    With the city's published `public_key` it shows that the city sealed this act; without, only that the proof fits itself.
    """
    try:
        kept = cast(dict[str, Json], json.loads(proof))
        key = bytes.fromhex(cast(str, kept["public_key"]))
        return kept["format"] == PROOF_FORMAT and public_key in (None, key) and _holds(kept, key)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return False


def _holds(kept: Mapping[str, Json], key: bytes) -> bool:
    act = cast(dict[str, object], kept["act"])
    position, count, seal = (int(cast(int, kept[name])) for name in ("position", "count", "seal"))
    path, root, previous, chain, signature = _hashes(kept)
    if set(act) != set(ROW_FIELDS) or not 0 <= position < count:
        return False
    found = root_from_path(leaf=leaf_hash(act), position=position, count=count, path=path)
    if found != root or chain_hash(previous=previous, seal=seal, count=count, root=root) != chain:
        return False
    return is_signed(chain=chain, signature=signature, by=key)


def _hashes(kept: Mapping[str, Json]) -> tuple[list[bytes], bytes, bytes, bytes, bytes]:
    path = [bytes.fromhex(step) for step in cast(list[str], kept["path"])]
    root, previous, chain, signature = (
        bytes.fromhex(cast(str, kept[name])) for name in ("root", "previous", "chain", "signature")
    )
    return path, root, previous, chain, signature
