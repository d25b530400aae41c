"""Operators, their roles and places, and what these let them do (经办人、岗位、权限)."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .facts import OperatorFacts, Permission, PostingFacts, Role
    from .queries import operator_of
    from .rules import PERMISSIONS, ROLE_PLACES, NotPermitted, NotYourOffice, check_serves, require, roles_that_may

__getattr__ = door(__name__)
