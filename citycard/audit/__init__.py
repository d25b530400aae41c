"""The record of acts (办理记录): who did what for whom, where, when and on which papers (A2), each once (A3), sealed by hash."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .actions.install import install
    from .actions.perform import Act, perform
    from .actions.read import record_read
    from .actions.seal import seal_new_acts
    from .facts import ActFilter, ActLine, Actor, Channel, Receipt, RecordState, Sealed, ShownDocument, VerifyReport
    from .queries.acts import act_of, acts, timeline, timeline_apart_asked, timeline_asked
    from .queries.looks import LookLine, looks_at
    from .queries.prove import prove
    from .queries.state import record_state
    from .queries.verify import verify, verify_report
    from .rules import ActNotSealedYet, KeyReusedWithOtherInput, PurposeMissing, check_proof
    from .signing import public_key

__getattr__ = door(__name__)
