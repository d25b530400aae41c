"""The questions one may ask about PINs. What they are is not among them."""

from .models import SocialPin


def is_initial_social_pin(card_id: int) -> bool:
    """True while the social PIN of a card is the one that every card starts with (S5.3)."""
    return not SocialPin.objects.filter(card=card_id, digest__isnull=False).exists()
