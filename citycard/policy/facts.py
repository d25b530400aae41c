"""What the catalogue of services says, as frozen values."""

from dataclasses import dataclass

from citycard.policy.papers import Comes, RequiredDocument
from citycard.policy.places import LifeEvent, ServiceChannel
from citycard.policy.reading import Text


@dataclass(frozen=True, slots=True)
class Cell:
    """What a channel does in one column of the matrix; `is_possible` false means “go elsewhere”."""

    is_possible: bool
    words: Text


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel of a service: what it does there and what to prepare; `is_open` when this system serves it now."""

    channel: ServiceChannel
    cells: tuple[Cell, ...]
    prepare: Text
    rule: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ChannelMatrix:
    """Where a service is done: named columns, one row a channel."""

    columns: tuple[Text, ...]
    rows: tuple[ChannelRow, ...]


@dataclass(frozen=True, slots=True)
class Fee:
    """What it costs in words; `value` names the policy value that holds the amount in fen, if a rule sets one."""

    words: Text
    value: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens afterwards."""

    title: Text
    words: Text
    rule: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A frequent question and its answer."""

    ask: Text
    answer: Text


@dataclass(frozen=True, slots=True)
class Service:
    """One service; `acts` are the permissions it guards, empty while this system does not offer it."""

    id: str
    name: Text
    promise: Text
    event: LifeEvent
    who: Text
    actors: tuple[Comes, ...]
    matrix: ChannelMatrix
    documents: tuple[RequiredDocument, ...]
    documents_note: Text | None
    fee: Fee
    takes: Text
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    related: tuple[str, ...]
    rules: tuple[str, ...]
    acts: tuple[str, ...]
    is_online: bool
