"""The bank's side of the card (银行侧): pre-opened accounts, and each card's bank function with its flags (S1.5, S3, S5).

No bureau room reads the bank's tables: these verbs and questions are the port that a real bank's interface will stand behind.
"""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .actions import activate_card_side, close_card_side, pre_open, report_card_lost, take_back_card_loss
    from .closing import ClosedAccount, close_account, close_if_empty, hold_account, release_account
    from .facts import AccountFacts, ActivatedSide, BankSideFacts, Holding, PreOpenReceipt, PreOpenReturn
    from .pin import set_new_pin, try_pin, unlock_pin
    from .queries import (
        accounts_reported_lost,
        card_side,
        card_sides,
        holding_asked,
        holding_of,
        open_cards,
        pre_open_return,
        pre_opening_count,
        pre_openings,
    )
    from .rules import (
        AccountHeld,
        AccountUnknown,
        BankSideAlreadyActive,
        BankSideClosed,
        BankSideFrozen,
        BankSideOfSomeoneElse,
        BankSideReportedLost,
        BankSideUnknown,
        BatchAlreadyPreOpened,
        PreOpeningUnknown,
        check_activation,
    )
    from .states import CARD_SIDE

__getattr__ = door(__name__)
