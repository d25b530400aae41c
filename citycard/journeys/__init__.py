"""Journeys (跨科室业务): what needs two rooms at once, each in one act and one transaction."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .activate import activate, check_may_activate
    from .facts import ActivationReceipt, IdentityShown, MandateReceipt
    from .refusals import (
        ActivationNotByAgent,
        CardNotCollected,
        CardNotThisPersons,
        CardNumberDiffers,
        GuardianNotNeeded,
        IdentityExpired,
        IdentityNotValidKind,
        IdentityOfSomeoneElse,
        NotTheGuardian,
    )
    from .sign_mandate import sign_mandate

__getattr__ = door(__name__)
