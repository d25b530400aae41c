"""The questions one may ask about PINs. What they are is not among them."""

from .models import BankPin, SocialPin


def has_bank_pin(card_side_id: int) -> bool:
    """True when the holder has set a bank PIN for this card side (S5.3)."""
    return BankPin.objects.filter(card_side=card_side_id).exists()


def is_initial_social_pin(card_id: int) -> bool:
    """True while the social PIN of a card is the one that every card starts with (S5.3)."""
    return not SocialPin.objects.filter(card=card_id, digest__isnull=False).exists()
