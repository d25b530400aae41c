"""The questions one may ask about PINs. What they are is not among them."""

from .models import BankPin


def has_bank_pin(card_side_id: int) -> bool:
    """True when the holder has set a bank PIN for this card side (S5.3)."""
    return BankPin.objects.filter(card_side=card_side_id).exists()
