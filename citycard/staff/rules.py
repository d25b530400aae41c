"""Who may do what, and where (A2, S12): one literal table, and two refusals that say where it can be done."""

from datetime import datetime, timedelta

from citycard.audit import Channel
from citycard.shared.refusal import Refusal

from .facts import OperatorFacts, Permission, PostingFacts, Role, SignInTries

P = Permission

OF_A_UNIT = frozenset(
    {
        P.REGISTER_PERSON,
        P.SUBMIT_APPLICATION,
        P.SUBMIT_ROSTER,
        P.CORRECT_APPLICATION,
        P.WITHDRAW_APPLICATION,
        P.HAND_OVER_IN_UNIT,
        P.REPLACE_LOST_CARD,
        P.CHANGE_CARD,
    }
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COMMUNITY_CLERK: frozenset(
        {
            P.READ_PERSON,
            P.REGISTER_PERSON,
            P.SUBMIT_APPLICATION,
            P.CORRECT_APPLICATION,
            P.WITHDRAW_APPLICATION,
            P.CHANGE_PICKUP_OFFICE,
            P.CHANGE_SOCIAL_PIN,
            P.REPORT_LOSS,
            P.REPLACE_LOST_CARD,
            P.CHANGE_CARD,
            P.HAND_IN_CARD,
            P.REGISTER_POWER,
            P.PREPARE_TAKE_BACK_DEATH,
            P.READ_RECORD,
        }
    ),
    Role.CARD_HALL_CLERK: frozenset(
        {
            P.READ_PERSON,
            P.RECEIVE_SHIPMENT,
            P.COLLECT_BY_UNIT_AGENT,
            P.REPORT_WRONG_FACE,
            P.RESET_SOCIAL_PIN,
            P.REPORT_LOSS,
            P.TAKE_BACK_LOSS,
            P.HAND_IN_CARD,
            P.STOCK_TEMPORARY_CARDS,
            P.ISSUE_TEMPORARY_CARD,
            P.RETURN_TEMPORARY_CARD,
            P.REPORT_TEMPORARY_CARD_LOST,
            P.SETTLE_TEMPORARY_FEE,
            P.REGISTER_POWER,
            P.RECORD_DEATH,
            P.PREPARE_TAKE_BACK_DEATH,
            P.APPROVE_TAKE_BACK_DEATH,
            P.CANCEL_SOCIAL,
            P.READ_RECORD,
        }
    ),
    Role.CARD_CENTRE_CLERK: frozenset(
        {
            P.READ_PERSON,
            P.ACCEPT_APPLICATION,
            P.MAKE_BATCH,
            P.EXCHANGE_FILES,
            P.STOCK_CARDS,
            P.DISPATCH_CARDS,
            P.READ_OPERATIONS,
            P.READ_RECORD,
        }
    ),
    Role.BANK_TELLER: frozenset(
        {
            P.READ_PERSON,
            P.RECEIVE_SHIPMENT,
            P.COLLECT,
            P.REPORT_WRONG_FACE,
            P.ACTIVATE,
            P.SIGN_MANDATE,
            P.RESET_BANK_PIN,
            P.UNLOCK_BANK_PIN,
            P.REPORT_LOSS,
            P.TAKE_BACK_LOSS,
            P.CLOSE_ACCOUNT,
            P.READ_RECORD,
        }
    ),
    Role.BANK_BACK_OFFICE: frozenset({P.PRE_OPEN_ACCOUNTS, P.READ_RECORD}),
    Role.EMPLOYER_CLERK: OF_A_UNIT,
    Role.SCHOOL_CLERK: OF_A_UNIT,
    Role.MEDICAL_CLERK: frozenset({P.VERIFY_SOCIAL_PIN, P.CHANGE_SOCIAL_PIN, P.USE_TEMPORARY_CARD}),
    Role.PHARMACY_CLERK: frozenset({P.VERIFY_SOCIAL_PIN, P.USE_TEMPORARY_CARD}),
    Role.AGENCY_CLERK: frozenset(
        {
            P.READ_PERSON,
            P.RECORD_DEATH,
            P.PREPARE_TAKE_BACK_DEATH,
            P.APPROVE_TAKE_BACK_DEATH,
            P.SETTLE_REFUNDS,
            P.READ_RECORD,
        }
    ),
    Role.OPERATIONS: frozenset({P.READ_OPERATIONS, P.WORK_CALL_LIST, P.MANAGE_TOKENS}),
    Role.AUDITOR: frozenset({P.READ_OPERATIONS, P.READ_RECORD, P.VERIFY_RECORD}),
}


