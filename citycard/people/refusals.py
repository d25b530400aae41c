"""What the register of people says no with; texts in `channels/texts/people.yaml`."""

from citycard.shared.constraints import refusal_for
from citycard.shared.refusal import Refusal


class PersonUnknown(Refusal):
    """Nobody on the register is meant by this."""

    rule = "S1.2"


@refusal_for("people_person_social_number_key")
class PersonAlreadyRegistered(Refusal):
    """The social security number is on the register already."""

    rule = "S1.2"
    field = "social_number"


class OfficeUnknown(Refusal):
    """There is no such office, or not of the kind asked for."""

    rule = "S3.2"
    field = "office"


class UnitUnknown(Refusal):
    """There is no such unit."""

    rule = "S3.1"
    field = "unit"


class CommunityMissing(Refusal):
    """An individual or resident belongs to a community, and none was named."""

    rule = "S3.2"
    field = "community"


class CommunityNotYours(Refusal):
    """A community registers its own residents only; fact `community`, the name of the other one."""

    rule = "S3.2"
    field = "community"


class UnitMissing(Refusal):
    """An employee or a student belongs to a unit, and none was named."""

    rule = "S3.1"
    field = "unit"


class IdCardExpired(Refusal):
    """The ID card's last day has passed; fact `valid_until`."""

    rule = "S4.2"
    field = "id_valid_until"


class IdCardDateWithoutCard(Refusal):
    """A last day was given for an ID card that the person does not have."""

    rule = "S4.2"
    field = "id_valid_until"


class PersonDead(Refusal):
    """The person is dead; fact `died_on`."""

    rule = "S11.1"


class IdCardUnchanged(Refusal):
    """The register says so already."""

    rule = "A3"


class PhoneUnchanged(Refusal):
    """The new mobile number is the one on file."""

    rule = "S4.4"
    field = "phone"


class GuardianTooYoung(Refusal):
    """The guardian is not of age; facts `age` and `adult_age`."""

    rule = "S4.2"
    field = "guardian"


class GuardianIsWard(Refusal):
    """The guardian has a guardian: a ward cannot be one."""

    rule = "S4.2"
    field = "guardian"


class WardOfAge(Refusal):
    """The person is of age and no ward, so nobody is the guardian; facts `age` and `adult_age`."""

    rule = "S4.2"
    field = "ward"


@refusal_for("people_guardianship_not_self")
class GuardianOfOneself(Refusal):
    """Guardian and ward are one person."""

    rule = "S4.2"
    field = "guardian"


@refusal_for("people_guardianship_once")
class GuardianshipKnown(Refusal):
    """This guardianship is on the register already."""

    rule = "S4.2"
    field = "guardian"


@refusal_for("people_power_not_self")
class PowerOfOneself(Refusal):
    """Holder and agent are one person."""

    rule = "S13.1"
    field = "agent"


class AgentTooYoung(Refusal):
    """An agent is of age; facts `age` and `adult_age`."""

    rule = "S13.1"
    field = "agent"


class AgentIsWard(Refusal):
    """The agent has a guardian: a ward cannot be one."""

    rule = "S13.1"
    field = "agent"


class HolderHasGuardian(Refusal):
    """A child's or ward's legal guardian acts; nobody else is given a power."""

    rule = "S13.2"


class PowerDaysWrong(Refusal):
    """A power begins today or later and lasts at least a day."""

    rule = "S13.1"
    field = "ends_on"


class PowerKnown(Refusal):
    """The agent holds this power already; fact `starts_on`."""

    rule = "S13.1"
    field = "agent"


class PowerUnknown(Refusal):
    """There is no such power, or it has ended before."""

    rule = "S13.1"


class NoPower(Refusal):
    """The register names nobody of this kind: no power, and no guardianship, of the one for the other."""

    rule = "S13.1"


class PowerEnded(Refusal):
    """The power is over: by its date, taken back, or by a death; fact `ended_on`, the first day without it."""

    rule = "S13.1"


class PowerNotYet(Refusal):
    """The power begins later; fact `starts_on`."""

    rule = "S13.1"


class GuardianshipEnded(Refusal):
    """The guardianship is over: by its date, by age, or by a death; fact `ended_on`, the first day without it."""

    rule = "S13.2"


class GuardianNotNeeded(Refusal):
    """The holder is of age and no ward, so nobody acts as their guardian; fact `age`."""

    rule = "S13.2"


class NotTheGuardian(Refusal):
    """The ID is not that of a guardian on the register."""

    rule = "S13.2"


class DeathNotKnown(Refusal):
    """No death of this person is on the register, so there is none to take back."""

    rule = "S11.1"


class DeathInFuture(Refusal):
    """A death is recorded when it has happened; fact `died_on`."""

    rule = "S11.1"
    field = "died_on"


class DeathBeforeBirth(Refusal):
    """The day of death lies before the birth; fact `died_on`."""

    rule = "S11.1"
    field = "died_on"
