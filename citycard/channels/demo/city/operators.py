"""The sample city's operators: one in every office and unit, and the few whom the /demo page shows by name.

All share one password of the installation, made from its secret key, shown on /demo and valid in the demo only: without
demo mode no sample operator can log in.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password

from citycard.policy import Text
from citycard.staff import Role

from . import names
from .load import copy_lines
from .places import Places

POSTED_SINCE = date(2016, 5, 1)
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
ROLE_OF_OFFICE = {
    "community": (Role.COMMUNITY_CLERK, "S"),
    "card_hall": (Role.CARD_HALL_CLERK, "K"),
    "card_centre": (Role.CARD_CENTRE_CLERK, "C"),
    "bank_branch": (Role.BANK_TELLER, "B"),
    "medical": (Role.MEDICAL_CLERK, "H"),
    "pharmacy": (Role.PHARMACY_CLERK, "P"),
    "agency": (Role.AGENCY_CLERK, "J"),
}
ROLE_OF_UNIT = {"employer": (Role.EMPLOYER_CLERK, "D"), "school": (Role.SCHOOL_CLERK, "X")}
BACK_OFFICE = "YH99"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """An operator whom the /demo page shows. `place`: an office's code, or the kind of unit whose first one it is."""

    staff_no: str
    name: str
    role: Role
    place: str
    path: str
    does: Text

    @property
    def username(self) -> str:
        """The login name."""
        return self.staff_no.lower()


CLERKS = (
    Clerk(
        staff_no="S0101",
        name="刘洋",
        role=Role.COMMUNITY_CLERK,
        place="SQ001",
        path="/desk/",
        does=Text(
            zh="社区：受理申请、更正、撤回、查进度", en="Community: takes applications, corrects, withdraws, shows progress"
        ),
    ),
    Clerk(
        staff_no="D0011",
        name="吴丹",
        role=Role.EMPLOYER_CLERK,
        place="employer",
        path="/units/",
        does=Text(
            zh="用人单位：逐个申请、名册申请、发卡登记", en="Employer: applies one by one or by roster, records hand-overs"
        ),
    ),
    Clerk(
        staff_no="X0021",
        name="林涛",
        role=Role.SCHOOL_CLERK,
        place="school",
        path="/units/",
        does=Text(zh="学校：替学生申请、领卡、发卡", en="School: applies and collects for its students"),
    ),
    Clerk(
        staff_no="C0105",
        name="何静",
        role=Role.CARD_CENTRE_CLERK,
        place="ZK01",
        path="/card-centre/",
        does=Text(zh="制卡中心：核对、编批、往来文件、入库、分拨", en="Card centre: checks, batches, files, stock, dispatch"),
    ),
    Clerk(
        staff_no="Y0009",
        name="郑凯",
        role=Role.BANK_BACK_OFFICE,
        place=BACK_OFFICE,
        path="/card-centre/bank/",
        does=Text(zh="银行后台：预开户", en="Bank back office: opens accounts ahead"),
    ),
    Clerk(
        staff_no="K0317",
        name="赵敏",
        role=Role.CARD_HALL_CLERK,
        place="KF01",
        path="/desk/",
        does=Text(zh="卡服务大厅：签收、单位领卡", en="Card hall: receives cards, hands them to units"),
    ),
    Clerk(
        staff_no="B1108",
        name="孙丽",
        role=Role.BANK_TELLER,
        place="YH01",
        path="/desk/",
        does=Text(zh="银行网点：领卡、激活、自动缴款授权", en="Bank branch: collection, activation, mandates"),
    ),
    Clerk(
        staff_no="H0201",
        name="陆瑶",
        role=Role.MEDICAL_CLERK,
        place="YY01",
        path="/medical/",
        does=Text(zh="定点医院：验社保密码、改社保密码", en="Hospital: takes the social PIN, changes it"),
    ),
    Clerk(
        staff_no="P0301",
        name="曹宁",
        role=Role.PHARMACY_CLERK,
        place="YD01",
        path="/medical/",
        does=Text(zh="定点药店：验社保密码", en="Pharmacy: takes the social PIN"),
    ),
    Clerk(
        staff_no="J0006",
        name="许诺",
        role=Role.AGENCY_CLERK,
        place="JB01",
        path="/desk/",
        does=Text(
            zh="经办机构：登记死亡、撤销误登、结清退费", en="Agency: records deaths, takes mistaken ones back, settles refunds"
        ),
    ),
    Clerk(
        staff_no="K0002",
        name="周岩",
        role=Role.OPERATIONS,
        place="ZK01",
        path="/ops/",
        does=Text(zh="运行值班：看板、待打电话的名单", en="Operations: dashboard and call list"),
    ),
    Clerk(
        staff_no="A0001",
        name="冯雪",
        role=Role.AUDITOR,
        place="JB01",
        path="/ops/",
        does=Text(zh="审计：办理记录、校验", en="Auditor: the record of acts and its verification"),
    ),
)
COLUMNS = {
    "people_account": "id, password, username, is_active",
    "staff_operator": "id, account_id, staff_no, name, is_active",
    "staff_posting": "operator_id, role, office_id, unit_id, starts_on",
}


@dataclass(frozen=True, slots=True)
class _Post:
    staff_no: str
    name: str
    role: str
    office_id: int | None
    unit_id: int | None


def demo_password() -> str:
    """Return the password of this installation's sample operators, the same every time."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"citycard sample operators", sha256)
    return "sample-" + "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:8])


def load_operators(*, rng: Random, places: Places) -> int:
    """Write an operator for every place, and those of `CLERKS`; return how many."""
    password = make_password(demo_password()) if settings.DEMO else make_password(None)
    lines: dict[str, list[str]] = {table: [] for table in COLUMNS}
    count = 0
    for count, post in enumerate(_posts(rng, places), start=1):
        office, unit = post.office_id or "\\N", post.unit_id or "\\N"
        lines["people_account"].append(f"{count}\t{password}\t{post.staff_no.lower()}\tt\n")
        lines["staff_operator"].append(f"{count}\t{count}\t{post.staff_no}\t{post.name}\tt\n")
        lines["staff_posting"].append(f"{count}\t{post.role}\t{office}\t{unit}\t{POSTED_SINCE}\n")
    for table, columns in COLUMNS.items():
        copy_lines(table, columns, lines[table])
    return count


def _posts(rng: Random, places: Places) -> Iterator[_Post]:
    """The named clerks first, then one for every other office and unit that serves somebody."""
    offices = {office.code: office.id for office in places.offices}
    named = {(clerk.role, clerk.place) for clerk in CLERKS}
    for clerk in CLERKS:
        units = places.units_of(clerk.place)
        yield _Post(clerk.staff_no, clerk.name, clerk.role, offices.get(clerk.place), units[0].id if units else None)
    for office in places.offices:
        role, letter = ROLE_OF_OFFICE.get(office.kind, (None, ""))
        if role is not None and office.is_open and (role, office.code) not in named:
            yield _Post(f"{letter}{2000 + office.id}", _name(rng), role, office.id, None)
    for unit in places.units:
        if unit is not places.units_of(unit.kind)[0]:
            role, letter = ROLE_OF_UNIT[unit.kind]
            yield _Post(f"{letter}{20_000 + unit.id}", _name(rng), role, None, unit.id)


def _name(rng: Random) -> str:
    return names.full_name(rng, sex="1" if rng.random() < 0.5 else "2", family=names.surname(rng))
