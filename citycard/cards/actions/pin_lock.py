"""The lock that wrong social PINs put on a card's social function, and its removal (社保密码锁定, S6): inner verbs."""

from ..models import SocialSide


def lock_social_pin(*, card_id: int) -> bool:
    """Lock the social function because the last allowed try was wrong; False when it was locked already (S6.2).

    The bank function is not touched.
    """
    return bool(SocialSide.objects.filter(card_id=card_id, pin_locked=False).update(pin_locked=True))


def clear_social_pin_lock(*, card_id: int) -> bool:
    """Take the lock away; False when there was none. A reported loss stays reported (S6.1)."""
    return bool(SocialSide.objects.filter(card_id=card_id, pin_locked=True).update(pin_locked=False))
