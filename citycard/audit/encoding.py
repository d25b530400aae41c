"""Values to JSON and back by their declared types: for receipts, inputs and facts. No floats: money is fen."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, NewType, Union, cast, get_args, get_origin, get_type_hints

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]
Writer = Callable[[Any], Json]
_PLAIN = frozenset((str, int, bool, NoneType))


def encode(value: object) -> Json:
    """Return `value` as JSON: dates as ISO text, enums by value, bytes as their SHA-256; refuses floats and unknown types."""
    kind = type(value)
    return value if kind in _PLAIN else _writer_of(kind)(value)  # pyright: ignore[reportReturnType]  # one of the plain kinds


@cache
def _writer_of(kind: type[Any]) -> Writer:
    """Return what writes values of a kind: found once, as an act writes fifty values of the same few kinds."""
    if is_dataclass(kind):
        names = tuple(part.name for part in fields(kind))
        return lambda value: {name: encode(getattr(value, name)) for name in names}
    for kinds, writer in _WRITERS:
        if issubclass(kind, kinds):
            return writer
    raise TypeError(f"{kind.__name__} cannot stand in the record of acts")


_WRITERS: tuple[tuple[tuple[type[Any], ...], Writer], ...] = (
    ((StrEnum,), str),
    ((Enum,), lambda value: encode(value.value)),
    ((str, int), lambda value: value),
    ((date,), lambda value: value.isoformat()),
    ((Decimal,), str),
    ((bytes, bytearray, memoryview), lambda value: sha256(value).hexdigest()),
    ((list, tuple), lambda value: [encode(item) for item in value]),
    (
        (Mapping,),
        lambda value: {key if type(key) is str else str(encode(key)): encode(item) for key, item in value.items()},
    ),
    ((set, frozenset), lambda value: sorted((encode(item) for item in value), key=str)),
)


def decode(hint: object, value: Json) -> object:
    """Return the value of declared type `hint` that `encode` wrote as `value`."""
    if isinstance(hint, NewType):
        return decode(cast(object, hint.__supertype__), value)
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _decode_union(hint, value)
    if origin in (tuple, list) and isinstance(value, list):
        return _decode_sequence(hint, value)
    if origin is dict and isinstance(value, dict):
        key_hint, item_hint = cast(tuple[object, object], get_args(hint))
        return {decode(key_hint, key): decode(item_hint, item) for key, item in value.items()}
    if isinstance(hint, type):
        return _decode_class(hint, value)
    return value


def _decode_union(hint: object, value: Json) -> object:
    if value is None:
        return None
    kinds = [kind for kind in cast(tuple[object, ...], get_args(hint)) if kind is not NoneType]
    return decode(kinds[0], value) if len(kinds) == 1 else value


def _decode_sequence(hint: object, value: list[Json]) -> object:
    inner = cast(tuple[object, ...], get_args(hint))
    if get_origin(hint) is list:
        return [decode(inner[0], item) for item in value]
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(decode(inner[0], item) for item in value)
    return tuple(decode(kind, item) for kind, item in zip(inner, value, strict=True))


def _decode_class(hint: type[object], value: Json) -> object:
    if issubclass(hint, Enum):
        return hint(value)
    if hint in (date, datetime) and isinstance(value, str):
        return cast(type[date], hint).fromisoformat(value)
    if hint is Decimal and isinstance(value, str):
        return Decimal(value)
    if is_dataclass(hint) and isinstance(value, dict):
        hints = get_type_hints(hint)
        return hint(**{name: decode(hints[name], item) for name, item in value.items()})
    return value
