"""The places of the sample city: Fushun's real divisions; streets, communities, branches and units are invented （示例）.

Three places are real because the source page names them: the card hall, the bank's branch under it, and the bureau.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from citycard import policy
from citycard.shared.numbers import card, credit_code

STREETS = ("琥珀街", "松针路", "煤精街", "蓝莓路", "桦树街", "青石路", "白鹭街", "山楂路")
WORDS = ("新华", "松林", "河湾", "琥珀", "晨光", "桃源", "枫叶", "石桥", "清泉", "云杉", "向日葵", "白鹭", "银杏", "青山")
INDUSTRIES = ("机械", "电器", "食品", "家具", "物流", "纺织", "印刷", "建材", "园林", "仪表")
COUNTIES = ("210411", "210402", "210404", "210403", "210421", "210422", "210423")
DESK_HOURS = "周一至周五 8:30–11:30，13:00–16:30（示例）"
BANK_HOURS = "周一至周日 9:00–16:00（示例）"
ALL_DAY = "门诊周一至周日 8:00–17:00，急诊全天（示例）"
SHOP_HOURS = "每天 8:00–20:30（示例）"
PEOPLE_A_COMMUNITY = 20_000
PEOPLE_AN_EMPLOYER = 150
PEOPLE_A_SCHOOL = 2_500


@dataclass(frozen=True, slots=True)
class SampleOffice:
    """An office to be made; `id` is its row's id."""

    id: int
    code: str
    kind: str
    name: str
    division: str
    address: str
    hours: str
    phone: str = ""
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class SampleUnit:
    """An employer or a school to be made."""

    id: int
    code: str
    kind: str
    name: str
    division: str
    address: str
    contact_name: str
    contact_phone: str


@dataclass(frozen=True, slots=True)
class Places:
    """All places of a city of some size."""

    offices: tuple[SampleOffice, ...]
    units: tuple[SampleUnit, ...]

    def of_kind(self, kind: str) -> tuple[SampleOffice, ...]:
        """The offices of one kind that serve the public."""
        return tuple(office for office in self.offices if office.kind == kind and office.is_open)

    def units_of(self, kind: str) -> tuple[SampleUnit, ...]:
        """The employers or the schools."""
        return tuple(unit for unit in self.units if unit.kind == kind)


def places(people: int) -> Places:
    """Return the places of a city of `people`: the same for the same number, more units and communities for more people."""
    rows = [*_halls(), *_branches(), *_medical(), *_communities(21 + people // PEOPLE_A_COMMUNITY)]
    offices = tuple(SampleOffice(number, *row) for number, row in enumerate(rows, start=1))
    return Places(offices=offices, units=tuple(_units(people)))


Row = tuple[str, str, str, str, str, str, str, bool]


def _halls() -> Iterator[Row]:
    city = policy.city()
    yield "KF01", "card_hall", city.hall_name.zh, "210411", city.hall_address.zh, DESK_HOURS, "12333", True
    yield "ZK01", "card_centre", "制卡中心（示例）", "210411", _address("210411", 0, 1), DESK_HOURS, "", True
    yield "JB01", "agency", "社会保险业务经办机构（示例）", "210402", _address("210402", 0, 2), DESK_HOURS, "12333", True
    for number, division in enumerate(COUNTIES, start=1):
        name = f"{policy.division(division).name.zh}社保分局（示例）"
        yield f"FJ{number:02d}", "sub_bureau", name, division, _address(division, 1, number), DESK_HOURS, "", True


def _branches() -> Iterator[Row]:
    bank = policy.city().bank.zh
    yield "YH01", "bank_branch", f"{bank}北站支行", "210411", "顺城区新华大街22号", BANK_HOURS, "", True
    for number in range(2, 15):
        division = COUNTIES[number % len(COUNTIES)]
        name = f"{bank}{WORDS[number - 1]}支行（示例）"
        yield f"YH{number:02d}", "bank_branch", name, division, _address(division, 2, number), BANK_HOURS, "", True
    yield "YH99", "bank_branch", f"{bank}运营中心（示例）", "210411", _address("210411", 2, 99), BANK_HOURS, "", False


def _medical() -> Iterator[Row]:
    for number, kind in enumerate(("第一", "第二", "中心"), start=1):
        division = COUNTIES[number - 1]
        yield (
            f"YY{number:02d}",
            "medical",
            f"{WORDS[number]}{kind}医院（示例）",
            division,
            _address(division, 3, number),
            ALL_DAY,
            "",
            True,
        )
    for number in range(1, 5):
        division = COUNTIES[number - 1]
        yield (
            f"YD{number:02d}",
            "pharmacy",
            f"{WORDS[-number]}大药房（示例）",
            division,
            _address(division, 4, number),
            SHOP_HOURS,
            "",
            True,
        )


def _communities(count: int) -> Iterator[Row]:
    for number in range(count):
        division = COUNTIES[number % len(COUNTIES)]
        turn, word = divmod(number, len(WORDS))
        name = f"{WORDS[word]}{f'第{turn + 1}' if turn else ''}社区（示例）"
        yield f"SQ{number + 1:03d}", "community", name, division, _address(division, number, number + 3), DESK_HOURS, "", True


def _units(people: int) -> Iterator[SampleUnit]:
    employers = 24 + people // PEOPLE_AN_EMPLOYER
    for number in range(1, employers + 1 + 6 + people // PEOPLE_A_SCHOOL):
        is_school = number > employers
        turn = (number - employers if is_school else number) - 1
        word, series = WORDS[turn % len(WORDS)], turn // len(WORDS)
        division = COUNTIES[turn % len(COUNTIES)]
        if is_school:
            name = f"{word}{('小学', '中学')[turn % 2]}{series + 1 if series else ''}（示例）"
        else:
            name = f"{word}{INDUSTRIES[(turn + series) % len(INDUSTRIES)]}有限公司{series + 1 if series else ''}（示例）"
        yield SampleUnit(
            id=number,
            code=_credit_code(number, registrar="12" if is_school else "91"),
            kind="school" if is_school else "employer",
            name=name,
            division=division,
            address=_address(division, turn, turn % 300 + 5),
            contact_name="示例联系人",
            contact_phone=phone(80_000_000 + number),
        )


def _credit_code(number: int, *, registrar: str) -> str:
    """A credit code valid in form; the organisation part is 999 and a count."""
    body = f"{99_900_000 + number:08d}"
    return credit_code.make(registrar, "210400", body + card.check_char(body))


def _address(division: str, street: int, door: int) -> str:
    return f"{policy.division(division).name.zh}{STREETS[street % len(STREETS)]}{door}号（示例）"


def phone(number: int) -> str:
    """A mobile number of the range 154, which no operator has been given: a message to it reaches nobody."""
    return f"154{number:08d}"
