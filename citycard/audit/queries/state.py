"""How far the sealing of the record is, for the operations page."""

from ..actions.seal import current_head, head_text
from ..facts import RecordState
from ..models import Seal
from .verify import count_unsealed


def record_state() -> RecordState:
    """Return the newest seal and how many acts wait for the next one (3 short queries)."""
    head = current_head()
    sealed_at = Seal.objects.filter(id=head.seal).values_list("sealed_at", flat=True).first()
    return RecordState(seals=head.seal, sealed_at=sealed_at, head=head_text(head), unsealed=count_unsealed(head.settled_to))
