"""The frozen values of the record of acts: who acts, where, on which papers, and what is read back."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import ClassVar, Self, get_type_hints

from .encoding import Json, decode, encode


class Channel(StrEnum):
    """The ways people reach the service (渠道), as the rulebook names them, and the places behind the counters."""

    COMMUNITY = "community"
    CARD_HALL = "card_hall"
    SUB_BUREAU = "sub_bureau"
    AGENCY = "agency"
    BANK_BRANCH = "bank_branch"
    BANK_TERMINAL = "bank_terminal"
    ONLINE_BANK = "online_bank"
    MOBILE_BANK = "mobile_bank"
    WECHAT_BANK = "wechat_bank"
    PHONE_BANK = "phone_bank"
    WEB_HALL = "web_hall"
    UNIT_HALL = "unit_hall"
    WECHAT = "wechat"
    IVR = "ivr"
    KIOSK = "kiosk"
    MEDICAL = "medical"
    PHARMACY = "pharmacy"
    POS = "pos"
    WALLET = "wallet"
    CARD_CENTRE = "card_centre"
    BANK_BACK_OFFICE = "bank_back_office"
    FACTORY = "factory"
    OPS = "ops"
    API = "api"
    SYSTEM = "system"
    DEMO = "demo"


@dataclass(frozen=True)
class ShownDocument:
    """A paper shown at the counter (出示的证件材料). `holder` is applicant, guardian, agent or unit; the number is masked.

    `name` and `relation` say who came for somebody else, as the paper and they themselves told; empty for the applicant.
    """

    kind: str
    holder: str
    number_masked: str = ""
    original_seen: bool = True
    name: str = ""
    relation: str = ""


@dataclass(frozen=True)
class Actor:
    """Who acts (经办人或本人), through which channel, standing where, for which purpose and on which papers (A2)."""

    channel: Channel
    account_id: int | None
    label: str
    office_id: int | None = None
    unit_id: int | None = None
    person_id: int | None = None
    documents: tuple[ShownDocument, ...] = ()
    purpose: str = ""
    terminal: str = ""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What an act gives back (回执). Rooms subclass it with their own frozen fields; a replay says so (A3).

    Fields may be str, int, bool, date, datetime, StrEnum, another frozen dataclass, a tuple of these, or None.
    """

    replayed: bool = False
    unsaved: ClassVar[frozenset[str]] = frozenset({"replayed"})

    def to_json(self) -> dict[str, Json]:
        """Return the receipt as the record of acts keeps it."""
        return {name: encode(getattr(self, name)) for name in _saved(type(self))}

    @classmethod
    def from_json(cls, kept: dict[str, Json]) -> Self:
        """Return the receipt of the first act from the record, marked as a replay."""
        hints = _hints(cls)
        values = {part.name: decode(hints[part.name], kept[part.name]) for part in fields(cls) if part.name in kept}
        return cls(**values, replayed=True)


@cache
def _saved(kind: type[Receipt]) -> tuple[str, ...]:
    return tuple(part.name for part in fields(kind) if part.name not in kind.unsaved)


@cache
def _hints(kind: type[Receipt]) -> dict[str, object]:
    return get_type_hints(kind)


@dataclass(frozen=True)
class ActLine:
    """One line of the record of acts (办理记录), as pages show it."""

    id: int
    number: str
    act: str
    channel: Channel
    operator_label: str
    account_id: int | None
    office_id: int | None
    unit_id: int | None
    person_id: int | None
    actor_person_id: int | None
    terminal: str
    purpose: str
    documents: tuple[ShownDocument, ...]
    facts: dict[str, Json]
    at: datetime
    is_sealed: bool


@dataclass(frozen=True)
class ActFilter:
    """Which acts to list; None means any. `before_id` continues a list after its last line; look-ups only when asked."""

    act: str | None = None
    channel: Channel | None = None
    account_id: int | None = None
    office_id: int | None = None
    unit_id: int | None = None
    person_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    before_id: int | None = None
    with_reads: bool = False


@dataclass(frozen=True)
class Sealed:
    """What one run of the sealer did: seals made, acts sealed, and the newest head `seal:chain`."""

    seals: int
    acts: int
    head: str


@dataclass(frozen=True)
class RecordState:
    """How far the sealer is: seals made, the newest one's moment and head, and the acts that wait for the next."""

    seals: int
    sealed_at: datetime | None
    head: str
    unsealed: int


@dataclass(frozen=True)
class VerifyReport:
    """What the verification found. Lists hold act ids (seal ids in `broken_seals`), at most `LISTED` each; counts are full."""

    LISTED: ClassVar[int] = 1000

    seals: int
    acts: int
    unsealed: int
    head: str
    changed: tuple[int, ...]
    missing: tuple[int, ...]
    added: tuple[int, ...]
    moved: tuple[tuple[int, int], ...]
    broken_seals: tuple[int, ...]
    found: int

    @property
    def is_sound(self) -> bool:
        """True when no row was changed, removed, added behind a seal or moved, and the chain is whole."""
        return self.found == 0

    def __str__(self) -> str:
        """Say the finding first, then each kind of it with its ids, then the head to note outside this database."""
        verdict = "sound / 记录完整" if self.is_sound else f"NOT SOUND / 记录有 {self.found} 处不符"
        odd = {
            "changed / 被改动": self.changed,
            "missing / 缺失": self.missing,
            "added behind a seal / 事后插入": self.added,
            "moved (sealed as, found as) / 被挪动": self.moved,
            "broken seals / 封存断裂": self.broken_seals,
        }
        lines = [
            f"record of acts: {verdict}",
            f"acts sealed: {self.acts}   seals: {self.seals}   not sealed yet: {self.unsealed}",
        ]
        lines += [f"{name}: {', '.join(map(str, ids))}" for name, ids in odd.items() if ids]
        return "\n".join([*lines, f"head: {self.head or '-'}"])
