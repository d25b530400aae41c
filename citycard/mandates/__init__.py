"""Mandates (自动缴款授权书、代扣代缴协议): who lets which bank debit contributions, from when to when (S2.3, S16.5)."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .actions import advance, end_all, resume, sign, suspend, suspend_begun, take_over_mandates, take_up_again
    from .facts import OUR_BANK, Advanced, EndedMandate, MandateFacts, MandateRow, SignedMandate
    from .queries import effective_day, live_mandate, mandates_known, mandates_of
    from .rules import (
        MandateAlreadySigned,
        MandateNeedsActiveAccount,
        MandateOnlyForIndividuals,
        check_sign,
        first_day,
        may_sign,
    )
    from .states import MANDATE

__getattr__ = door(__name__)
