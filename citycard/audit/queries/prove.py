"""A proof that one act stands in the record: it can be kept on paper or a phone and checked with no database at hand."""

import json
from typing import cast

from django.db import connection, transaction

from citycard.shared.sql import load

from ..rows import row_of, stream
from ..rules import BEFORE_FIRST_SEAL, PROOF_FORMAT, ActNotSealedYet, audit_path
from ..signing import public_key


def prove(act_id: int) -> str:
    """Return the proof of a sealed act as JSON text, for `check_proof`. Refuses: ActNotSealedYet (it is within seconds)."""
    with transaction.atomic():
        act = next((row_of(values) for values in stream("select {columns} from act a where a.id = %s", (act_id,))), None)
        place = _place(act_id)
        if act is None or place is None:
            raise ActNotSealedYet
        seal, position, root, chain, signature, previous = place
        leaves = _leaves(seal)
    proof = {
        "format": PROOF_FORMAT,
        "act": act,
        "position": position,
        "count": len(leaves),
        "path": [step.hex() for step in audit_path(leaves, position)],
        "root": bytes(root).hex(),
        "seal": seal,
        "previous": bytes(previous or BEFORE_FIRST_SEAL).hex(),
        "chain": bytes(chain).hex(),
        "signature": bytes(signature).hex(),
        "public_key": public_key().hex(),
    }
    return json.dumps(proof, ensure_ascii=False, indent=1)


def _place(act_id: int) -> tuple[int, int, bytes, bytes, bytes, bytes | None] | None:
    with connection.cursor() as cursor:
        cursor.execute(load("citycard.audit", "place_of_act.sql"), (act_id,))
        return cast(tuple[int, int, bytes, bytes, bytes, bytes | None] | None, cursor.fetchone())


def _leaves(seal: int) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("select leaf from seal_leaf where seal_id = %s order by position", (seal,))
        return [bytes(leaf) for (leaf,) in cursor.fetchall()]
