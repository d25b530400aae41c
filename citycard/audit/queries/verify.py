"""Is the record as it was sealed? Finds every row that was changed, removed, added behind a seal or moved (A2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import cast

from django.db import connection, transaction

from citycard.shared.sql import load

from ..actions.seal import current_head, head_text
from ..facts import VerifyReport
from ..rows import Row, row_of, stream
from ..rules import BEFORE_FIRST_SEAL, MerkleTree, chain_hash, is_signed, leaf_hash
from ..signing import public_key

MOVES_SOUGHT = 200


@dataclass
class _Findings:
    """What the walk over the seals has found so far; only odd rows are kept, so memory stays flat."""

    acts: int = 0
    seals: int = 0
    changed: dict[int, bytes] = field(default_factory=dict[int, bytes])
    missing: dict[int, bytes] = field(default_factory=dict[int, bytes])
    odd_rows: dict[int, dict[str, object]] = field(default_factory=dict[int, dict[str, object]])
    added: list[int] = field(default_factory=list[int])
    broken: list[int] = field(default_factory=list[int])


def verify(*, published_head: str = "") -> VerifyReport:
    """Recompute every seal from the acts and compare. `published_head` (`seal:chain`) is one noted outside this database.

    Without a noted head, seals cut off from the end together with their acts cannot be seen; with one they can.
    """
    found = _Findings()
    with transaction.atomic():
        head = current_head()
        _walk(found)
        found.broken += _empty_seals()
        _find_added(found, settled_to=head.settled_to)
        other_people = _acts_with_other_people()
        if head.seal and not _head_is_signed(head.seal, head.chain):
            found.broken.append(head.seal)
        if published_head and not _is_in_chain(published_head):
            found.broken.append(int(published_head.partition(":")[0]))
        unsealed = count_unsealed(head.settled_to)
    return _report(found, head=head_text(head), unsealed=unsealed, other_people=other_people)


def verify_report(*, published_head: str = "") -> tuple[str, bool]:
    """Return what `citycard verify` prints, and whether the record is sound."""
    report = verify(published_head=published_head)
    return str(report), report.is_sound


def _walk(found: _Findings) -> None:
    previous = BEFORE_FIRST_SEAL
    for seal_id, lines in groupby(stream(load("citycard.audit", "sealed_acts.sql")), key=itemgetter(0)):
        found.seals += 1
        previous = _check_seal(found, seal=cast(int, seal_id), lines=lines, previous=previous)


def _check_seal(found: _Findings, *, seal: int, lines: Iterator[Row], previous: bytes) -> bytes:
    """Check one seal's rows against its leaves, its leaves against its root, its root against the chain; return the chain."""
    tree, in_order, kept = MerkleTree(), True, (0, b"", b"")
    for _, position, act_id, leaf, count, root, chain, *values in lines:
        in_order &= position == tree.count
        kept = (count or 0, bytes(root or b""), bytes(chain or b""))
        tree.add(bytes(leaf))
        _check_row(found, act_id=act_id, leaf=bytes(leaf), values=values)
    root = tree.root()
    chain = chain_hash(previous=previous, seal=seal, count=tree.count, root=root)
    if not in_order or kept != (tree.count, root, chain):
        found.broken.append(seal)
    return kept[2] or chain


def _check_row(found: _Findings, *, act_id: int, leaf: bytes, values: Row) -> None:
    found.acts += 1
    if values[0] is None:
        found.missing[act_id] = leaf
        return
    row = row_of(values)
    if leaf_hash(row) != leaf:
        found.changed[act_id] = leaf
        _keep_odd(found, row)


def _find_added(found: _Findings, *, settled_to: int) -> None:
    """Acts without a leaf where none can come late any more were put in behind the seals."""
    for values in stream(load("citycard.audit", "added_acts.sql"), (settled_to,)):
        found.added.append(values[0])
        _keep_odd(found, row_of(values))


def _keep_odd(found: _Findings, row: dict[str, object]) -> None:
    if len(found.odd_rows) < MOVES_SOUGHT:
        found.odd_rows[cast(int, row["id"])] = row


def _moves(found: _Findings) -> Iterator[tuple[int, int]]:
    """Pairs (sealed as, found as): an odd row that has, under another id, exactly the sealed content of a lost one."""
    lost = dict([*found.missing.items(), *found.changed.items()][:MOVES_SOUGHT])
    for now, row in found.odd_rows.items():
        for was, leaf in lost.items():
            if was != now and leaf_hash({**row, "id": was}) == leaf:
                yield was, now


def _report(found: _Findings, *, head: str, unsealed: int, other_people: list[int]) -> VerifyReport:
    moved = tuple(_moves(found))
    gone, come = {was for was, _ in moved}, {now for _, now in moved}
    changed = tuple(sorted({*_without(found.changed, gone & come), *other_people}))
    missing = _without(found.missing, gone)
    added = _without(found.added, come)
    broken = tuple(sorted(set(found.broken)))
    listed = VerifyReport.LISTED
    return VerifyReport(
        seals=found.seals,
        acts=found.acts,
        unsealed=unsealed,
        head=head,
        changed=changed[:listed],
        missing=missing[:listed],
        added=added[:listed],
        moved=moved[:listed],
        broken_seals=broken[:listed],
        found=len(changed) + len(missing) + len(added) + len(moved) + len(broken),
    )


def _without(ids: Iterable[int], explained: set[int]) -> tuple[int, ...]:
    return tuple(act_id for act_id in ids if act_id not in explained)


def _empty_seals() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select s.id from seal s where not exists (select from seal_leaf l where l.seal_id = s.id) order by s.id")
        return [cast(int, seal_id) for (seal_id,) in cursor.fetchall()]


def _acts_with_other_people() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.audit", "acts_with_other_people.sql"))
        return [cast(int, act_id) for (act_id,) in cursor.fetchall()]


def _head_is_signed(seal: int, chain: bytes) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select signature from seal where id = %s", (seal,))
        (signature,) = cast(tuple[bytes | None], cursor.fetchone())
    return is_signed(chain=chain, signature=bytes(signature or b""), by=public_key())


def _is_in_chain(published_head: str) -> bool:
    seal, _, chain = published_head.partition(":")
    with connection.cursor() as cursor:
        cursor.execute("select encode(chain, 'hex') = %s from seal where id = %s", (chain, int(seal)))
        return cursor.fetchone() == (True,)


def count_unsealed(settled_to: int) -> int:
    """Return how many acts above the settled id are in no seal yet."""
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.audit", "count_unsealed.sql"), (settled_to,))
        (count,) = cast(tuple[int], cursor.fetchone())
    return count
