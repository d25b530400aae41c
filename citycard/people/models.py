"""Who lives, works and serves in the city: tables only, no behaviour."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


class OfficeKind(models.TextChoices):
    """What stands behind the counter."""

    COMMUNITY = "community", "社区"
    CARD_HALL = "card_hall", "卡服务大厅"
    CARD_CENTRE = "card_centre", "制卡中心"
    SUB_BUREAU = "sub_bureau", "社保分局"
    AGENCY = "agency", "社会保险业务经办机构"
    BANK_BRANCH = "bank_branch", "抚顺银行网点"
    MEDICAL = "medical", "定点医疗机构"
    PHARMACY = "pharmacy", "定点药店"


class Office(models.Model):
    """A place with a counter (经办网点)."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=16, choices=OfficeKind.choices)
    name = models.CharField(max_length=60)
    division = models.CharField(max_length=6)
    address = models.CharField(max_length=120)
    hours = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True)
    is_open = models.BooleanField(default=True)


class UnitKind(models.TextChoices):
    """Who applies for its people (S3.1)."""

    EMPLOYER = "employer", "用人单位"
    SCHOOL = "school", "学校"


class Unit(models.Model):
    """An employer or a school (单位): applies and collects for its people (S3.1, S4.1)."""

    credit_code = models.CharField(max_length=18, unique=True)
    kind = models.CharField(max_length=10, choices=UnitKind.choices)
    name = models.CharField(max_length=80)
    division = models.CharField(max_length=6)
    address = models.CharField(max_length=120)
    contact_name = models.CharField(max_length=50)
    contact_phone = models.CharField(max_length=11)


class Category(models.TextChoices):
    """How a person is insured, which decides who applies for the card (S3)."""

    EMPLOYEE = "employee", "单位在职"
    RETIREE = "retiree", "退休"
    STUDENT = "student", "在校学生"
    SELF_EMPLOYED = "self_employed", "个体 / 灵活就业"
    RESIDENT = "resident", "城镇居民"


class Sex(models.TextChoices):
    """Sex by GB/T 2261.1."""

    MALE = "1", "男"
    FEMALE = "2", "女"


class Person(models.Model):
    """A person of the city, known by the social security number (社会保障号码, S1.2)."""

    social_number = models.CharField(max_length=18)
    name = models.CharField(max_length=50)
    sex = models.CharField(max_length=1, choices=Sex.choices)
    nation = models.CharField(max_length=2, default="01")
    birth_date = models.DateField()
    phone = models.CharField(max_length=11, blank=True)
    address = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=16, choices=Category.choices)
    community = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    has_id_card = models.BooleanField(default=True)
    id_valid_until = models.DateField(null=True)
    is_ward = models.BooleanField(default=False)
    died_on = models.DateField(null=True)

    class Meta:
        # A constraint, not `unique=True`: that would add a second index for LIKE, and nobody searches half a number (S12).
        constraints = (models.UniqueConstraint(fields=("social_number",), name="people_person_social_number_key"),)
        indexes = (
            models.Index(fields=("name",), name="people_person_name", opclasses=["varchar_pattern_ops"]),
            models.Index(
                fields=("community", "name"),
                name="people_person_community",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
            models.Index(fields=("unit",), name="people_person_unit", condition=Q(unit__isnull=False)),
        )


class Guardianship(models.Model):
    """The legal guardian (监护人) of a minor or a ward; half-open in time."""

    guardian = models.ForeignKey(Person, models.PROTECT, related_name="wards", db_index=False)
    ward = models.ForeignKey(Person, models.PROTECT, related_name="guardians")
    relation = models.CharField(max_length=10)
    proof = models.CharField(max_length=30)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("guardian", "ward"), name="people_guardianship_once"),
            models.CheckConstraint(condition=~Q(guardian=F("ward")), name="people_guardianship_not_self"),
        )


class Power(models.Model):
    """A power to act for somebody (委托代办): one line a holder and agent, half-open in time; renewed in its place (S13.1)."""

    holder = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agent = models.ForeignKey(Person, models.PROTECT, related_name="+")
    relation = models.CharField(max_length=20)
    proof = models.CharField(max_length=20)  # holder_present | power_of_attorney
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # first day no longer in force
    end_reason = models.CharField(max_length=12, blank=True)  # revoked | died; empty: by its date

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("holder", "agent"), name="people_power_once"),
            models.CheckConstraint(condition=~Q(holder=F("agent")), name="people_power_not_self"),
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="people_power_span"),
        )


class Death(models.Model):
    """A death on the register (去世登记): never rewritten, only taken back (S11.1). `ended` is what ended with it, as it was before."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    died_on = models.DateField()
    recorded_at = models.DateTimeField()
    ended = models.JSONField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person",), condition=Q(taken_back_at__isnull=True), name="people_death_one"),
        )


class AccountManager(BaseUserManager["Account"]):
    """Look-up by login name, as Django's authentication asks for it."""

    def get_by_natural_key(self, username: str) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """One login (登录账号): of a holder (with `person`) or of an operator (see `staff.Operator`)."""

    username = models.CharField(max_length=64, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="account")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    objects = AccountManager()
