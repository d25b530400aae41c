"""The invented people, household by household, as an endless stream: the same for the same seed, flat in memory.

A citizen number here is right in form and evidently invented: it begins with 210400, the code of the city as a whole, while
GB 11643 numbers carry the code of a county or district; see docs/decisions.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from . import names
from .places import Places, SampleOffice, SampleUnit, phone

DIVISION = "210400"
OLDEST_YEARS = 100
FIRST_SERIAL = 200  # of 500 a day and sex; the ones below belong to the people with a name in `cast`
OWN_ID_FROM, OF_AGE = 16, 18
WORKING = (22, 59)
LONG_TERM_FROM = 46  # an ID card given at 46 or later has no last day (长期)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"

EMPLOYEE, RETIREE, STUDENT, SELF_EMPLOYED, RESIDENT = "employee", "retiree", "student", "self_employed", "resident"


@dataclass(slots=True)
class Resident:
    """One invented person and where the card stands. Money is fen; `stage` and `wave` are explained in `stages`."""

    id: int
    number: str
    name: str
    sex: str
    born: date
    phone: str
    address: str
    category: str
    community: SampleOffice
    unit: SampleUnit | None = None
    has_id_card: bool = True
    id_valid_until: str = ""
    is_ward: bool = False
    guardian_id: int = 0
    relation: str = ""
    old_card_fen: int = -1
    other_bank: str = ""
    stage: str = ""
    wave: int = 0
    pickup: SampleOffice | None = None
    nation: str = "01"


class Numbers:
    """Citizen numbers, each once: a count for every birthday and sex."""

    def __init__(self, today: date) -> None:
        self.first_day = date(today.year - OLDEST_YEARS - 1, 1, 1).toordinal()
        days = today.toordinal() - self.first_day + 1
        self._used = array("H", [FIRST_SERIAL]) * (2 * days)
        self._days: dict[int, tuple[str, int]] = {}
        self._serials = [(f"{serial:03d}", _weighted(f"{serial:03d}", 14)) for serial in range(1000)]

    def next(self, born: date, sex: str) -> str:
        """Return the next number of that birthday and sex."""
        day = born.toordinal() - self.first_day
        place = 2 * day + (sex == "1")
        serial = self._used[place]
        self._used[place] = serial + 1
        head, head_sum = self._days.get(day) or self._learn(day, born)
        tail, tail_sum = self._serials[2 * serial + (sex == "1")]
        return head + tail + CHECK[(head_sum + tail_sum) % 11]

    def _learn(self, day: int, born: date) -> tuple[str, int]:
        head = f"{DIVISION}{born:%Y%m%d}"
        self._days[day] = found = (head, _weighted(head, 0))
        return found


def _weighted(digits: str, place: int) -> int:
    return sum(int(digit) * WEIGHTS[place + offset] for offset, digit in enumerate(digits))


class Town:
    """Makes households for one city, in the order of `first_id`."""

    def __init__(self, *, rng: Random, places: Places, today: date, first_id: int) -> None:
        self.rng = rng
        self.today = today
        self.next_id = first_id
        self.numbers = Numbers(today)
        self.communities = places.of_kind("community")
        self.employers = places.units_of("employer")
        self.schools = places.units_of("school")

    def people(self, count: int) -> Iterator[Resident]:
        """Yield `count` people; the last household is cut off."""
        made = 0
        while made < count:
            for resident in self._household():
                if made == count:
                    return
                made += 1
                yield resident

    def _household(self) -> list[Resident]:
        rng = self.rng
        lot = rng.random()
        community = self.communities[int(rng.random() * len(self.communities))]
        home = f"{community.name.removesuffix('（示例）')}{int(rng.random() * 60) + 1}号楼{int(rng.random() * 120) + 1}室（示例）"
        if lot >= 0.68:
            age = 60 + int(rng.random() * 29)
            return [self._adult(age, sex, community, home) for sex in ("12" if lot < 0.92 else "2")]
        age = WORKING[0] + int(rng.random() * (WORKING[1] - WORKING[0]))
        if lot >= 0.5:
            return [self._adult(age, "1" if rng.random() < 0.5 else "2", community, home)]
        pair = [self._adult(max(age - 2 * (sex == "2"), WORKING[0]), sex, community, home) for sex in "12"]
        if lot >= 0.3:
            return pair
        children = 2 if rng.random() < 0.25 else 1
        return pair + [self._child(pair[int(rng.random() * 2)], pair[0].name, age, home) for _ in range(children)]

    def _adult(self, age: int, sex: str, community: SampleOffice, home: str) -> Resident:
        rng = self.rng
        born = self._born(age)
        category, unit = self._work(age)
        valid = "" if age >= LONG_TERM_FROM and rng.random() < 0.7 else f"{self.today.year + 1 + int(rng.random() * 18)}-06-30"
        own_phone = phone(self.next_id) if age < 70 or rng.random() < 0.9 else ""
        name = names.full_name(rng, sex=sex, family=names.surname(rng))
        return self._enter(
            Resident(
                id=self.next_id,
                number=self.numbers.next(born, sex),
                name=name,
                sex=sex,
                born=born,
                phone=own_phone,
                address=home,
                category=category,
                community=community,
                unit=unit,
                id_valid_until=valid,
                other_bank=self._other_bank(category),
            )
        )

    def _child(self, parent: Resident, family: str, parents_age: int, home: str) -> Resident:
        rng = self.rng
        sex = "1" if rng.random() < 0.5 else "2"
        age = int(rng.random() * min(max(parents_age - 21, 1), 18))
        born = self._born(age)
        at_school = age >= 7
        has_card = age >= OWN_ID_FROM or (age >= 5 and rng.random() < 0.35)
        surname = family[:2] if family[:2] in names.COMPOUND_SURNAMES else family[:1]
        child = Resident(
            id=self.next_id,
            number=self.numbers.next(born, sex),
            name=names.full_name(rng, sex=sex, family=surname),
            sex=sex,
            born=born,
            phone=parent.phone,
            address=home,
            category=STUDENT if at_school else RESIDENT,
            community=parent.community,
            unit=self.schools[int(rng.random() * len(self.schools))] if at_school else None,
            has_id_card=has_card,
            id_valid_until=f"{self.today.year + 1 + int(rng.random() * 4)}-08-31" if has_card else "",
        )
        if age < OF_AGE:
            child.guardian_id, child.relation = parent.id, "父亲" if parent.sex == "1" else "母亲"
        return self._enter(child)

    def _enter(self, resident: Resident) -> Resident:
        self.next_id += 1
        lot = self.rng.random()
        if lot < 0.85 and (self.today.year - resident.born.year) > 5:
            resident.old_card_fen = int(lot * lot * 800_000)
        return resident

    def _born(self, age: int) -> date:
        days = int(age * 365.25 + self.rng.random() * 360) + 1
        return date.fromordinal(self.today.toordinal() - days)

    def _work(self, age: int) -> tuple[str, SampleUnit | None]:
        """Return how somebody of that age is insured, and at which unit."""
        lot = self.rng.random()
        employer = self.employers[int(self.rng.random() * len(self.employers))]
        if age >= 60:
            return (RETIREE, employer if lot < 0.5 else None) if lot < 0.75 else (RESIDENT, None)
        if lot < 0.5:
            return EMPLOYEE, employer
        return (SELF_EMPLOYED, None) if lot < 0.75 else (RESIDENT, None)

    def _other_bank(self, category: str) -> str:
        """A retiree's pension and many self-employed people's contributions go through another bank until now (S2.2, S16.5)."""
        if category == RETIREE or (category == SELF_EMPLOYED and self.rng.random() < 0.7):
            return "icbc" if self.rng.random() < 0.6 else "bocom"
        return ""
