"""Who may do what, and where (A2, S12): one literal table, and two refusals that say where it can be done."""

from citycard.shared.refusal import Refusal

from .facts import OperatorFacts, Permission, PostingFacts, Role

P = Permission

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COMMUNITY_CLERK: frozenset(
        {
            P.READ_PERSON,
            P.REGISTER_PERSON,
            P.SUBMIT_APPLICATION,
            P.CORRECT_APPLICATION,
            P.WITHDRAW_APPLICATION,
            P.CHANGE_PICKUP_OFFICE,
            P.READ_RECORD,
        }
    ),
    Role.CARD_HALL_CLERK: frozenset(
        {P.READ_PERSON, P.RECEIVE_SHIPMENT, P.COLLECT_BY_UNIT_AGENT, P.REPORT_WRONG_FACE, P.READ_RECORD}
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
            P.READ_RECORD,
        }
    ),
    Role.BANK_BACK_OFFICE: frozenset({P.PRE_OPEN_ACCOUNTS, P.READ_RECORD}),
    Role.EMPLOYER_CLERK: frozenset({P.SUBMIT_APPLICATION, P.SUBMIT_ROSTER, P.HAND_OVER_IN_UNIT}),
    Role.SCHOOL_CLERK: frozenset({P.SUBMIT_APPLICATION, P.SUBMIT_ROSTER, P.HAND_OVER_IN_UNIT}),
    Role.OPERATIONS: frozenset({P.READ_OPERATIONS, P.WORK_CALL_LIST}),
    Role.AUDITOR: frozenset({P.READ_OPERATIONS, P.READ_RECORD, P.VERIFY_RECORD}),
}


class NotPermitted(Refusal):
    """The operator's role does not do this; facts `permission`, `places` (who does it, in words)."""

    rule = "A2"


class NotYourOffice(Refusal):
    """The role fits, the place does not: this person, card or list belongs to another office or unit; fact `permission`."""

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
        places = "、".join(ROLE_PLACES[role] for role in roles_that_may(permission))
        raise NotPermitted(permission=permission.value, places=places)
    for posting in fitting:
        if office_id in (None, posting.office_id) and unit_id in (None, posting.unit_id):
            return posting
    raise NotYourOffice(permission=permission.value)


ROLE_PLACES: dict[Role, str] = {
    Role.COMMUNITY_CLERK: "社区",
    Role.CARD_HALL_CLERK: "卡服务大厅",
    Role.CARD_CENTRE_CLERK: "制卡中心",
    Role.BANK_TELLER: "抚顺银行网点",
    Role.BANK_BACK_OFFICE: "抚顺银行后台",
    Role.EMPLOYER_CLERK: "用人单位",
    Role.SCHOOL_CLERK: "学校",
    Role.OPERATIONS: "运行值班",
    Role.AUDITOR: "审计",
}


def check_serves(posting: PostingFacts, *, community_id: int | None, unit_id: int | None, permission: Permission) -> None:
    """Refuse NotYourOffice when the person is not this place's: a community serves its residents, a unit its own people.

    The card hall and the bank's branches serve everybody (rulebook, the table of channels; S12).
    """
    if posting.role is Role.COMMUNITY_CLERK and community_id != posting.office_id:
        raise NotYourOffice(permission=permission.value)
    if posting.unit_id is not None and unit_id != posting.unit_id:
        raise NotYourOffice(permission=permission.value)
