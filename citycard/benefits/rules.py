"""Pure decisions about who pays a pension (S2.2)."""

RETIRED = frozenset({"retiree"})


def draws_pension(category: str) -> bool:
    """S2.2: only a retiree's (退休) pension bank switches."""
    return category in RETIRED


def is_switch_needed(*, bank: str, account_number: str, new_bank: str, new_account_number: str) -> bool:
    """S2.2: nothing changes when the pension is paid to this bank and account already."""
    return (bank, account_number) != (new_bank, new_account_number)
