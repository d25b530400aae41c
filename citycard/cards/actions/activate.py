"""The social side follows the bank side (S5.1): an inner verb of the journey `activate`, without a transaction of its own."""

from datetime import datetime

from ..models import SocialSide
from ..queries.cards import card
from ..refusals import CardNotReady, CardReportedLost, SocialSideNotSealed
from ..states import CARD, SOCIAL_SIDE


def activate_social_side(*, card_id: int, at: datetime) -> None:
    """Open the social function of a card that is with its holder (启用社会保障功能, S5.1).

    Refuses: CardUnknown, CardNotReady, CardReportedLost, SocialSideNotSealed.
    """
    locked = SocialSide.objects.select_for_update(of=("self",)).filter(card_id=card_id)
    row = locked.values_list("state", "loss", "card__state").first()
    if row is None:
        raise CardNotReady(state_label=CARD.label(card(card_id).state))
    social_state, loss, card_state = row
    if card_state != "with_holder":
        raise CardNotReady(state_label=CARD.label(card_state))
    if loss != "none":
        raise CardReportedLost
    if not SOCIAL_SIDE.may(state=social_state, event="activate"):
        raise SocialSideNotSealed(state_label=SOCIAL_SIDE.label(social_state))
    state = SOCIAL_SIDE.after(state=social_state, event="activate")
    SocialSide.objects.filter(card_id=card_id).update(state=state, activated_at=at)
