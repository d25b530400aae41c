"""Operators, their roles and places, and what these let them do (经办人、岗位、权限)."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .actions import issue_token, revoke_token, sign_in
    from .approvals import (
        ApprovalDecided,
        ApprovalNotYours,
        ApprovalOwn,
        ApprovalUnknown,
        ApprovalWaiting,
        approval,
        approval_count,
        approval_waiting,
        approvals_waiting,
        decide_approval,
        prepare_approval,
    )
    from .facts import ApprovalFacts, IssuedToken, OperatorFacts, Permission, PostingFacts, Role, TokenReceipt
    from .queries import ask_operator_of_token, find_operator, operator_of, operator_told
    from .rules import (
        PERMISSIONS,
        ROLE_CHANNELS,
        NotPermitted,
        NotYourOffice,
        OperatorUnknown,
        OwnAffair,
        SignInFailed,
        SignInPaused,
        TokenUnknown,
        check_not_own,
        check_serves,
        require,
        roles_that_may,
    )
    from .states import APPROVAL

__getattr__ = door(__name__)
