"""The sealer: new acts, hashed into a Merkle tree whose root is chained to the seal before (A2). It locks nobody."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django.db import connection, transaction

from citycard.shared.sql import load

from ..facts import Sealed
from ..rows import row_of, stream
from ..rules import BEFORE_FIRST_SEAL, MerkleTree, chain_hash, leaf_hash
from ..signing import sign

ACTS_A_SEAL = 20_000
ONE_SEALER = "select pg_try_advisory_xact_lock(hashtext('citycard.audit.seal:' || current_schema()))"


@dataclass(frozen=True)
class Head:
    """The newest seal: no act can appear any more up to `settled_to`, nor up to `provable_to` once a scan begun now is done."""

    seal: int = 0
    chain: bytes = BEFORE_FIRST_SEAL
    scanned_to: int = 0
    settled_to: int = 0
    provable_to: int = 0


def seal_new_acts(*, at: datetime) -> Sealed:
    """Seal every committed act that has no seal yet (A2), at most `ACTS_A_SEAL` a seal; beside a second sealer this does nothing.

    An act that commits late with a smaller id is found by a later run: an id counts as settled only when a scan begun after
    every transaction of that time was over has passed it.
    """
    done = Sealed(seals=0, acts=0, head="")
    while True:
        with transaction.atomic():
            count, head = _seal_once(at)
        done = Sealed(seals=done.seals + (count > 0), acts=done.acts + count, head=head or done.head)
        if count < ACTS_A_SEAL:
            return done


def current_head() -> Head:
    """Return the newest seal as the record holds it."""
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.audit", "head.sql"))
        found = cast(tuple[int, bytes, int, int, int] | None, cursor.fetchone())
    return Head() if found is None else Head(found[0], bytes(found[1]), *found[2:])


def head_text(head: Head) -> str:
    """Return a head as it is published: `seal:chain`."""
    return f"{head.seal}:{head.chain.hex()}" if head.seal else ""


def _seal_once(at: datetime) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(ONE_SEALER)
        if cursor.fetchone() != (True,):
            return 0, ""
    head = current_head()
    tree, leaves = MerkleTree(), list[tuple[int, int, int, bytes]]()
    for values in stream(load("citycard.audit", "unsealed_acts.sql"), (head.settled_to, ACTS_A_SEAL)):
        leaf = leaf_hash(row_of(values))
        leaves.append((head.seal + 1, tree.count, values[0], leaf))
        tree.add(leaf)
    if not leaves:
        return 0, head_text(head)
    root = tree.root()
    chain = chain_hash(previous=head.chain, seal=head.seal + 1, count=tree.count, root=root)
    last = leaves[-1][2]
    proven = head.provable_to if tree.count < ACTS_A_SEAL else min(head.provable_to, last)
    scanned_to, settled_to = max(head.scanned_to, last), max(head.settled_to, proven)
    sealed = replace(head, seal=head.seal + 1, chain=chain, scanned_to=scanned_to, settled_to=settled_to)
    _write(sealed, leaves=leaves, root=root, at=at)
    return tree.count, head_text(sealed)


def _write(head: Head, *, leaves: list[tuple[int, int, int, bytes]], root: bytes, at: datetime) -> None:
    line = (head.seal, len(leaves), root, head.chain, sign(head.chain), at, head.scanned_to, head.settled_to)
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.audit", "write_seal.sql"), line)
        with cursor.copy("copy seal_leaf (seal_id, position, act_id, leaf) from stdin (format binary)") as copy:
            copy.set_types(("int8", "int4", "int8", "bytea"))
            for leaf in leaves:
                copy.write_row(leaf)
