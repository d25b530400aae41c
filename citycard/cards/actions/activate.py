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
    facts = card(card_id)
    if facts.state != "with_holder":
        raise CardNotReady(state_label=CARD.label(facts.state))
    side = SocialSide.objects.select_for_update().get(card_id=card_id)
    if side.loss != "none":
        raise CardReportedLost
    if not SOCIAL_SIDE.may(state=side.state, event="activate"):
        raise SocialSideNotSealed(state_label=SOCIAL_SIDE.label(side.state))
    state = SOCIAL_SIDE.after(state=side.state, event="activate")
    SocialSide.objects.filter(card_id=card_id).update(state=state, activated_at=at)
