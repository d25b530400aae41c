"""A wrong face found at collection (错卡): the plastic ends, the application is made again, free (S3's decision)."""

from datetime import datetime

from citycard.audit import Actor, perform

from ..models import Application, Card, SocialSide
from ..queries.cards import card_facts
from ..reasons import WRONG_FACE
from ..receipts import RemakeReceipt
from ..rules import check_may_remake
from ..states import APPLICATION, CARD, SOCIAL_SIDE
from .locking import locked_card, save_application

LONGEST_REASON = 60


def report_wrong_face(*, by: Actor, key: str, at: datetime, card_id: int, reason: str) -> RemakeReceipt:
    """Take a card with a wrong face back; its application waits for the next batch, as a remake and without a fee (S3, S4.3).

    The photo can be corrected until that batch is exported.
    Refuses: CardUnknown, CardAlreadyActive, CardNotReady.
    """
    with perform(act="cards.report_wrong_face", by=by, key=key, at=at, inputs={"card_id": card_id, "reason": reason}) as act:
        if act.replay is not None:
            return RemakeReceipt.from_json(act.replay)
        row = locked_card(card_id)
        act.about(row.person_id)
        facts = card_facts(row)
        check_may_remake(card=facts)
        Card.objects.filter(pk=card_id).update(state=CARD.after(state=row.state, event="end"), ended_at=at, end_reason=WRONG_FACE)
        if facts.social_state is not None:
            state = SOCIAL_SIDE.after(state=facts.social_state, event="supersede")
            SocialSide.objects.filter(card_id=card_id).update(state=state, ended_at=at)
        application = _wait_again(row.application, reason)
        act.note(reason=application.reason)
        return act.done(
            RemakeReceipt(
                number=act.number("CK"),
                card_id=card_id,
                application_id=application.pk,
                application_number=application.number,
            )
        )


def _wait_again(application: Application, reason: str) -> Application:
    application.state = APPLICATION.after(state=application.state, event="fail")
    application.kind, application.batch, application.reason = "remake", None, reason.strip()[:LONGEST_REASON]
    save_application(application, "state", "kind", "batch", "reason")
    return application
