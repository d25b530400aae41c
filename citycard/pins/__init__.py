"""Both kinds of PIN (密码): what the database holds are digests made with a key that it never sees (S5.3, S6)."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .actions import (
        change_social_pin,
        forget_spent_pads,
        reset_old_card_pin,
        reset_social_pin,
        set_bank_pin,
        spend_pad,
        take_over_old_card_pins,
        unlock_bank_pin,
        verify_bank_pin,
        verify_old_card_pin,
        verify_social_pin,
    )
    from .facts import Pad, PadEntry, PadKey, PinCheck, PinEntry, PinKind, PinMalformed, TakenPins
    from .key_stores import FileKeyStore, KeyStore, KeyStoreUnusable, SealBroken
    from .pad import erase, open_pad, press
    from .queries import is_initial_social_pin
    from .rules import (
        PadExpired,
        PadForSomethingElse,
        PadNotFull,
        PadNotOurs,
        PadSpent,
        PinForbidden,
        PinsDiffer,
        PinUnchanged,
        agreed,
    )

__getattr__ = door(__name__)
