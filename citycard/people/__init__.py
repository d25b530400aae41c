"""People (人员): persons, guardians, employers, schools and offices."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .actions import enter_newcomers, register_guardian, register_person, update_id_card, update_phone
    from .deaths import death_of, keep_death, mark_alive, mark_dead
    from .facts import (
        Found,
        GuardianFacts,
        GuardianshipReceipt,
        IdCardReceipt,
        OfficeFacts,
        PersonFacts,
        PersonRow,
        PhoneReceipt,
        RegistrationReceipt,
        Scope,
        UnitFacts,
    )
    from .models import Account, Category, OfficeKind, Sex, UnitKind
    from .power_actions import give_power, take_power_back
    from .power_queries import (
        agents_asked,
        agents_of,
        check_agent,
        check_guardian_registered,
        check_guards,
        power,
        power_between,
        powers_of,
        represented_by,
        stands_in_for,
        stands_in_for_asked,
    )
    from .powers import DeathEnds, DeathFacts, EndedBond, PowerFacts, PowerProof, Revived
    from .queries import (
        ask_person,
        ask_person_and_office,
        find_person,
        guardians_of,
        names_by_number,
        office,
        offices,
        people,
        people_by_number,
        person,
        person_and_office,
        person_asked,
        person_told,
        search,
        unit,
        units,
    )
    from .refusals import (
        AgentIsWard,
        AgentTooYoung,
        CommunityMissing,
        CommunityNotYours,
        DeathBeforeBirth,
        DeathInFuture,
        DeathNotKnown,
        GuardianIsWard,
        GuardianNotNeeded,
        GuardianOfOneself,
        GuardianshipEnded,
        GuardianshipKnown,
        GuardianTooYoung,
        HolderHasGuardian,
        IdCardDateWithoutCard,
        IdCardExpired,
        IdCardUnchanged,
        NoPower,
        NotTheGuardian,
        OfficeUnknown,
        PersonAlreadyRegistered,
        PersonDead,
        PersonUnknown,
        PhoneUnchanged,
        PowerDaysWrong,
        PowerEnded,
        PowerKnown,
        PowerNotYet,
        PowerOfOneself,
        PowerUnknown,
        UnitMissing,
        UnitUnknown,
        WardOfAge,
    )
    from .rules import Newcomer, case_of, check_alive, is_of_age, needs_guardian

__getattr__ = door(__name__)