class NotPermitted(Refusal):
    """The operator's role does not do this; facts `permission`, and `places`: the roles that do it, joined by `|`."""

    rule = "A2"


class NotYourOffice(Refusal):
    """The role fits, the place does not; facts `permission`, and `place`: the office or unit that does it (S12)."""

    rule = "S12"


class OwnAffair(Refusal):
    """An operator does not act for themselves at their own counter: another operator does (A2)."""

    rule = "A2"


class SignInFailed(Refusal):
    """Staff number and password do not fit together, or the operator works nowhere now; which of them is not said."""

    rule = "A2"


class OperatorUnknown(Refusal):
    """Nobody who works for the city now has this staff number."""

    rule = "A2"
    field = "staff_no"


class TokenUnknown(Refusal):
    """There is no such token, or it was taken back already."""

    rule = "A2"


class SignInPaused(Refusal):
    """Too many wrong passwords for one staff number; fact `paused_until`, a moment."""

    rule = "A2"


def roles_that_may(permission: Permission) -> tuple[Role, ...]:
    """Return the roles that hold `permission`, for the sentence that says where to go."""
    return tuple(role for role, held in PERMISSIONS.items() if permission in held)


def require(
    operator: OperatorFacts, permission: Permission, *, office_id: int | None = None, unit_id: int | None = None
) -> PostingFacts:
    """Return the posting by which `operator` may do `permission`, at that office or unit where one is given (A2).

    Refuses: NotPermitted, NotYourOffice.
    """
    fitting = [posting for posting in operator.postings if permission in PERMISSIONS[posting.role]]
    if not fitting:
        places = "|".join(role.value for role in roles_that_may(permission))
        raise NotPermitted(permission=permission.value, places=places)
    for posting in fitting:
        if office_id in (None, posting.office_id) and unit_id in (None, posting.unit_id):
            return posting
    raise NotYourOffice(permission=permission.value, place=OWN_PLACE)


OWN_PLACE = "own_place"  # said as “the office or unit it belongs to” where its name is not known

ROLE_CHANNELS: dict[Role, Channel] = {
    Role.COMMUNITY_CLERK: Channel.COMMUNITY,
    Role.CARD_HALL_CLERK: Channel.CARD_HALL,
    Role.CARD_CENTRE_CLERK: Channel.CARD_CENTRE,
    Role.BANK_TELLER: Channel.BANK_BRANCH,
    Role.BANK_BACK_OFFICE: Channel.BANK_BACK_OFFICE,
    Role.EMPLOYER_CLERK: Channel.UNIT_HALL,
    Role.SCHOOL_CLERK: Channel.UNIT_HALL,
    Role.MEDICAL_CLERK: Channel.MEDICAL,
    Role.PHARMACY_CLERK: Channel.PHARMACY,
    Role.AGENCY_CLERK: Channel.AGENCY,
    Role.OPERATIONS: Channel.OPS,
    Role.AUDITOR: Channel.OPS,
}


def check_serves(
    posting: PostingFacts, *, community_id: int | None, unit_id: int | None, permission: Permission, belongs_to: str = ""
) -> None:
    """Refuse NotYourOffice when the person is not this place's: a community serves its residents, a unit its own people.

    The card hall and the bank's branches serve everybody (rulebook, the table of channels; S12). `belongs_to` is the name of
    the person's community or unit, for the sentence that says where to go.
    """
    serves_community = posting.role is not Role.COMMUNITY_CLERK or community_id == posting.office_id
    serves_unit = posting.unit_id is None or unit_id == posting.unit_id
    if not (serves_community and serves_unit):
        raise NotYourOffice(permission=permission.value, place=belongs_to or OWN_PLACE)


def check_not_own(operator: OperatorFacts, posting: PostingFacts, *, person_id: int) -> None:
    """Refuse OwnAffair when an operator would act for themselves (A2).

    In a unit's hall there is nobody else: whoever applies for all its people applies for themselves too.
    """
    if posting.unit_id is None and operator.person_id == person_id:
        raise OwnAffair


def after_try(tries: SignInTries, *, at: datetime, attempts: int, pause: timedelta) -> SignInTries:
    """Return the count after one more try of a password, made before the password is looked at, so that it is exact.

    Tries older than `pause` are forgotten. Refuses: SignInPaused, once `attempts` are used up, until `pause` after the last.
    """
    if at - tries.last_at >= pause:
        return SignInTries(count=1, last_at=at)
    if tries.count >= attempts:
        raise SignInPaused(paused_until=tries.last_at + pause)
    return SignInTries(count=tries.count + 1, last_at=at)
