"""Journeys (跨科室业务): what needs two rooms at once, each in one act and one transaction."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .acting_for import SELF_SERVICE, check_acts_for
    from .activate import activate, check_may_activate, check_sides
    from .advance_mandates import advance_mandates
    from .announce_pickup import announce_pickup, start_old_card_clocks
    from .decide import ActChoice, DeskCase, case_on_desk, decide
    from .decision.facts import BankSide, CardStand, Ending, Loss, Place, Situation, Social, Temporary
    from .decision.reading import Standing, stand, standing_of, with_medical
    from .decision.rules import TABLE, allowed, channels_of_table, check, check_for_somebody, is_for_the_dead, may
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
        CardNotInHandYet,
        CardNotThisPersons,
        CardNumberDiffers,
        CardOutOfDate,
        ClearanceMissing,
        DeathKnown,
        GuardianNotNeeded,
        IdentityExpired,
        IdentityNotValidKind,
        IdentityOfSomeoneElse,
        LossNotReported,
        LostCardNotHandedIn,
        NoAccountToClose,
        NoApplicationOpen,
        NoCardInHand,
        NoCardToCancel,
        NoCardYet,
        NoChangeUnderWay,
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
    from .visiting import IDENTITY, check_guardian_read

if TYPE_CHECKING:  # loss and taking it back
    from .loss.bank_to_do import HalfReported, half_reported
    from .loss.facts import HowLost, LossReceipt, Lost, LostCard, TakeBackReceipt
    from .loss.refusals import FoundCardDiffers, NoOldCardToReport, OldCardNotAtBank, OldCardNotReported
    from .loss.report_loss import report_loss
    from .loss.take_back_loss import take_back_loss, take_back_old_card_loss

if TYPE_CHECKING:  # replacing a card, and the temporary card in between
    from .replacement.facts import (
        HandInReceipt,
        OldCard,
        RenewalReceipt,
        ReplacementAsked,
        ReplacementReceipt,
        TemporaryCardReceipt,
        TemporaryUse,
        TemporaryUseReceipt,
    )
    from .replacement.hand_in import hand_in_card
    from .replacement.place import check_place
    from .replacement.refusals import (
        CardNotExpiring,
        HandInAtDesk,
        ReplacedThroughUnit,
        TemporaryCardOver,
        TemporaryFeeDiffers,
        TemporaryFeeNotSet,
        TemporaryUseNotAllowed,
    )
    from .replacement.remind_renewals import remind_renewals
    from .replacement.replace_card import change_card, check_expiring, replace_lost_card
    from .replacement.temporary_card import (
        issue_temporary_card,
        report_temporary_card_lost,
        return_temporary_card,
        settle_temporary_fee,
        temporary_fee_due,
        use_temporary_card,
    )

if TYPE_CHECKING:  # what a city had before
    from .taking_over.facts import COLUMNS, Line, TakenOver, TakeOverReceipt
    from .taking_over.take_over import take_over
    from .tasks import SYSTEM

if TYPE_CHECKING:  # PINs
    from .pins.bank_pin import check_may_mend_pin, reset_bank_pin, unlock_bank_pin
    from .pins.facts import BankPinReceipt, CardUse, PinChangeReceipt, PinResetReceipt, PinTryReceipt
    from .pins.old_card_pin import reset_old_card_pin, verify_old_card_pin
    from .pins.presented import check_presented, standing_of_presented
    from .pins.refusals import (
        CardNoLongerInUse,
        InitialPinNotEnough,
        OldCardPinLocked,
        OldCardReportedLost,
        OldCardVoid,
        UseNotAtPharmacy,
    )
    from .pins.rules import check_old_card
    from .pins.social_pin import change_social_pin, reset_social_pin, verify_social_pin

if TYPE_CHECKING:  # the end of a card
    from .ending.cancel_social import cancel_social
    from .ending.close_account import close_account
    from .ending.facts import (
        ClearanceReceipt,
        ClosingReceipt,
        DeathReceipt,
        DeathTakenBackReceipt,
        Left,
        PreparedReceipt,
        RefundsReceipt,
    )
    from .ending.papers import papers_left_out
    from .ending.record_death import record_death
    from .ending.refusals import (
        ClearanceNumberDiffers,
        DeathNotRecorded,
        MedicalMoneyCameIn,
        MedicalMoneyLeft,
        MedicalRefundDiffers,
        NoMedicalMoney,
        ReasonNotDeath,
    )
    from .ending.rules import check_medical_refund
    from .ending.settle_refunds import settle_refunds
    from .ending.take_back_death import (
        approve_take_back_death,
        left_to_do,
        prepare_take_back_death,
        refuse_take_back_death,
        withdraw_take_back_death,
    )
    from .powers import PowerReceipt, end_power, register_power

__getattr__ = door(__name__)
