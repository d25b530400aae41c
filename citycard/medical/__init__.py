"""The old medical card (原医保卡) and the personal medical account (医保个人账户) that the new card takes over (S2.1, S5)."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .actions import (
        OPENING,
        clear_old_card_pin_lock,
        expire,
        lock_old_card,
        lock_old_card_pin,
        mark_warned,
        start_clock,
        take_over_old_cards,
        void_for_activation,
        void_for_cancellation,
    )
    from .facts import ExpiringCard, MedicalMoney, OldCardFacts, OldCardRow, PersonalAccountFacts, VoidReason, VoidReceipt
    from .loss import report_old_card_loss, take_back_old_card_loss
    from .queries import (
        Holdings,
        expiring,
        find_old_card,
        holdings,
        holdings_asked,
        old_card,
        old_cards_known,
        personal_account,
        with_personal_account,
    )
    from .refund import REFUNDED, lock_medical_money, medical_money, refund_medical, take_back_refund
    from .rules import is_valid, last_day_of_use
    from .states import OLD_CARD

__getattr__ = door(__name__)
