"""Benefits (待遇): which bank pays a retiree's pension (S2.2)."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .actions import pay_again, stop_pension, switch_pension_bank, take_over_pension_banks
    from .facts import PensionBankFacts, PensionBankRow, PensionSwitch, StoppedPension
    from .queries import pension_bank_of, pension_banks_known, pension_banks_of
    from .rules import draws_pension

__getattr__ = door(__name__)
