"""Facts and lines of the rules as JSON and back, without loss; equal values have equal bytes.

What is None or empty is left out and read back as such, never as another default: a setting that changes later does
not change what was frozen before. Where a field may hold several classes, `is` names the class. Daily counts are kept
as runs: a month of twelve users is one pair.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Mapping as AnyMapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from itertools import groupby
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

Typed = dict[str, Any]
T = TypeVar("T")
Reader = Callable[[Any], Any]
Writer = Callable[[Any], Any]
CLASS: Final = "is"
# Fields that hold one value a day: written as [value, days].
BY_DAY: Final = frozenset({"daily", "daily_gb"})
# What is left out when it holds nothing; an empty text, zero and False are something.
EMPTY: Final = (tuple, frozenset, AnyMapping)
# Classes compared by identity: what was written alike is one object when read.
SHARED: Final = frozenset({"PriceBook"})


def canonical(typed: object) -> str:
    """Return JSON as text: keys in order, no spaces. Equal values give equal text."""
    return json.dumps(typed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(typed: object) -> str:
    """Return the SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(typed).encode()).hexdigest()


# ---------- Writing ----------
def written(value: object) -> Any:
    """Return a value of the rules as JSON knows values. Raises TypeError for what cannot be read back."""
    return _writer(type(value))(value)


_WRITERS: Final[dict[type, Writer]] = {}


def _writer(kind: type) -> Writer:
    """Return what writes the values of one class: made once, as a run writes millions."""
    known = _WRITERS.get(kind)
    if known is None:
        known = _WRITERS[kind] = _made_writer(kind)
    return known


def _made_writer(kind: type) -> Writer:
    if kind in (NoneType, bool, int):
        return lambda value: value
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, str | Decimal | UUID):
        return str
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, tuple | list):
        return lambda values: [_writer(type(one))(one) for one in values]
    if issubclass(kind, frozenset):
        return lambda values: sorted(map(written, values))
    if issubclass(kind, AnyMapping):
        return lambda values: {str(written(key)): _writer(type(one))(one) for key, one in values.items()}
    return _class_writer(kind)


def _class_writer(kind: type) -> Writer:
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} cannot be written")
    hints = get_type_hints(kind)
    plan = [(field.name, _field_writer(field.name, hints[field.name])) for field in fields(kind)]

    def writer(value: Any) -> Typed:
        typed: Typed = {}
        for name, one in plan:
            held = getattr(value, name)
            if held is not None and (held or not isinstance(held, EMPTY)):
                typed[name] = one(held)
        return typed

    return writer


def _field_writer(name: str, hint: Any) -> Writer:
    if name in BY_DAY:
        return lambda held: [[written(one), len([*alike])] for one, alike in groupby(held)]
    return _tagged if len(_classes_in(hint)) > 1 else written


def _tagged(held: Any) -> Any:
    if isinstance(held, AnyMapping):
        return {str(key): _tagged(one) for key, one in held.items()}
    if isinstance(held, tuple):
        return [_tagged(one) for one in held]
    return {CLASS: type(held).__name__, **written(held)}


def _classes_in(hint: Any) -> list[type]:
    if isinstance(hint, type) and is_dataclass(hint):
        return [hint]
    return [kind for part in get_args(hint) for kind in _classes_in(part)]


# ---------- Reading ----------
def read(kind: type[T], typed: Any) -> T:
    """Return the value of `kind` that was written so. Raises ValueError, KeyError or TypeError for anything else."""
    return cast("T", _reader(cast("Any", kind))(typed))


@cache
def _reader(hint: Any) -> Reader:
    """Return what reads the values of a type."""
    if isinstance(hint, type) and is_dataclass(hint):
        return _shared_reader(hint) if hint.__name__ in SHARED else _class_reader(hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _union_reader(inner)
    if origin is tuple:
        one = _reader(inner[0])
        return lambda typed: tuple(map(one, typed))
    if origin is frozenset:
        one = _reader(inner[0])
        return lambda typed: frozenset(map(one, typed))
    if origin in (Mapping, AnyMapping):
        key, one = _reader(inner[0]), _reader(inner[1])
        return lambda typed: {key(name): one(held) for name, held in typed.items()}
    return _plain_reader(hint)


def _plain_reader(hint: Any) -> Reader:
    if hint in (date, datetime):
        return cast("Reader", hint.fromisoformat)
    if hint in (int, bool):
        return _as_is(hint)
    if isinstance(hint, type) and issubclass(hint, Enum | Decimal | UUID | str):
        return hint
    raise TypeError(f"{hint} cannot be read")


def _as_is(hint: type) -> Reader:
    def reader(typed: Any) -> Any:
        if type(typed) is not hint:
            raise ValueError(f"{typed!r} is no {hint.__name__}")
        return typed

    return reader


def _union_reader(inner: Iterable[Any]) -> Reader:
    kinds = [kind for kind in inner if kind is not NoneType]
    classes = {kind.__name__: _reader(kind) for kind in kinds if isinstance(kind, type) and is_dataclass(kind)}
    if len(classes) > 1:
        return lambda typed: None if typed is None else classes[typed[CLASS]](typed)
    if set(kinds) == {int, Decimal}:
        # Whole numbers are JSON numbers, decimals text: never a float.
        return lambda typed: None if typed is None else typed if isinstance(typed, int) else Decimal(typed)
    (kind,) = kinds
    one = _reader(kind)
    return lambda typed: None if typed is None else one(typed)


def _class_reader(kind: type) -> Reader:
    hints = get_type_hints(kind)
    plans = [
        (field.name, _field_reader(field.name, hints[field.name]), _nothing(hints[field.name]))
        for field in fields(cast("Any", kind))
    ]

    def reader(typed: Any) -> Any:
        given = {name: one(typed[name]) if name in typed else _missing(name, nothing) for name, one, nothing in plans}
        return kind(**given)

    return reader


def _shared_reader(kind: type) -> Reader:
    reader = _class_reader(kind)

    @lru_cache(maxsize=1024)
    def shared(text: str) -> Any:
        return reader(json.loads(text))

    return lambda typed: shared(canonical(typed))


def _field_reader(name: str, hint: Any) -> Reader:
    if name not in BY_DAY:
        return _reader(hint)
    one = _reader(get_args(hint)[0])
    return lambda typed: tuple(value for held, days in typed for value in (one(held),) * days)


def _nothing(hint: Any) -> Any:
    """Return what a field that was left out holds: None, or the empty collection."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType) and NoneType in inner:
        return None
    if origin is tuple:
        return ()
    if origin is frozenset:
        return frozenset()
    return {} if origin in (Mapping, AnyMapping) else MISSING


def _missing(name: str, nothing: Any) -> Any:
    if nothing is MISSING:
        raise KeyError(name)
    return nothing
