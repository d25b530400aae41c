"""What a named person of the sample city is, and how one becomes a resident."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from citycard.policy import Text
from citycard.shared.numbers import citizen

from . import stages
from .places import Places, SampleOffice, SampleUnit, phone
from .residents import DIVISION, Resident

NORTH = "YH01"
HOME = "SQ001"
NO_OLD_CARD = -1
CAST_PHONES = 90_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One of the cast. `serial`: 0…199 of the birthday; `guardian`: the key of who cares for the person; `befell`: what came later."""

    key: str
    name: str
    sex: str
    born: date
    serial: int
    category: str
    phone: int
    story: Text
    stage: str = stages.NONE
    wave: int = 0
    pickup: str = NORTH
    unit: str = ""
    guardian: str = ""
    relation: str = ""
    has_id_card: bool = True
    is_ward: bool = False
    old_card_fen: int = NO_OLD_CARD
    other_bank: str = ""
    befell: str = ""

    @property
    def number(self) -> str:
        """The social security number: right in form, evidently invented."""
        return citizen.make(DIVISION, self.born, 2 * self.serial + (self.sex == "1"))


def residents(cast: Sequence[Named], places: Places) -> Iterator[Resident]:
    """Return the cast as the first residents of the city, guardians before their wards, none with a card yet; ids begin at 1."""
    offices = {office.code: office for office in places.offices}
    ids = {named.key: number for number, named in enumerate(cast, start=1)}
    for named in cast:
        yield _resident(named, ids=ids, offices=offices, places=places)


def _resident(named: Named, *, ids: dict[str, int], offices: dict[str, SampleOffice], places: Places) -> Resident:
    unit: SampleUnit | None = places.units_of(named.unit)[0] if named.unit else None
    return Resident(
        id=ids[named.key],
        number=named.number,
        name=named.name,
        sex=named.sex,
        born=named.born,
        phone=phone(CAST_PHONES + named.phone),
        address=f"新华社区{ids[named.key]}号楼101室（示例）",
        category=named.category,
        community=offices[HOME],
        unit=unit,
        has_id_card=named.has_id_card,
        is_ward=named.is_ward,
        guardian_id=ids.get(named.guardian, 0),
        relation=named.relation,
        old_card_fen=named.old_card_fen,
        other_bank=named.other_bank,
        stage=stages.NONE,
        pickup=offices[named.pickup],
    )
