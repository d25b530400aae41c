"""Cards (社会保障卡): application → production → stock → collection, and each card's social side (S1–S5)."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .actions.activate import activate_social_side
    from .actions.batch import close_batch, make_batch, roll_back_batch
    from .actions.check import accept_all_applications, accept_applications, reject_application
    from .actions.collect import collect, collect_by_unit_agent, hand_over_in_unit
    from .actions.correct import change_pickup_office, correct_application, withdraw_application
    from .actions.dispatch import dispatch, mark_notified, receive_shipment, take_in
    from .actions.export import OutgoingFile, export_bank_file, export_factory_file
    from .actions.remake import report_wrong_face
    from .actions.stock import stock_batch
    from .actions.submit import photo_limits, submit_application
    from .actions.take import import_bank_return, import_factory_return
    from .facts import (
        ApplicationFacts,
        CardFacts,
        CardLine,
        Collector,
        HandoverFacts,
        Kind,
        Source,
        Standing,
        Step,
        StepState,
        WaitingApplication,
    )
    from .later_facts import CancellationFacts, Ended, LostLine, Pending, TemporaryCardFacts
    from .making_facts import AgeCount, BatchFacts, FailedLine, FileFacts, ShipmentFacts, StageCount, StockLine
    from .photo import PhotoLimits, check_photo_file
    from .queries.applications import (
        application,
        applications_of,
        applications_of_unit,
        applications_waiting,
        open_application,
        photo_of,
        waiting_counts,
    )
    from .queries.batches import batch, batches, failed_lines, files_of
    from .queries.cards import (
        ask_live_cards,
        card,
        card_of,
        cards_asked,
        cards_of,
        find_card,
        handovers_of,
        live_cards,
        live_cards_told,
        people_by_number,
    )
    from .queries.ending import (
        ask_pending,
        cancellation_of,
        close_pending,
        ended_of,
        pending,
        pending_asked,
        pending_told,
        temporary_card_of,
    )
    from .queries.ops import collected_by_day, pickup_ageing, reported_lost, stage_counts
    from .queries.progress import progress
    from .queries.standing import standing, standing_asked
    from .queries.stock import (
        cards_of_shipment,
        cards_waiting,
        shipment,
        shipments,
        stock,
        unit_cards_in_hand,
        unit_cards_waiting,
        units_waiting,
        waiting_at_office,
    )
    from .receipts import (
        AcceptReceipt,
        ApplicationReceipt,
        BatchReceipt,
        CollectReceipt,
        FileReceipt,
        RemakeReceipt,
        ShipmentReceipt,
        UnitCollectReceipt,
    )
    from .refusals import (
        AlreadyDispatched,
        ApplicationChanged,
        ApplicationClosed,
        ApplicationExported,
        ApplicationUnknown,
        AppliesThroughUnit,
        BatchNotAtThisStep,
        BatchNotFinished,
        BatchTooLarge,
        BatchUnknown,
        CardAlreadyActive,
        CardAtOtherOffice,
        CardNotOfThisUnit,
        CardNotReady,
        CardNotWithUnit,
        CardNumbersUsedUp,
        CardReportedLost,
        CardUnknown,
        CollectedByUnit,
        DocumentMissing,
        DuplicateApplication,
        FileNotAwaited,
        FileOfUnknownBatch,
        FileSeenBefore,
        HasCardAlready,
        NoApplicationsToBatch,
        NothingToChange,
        NothingToDispatch,
        NotOfThisCommunity,
        NotOfThisUnit,
        PhotoMissing,
        PhotoNotAnImage,
        PhotoTooLarge,
        PhotoWrongShape,
        PickupOfficeNotSuitable,
        ShipmentOfOtherOffice,
        ShipmentReceived,
        ShipmentUnknown,
        SocialSideNotSealed,
        WrongCardShown,
    )
    from .rules import (
        check_may_apply,
        check_may_change_branch,
        check_may_collect,
        check_may_correct,
        check_may_remake,
        check_not_cancelling,
        progress_state,
    )
    from .states import APPLICATION, BATCH, CARD, LOSS, SOCIAL_SIDE

if TYPE_CHECKING:  # rosters of units
    from .actions.photos import add_photos
    from .actions.roster import apply_good_rows, check_roster, receive_roster
    from .queries.roster import roster, roster_rows, rosters_of_unit
    from .queries.unit_people import unit_people
    from .receipts import PhotoProblem, PhotosReceipt, RosterReceipt
    from .roster_refusals import (
        AddressNotUsable,
        DateNotReadable,
        NameNotAsRegistered,
        PhotoOfNobody,
        PhotoTwice,
        RegisteredElsewhere,
        RosterRowTwice,
        RosterWithoutGoodRows,
    )
    from .rosters import Outcome, RosterFacts, RosterLine, RosterRowFacts, read_validity
    from .unit_facts import NamedPhoto, UnitPeople, UnitPerson

if TYPE_CHECKING:  # what the journeys need beside that
    from .actions.live import ask_lock_live_cards, lock_live_cards
    from .actions.loss import ask_report_social_loss, cards_to_report, take_back_social_loss
    from .actions.pin_lock import clear_social_pin_lock, lock_social_pin
    from .actions.submit import check_papers
    from .queries.telling import CardToTell, cards_not_in_use, cards_to_tell, without_notice_day
    from .rules import Applicant, check_right_place

if TYPE_CHECKING:  # temporary cards
    from .actions.temporary import (
        hand_back_temporary_card,
        lend_temporary_card,
        lose_temporary_card,
        settle_temporary_card,
        stock_temporary_cards,
    )
    from .later_facts import TemporaryLine, TemporaryStock
    from .queries.temporary import find_temporary_card, is_temporary_card, temporary_stock, with_temporary_card
    from .receipts import LeftCard, TemporaryStockReceipt
    from .temporary_refusals import (
        HospitalMissing,
        NoTemporaryCard,
        NoTemporaryFeeDue,
        TemporaryCardIssued,
        TemporaryCardNotInStock,
        TemporaryCardNotOut,
        TemporaryCardOfOtherHall,
        TemporaryCardOut,
        TemporaryCardUnknown,
        TemporaryNumberTaken,
        TemporaryRangeTooLarge,
        TemporaryRangeWrong,
    )

if TYPE_CHECKING:  # replacing a card
    from .actions.replace import AppliedFor, Replacement, apply_for_successor, become_current, end_card
    from .facts import Cause
    from .queries.telling import ExpiringCard, expiring_cards
    from .reasons import CHANGED, GONE_UNUSED, HANDED_IN, REPLACED

if TYPE_CHECKING:  # cancelling a card
    from .actions.cancel import (
        cancel_social_sides,
        close_cancellation,
        end_void_cards,
        lock_application,
        withdraw_unsent,
    )
    from .actions.refunds import lapse_refunds_of_death, settle
    from .endings import (
        CancellationUnderWay,
        CancelledCards,
        ClosePending,
        Leaving,
        Refund,
        RefundIncomplete,
        RefundKind,
        RefundUnanswered,
        check_refunds,
    )

__getattr__ = door(__name__)
