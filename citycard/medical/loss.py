"""The loss of the old medical card (原医保卡挂失) and taking it back: inner verbs (S7.2). The caller has locked the card."""

from datetime import datetime

from .models import OldCard


def report_old_card_loss(*, old_card_id: int, at: datetime) -> bool:
    """Report the old card lost: it pays nothing any more (S7.2); False when it was reported before."""
    return bool(OldCard.objects.filter(pk=old_card_id, loss=False).update(loss=True, lost_at=at))


def take_back_old_card_loss(*, old_card_id: int) -> bool:
    """Take the report back (S8.1); False when there was none."""
    return bool(OldCard.objects.filter(pk=old_card_id, loss=True).update(loss=False, lost_at=None))
