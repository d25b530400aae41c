"""Journeys (跨科室业务): what needs two rooms at once, each in one act and one transaction."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .activate import activate, check_may_activate, check_sides
    from .advance_mandates import advance_mandates
    from .announce_pickup import announce_pickup, start_old_card_clocks
    from .decide import ActChoice, DeskCase, case_on_desk, decide
    from .decision.facts import BankSide, CardStand, Ending, Loss, Place, Situation, Social, Temporary
    from .decision.reading import Standing, stand, stand_of, standing_of
    from .decision.rules import TABLE, allowed, channels_of_table, check, check_for_somebody, may
    from .expire_old_medical_cards import expire_old_medical_cards
    from .facts import (
        ActivationReceipt,
        ClockReceipt,
        ExpiryReceipt,
        IdentityShown,
        MandateDayReceipt,
        MandateReceipt,
        PickupReceipt,
    )
    from .refusals import (
        ActivationNotByAgent,
        ApplicationOpen,
        BankFunctionNotActive,
        BankPinNotLocked,
        CardCancelled,
        CardNotCollected,
        CardNotThisPersons,
        CardNumberDiffers,
        ClearanceMissing,
        DeathKnown,
        GuardianNotNeeded,
        IdentityExpired,
        IdentityNotValidKind,
        IdentityOfSomeoneElse,
        LossNotReported,
        NoAccountToClose,
        NoApplicationOpen,
        NoCardInHand,
        NoCardToCancel,
        NoCardYet,
        NoReplacementUnderWay,
        NotForWhoComes,
        NothingReported,
        NotOnThisChannel,
        NotTheGuardian,
        RefundsOpen,
        ReplacementRequested,
        ReportedSoLost,
        SocialFunctionNotActive,
        SocialPinLocked,
        TakeBackAtBank,
        TakeBackAtCardHall,
    )
    from .sign_mandate import sign_mandate

__getattr__ = door(__name__)
