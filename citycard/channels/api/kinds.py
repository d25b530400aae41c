"""The kinds of values that come in: strict, bounded, and nothing that no database keeps."""

from datetime import date
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from citycard import journeys
from citycard.audit import ShownDocument
from citycard.policy import Comes, Owner
from citycard.shared.numbers import mask

T = TypeVar("T")
LARGEST = 2**63 - 1
PLAIN = r"^[^\x00-\x1f\x7f]*$"  # no control characters: no name, number or reason holds one
MOST_LISTED = 200


def only_text(value: object) -> object:
    """A day is written as text; a number that could be taken for one is refused."""
    if not isinstance(value, str | date):
        raise ValueError("a day is written as text")  # noqa: TRY004 pydantic listens for this kind
    return value


Id = Annotated[int, Field(ge=1, le=LARGEST, examples=[4817])]
Count = Annotated[int, Field(ge=0, le=LARGEST, examples=[0])]
Version = Annotated[int, Field(ge=0, le=2**31 - 1, examples=[1])]
Day = Annotated[date, BeforeValidator(only_text), Field(strict=False, examples=["2026-11-23"])]
Words = Annotated[str, Field(max_length=200, pattern=PLAIN)]
Line = Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN)]
Number = Annotated[str, Field(min_length=1, max_length=24, pattern=PLAIN, examples=["210400198305062029"])]
CardNumber = Annotated[str, Field(min_length=1, max_length=20, pattern=PLAIN, examples=["A00000038"])]
Phone = Annotated[str, Field(max_length=20, pattern=PLAIN, examples=["13900001234"])]
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=PLAIN, examples=["王芳"])]
Slug = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9._-]+$")]
Limit = Annotated[int, Field(ge=1, le=MOST_LISTED, examples=[50])]
ComesIn = Annotated[Comes, Field(strict=False, examples=["holder"])]


class In(BaseModel):
    """What comes in: an unknown field, or a number where a text belongs, is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Out(BaseModel):
    """What goes out, made from a room's frozen facts."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Listed(Out, Generic[T]):
    """A list; `next_after` is what `after_id` of the next page is, or null at the end."""

    items: tuple[T, ...]
    next_after: int | None = None


class DocumentIn(In):
    """A paper that was shown (材料). `number` is masked before it is kept; `kind` is one of the service's `any_of`.

    `name` and `relation` say who comes for somebody else, on a guardian's or agent's paper; slips and receipts print them.
    """

    kind: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$", examples=["resident_id_card"])]
    holder: Annotated[Owner, Field(strict=False, examples=["applicant"])]
    number: Annotated[str, Field(max_length=40, pattern=PLAIN, examples=[""])] = ""
    original_seen: bool = True
    name: Annotated[str, Field(max_length=80, pattern=PLAIN, examples=["李静"])] = ""
    relation: Annotated[str, Field(max_length=20, pattern=PLAIN, examples=["女儿"])] = ""

    def shown(self, applicant: str) -> ShownDocument:
        """The paper as the record keeps it; `applicant` is the masked number of whose act it is."""
        own = applicant if self.holder is Owner.APPLICANT else ""
        number = mask.mask_citizen(self.number) if self.number else own
        is_own = self.holder is Owner.APPLICANT
        return ShownDocument(
            kind=self.kind,
            holder=str(self.holder),
            number_masked=number,
            original_seen=self.original_seen,
            name="" if is_own else self.name.strip(),
            relation="" if is_own else self.relation.strip(),
        )


class IdentityIn(In):
    """The valid ID of who stands at the counter; `valid_until` null means for life."""

    kind: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$", examples=["resident_id_card"])]
    number: Number
    valid_until: Day | None = None

    def shown(self) -> journeys.IdentityShown:
        """As the journeys take it."""
        return journeys.IdentityShown(**self.model_dump())


Documents = Annotated[list[DocumentIn], Field(max_length=20)]
