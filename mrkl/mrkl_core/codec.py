"""Values to JSON-compatible data and back, without loss.

``None`` fields are left out (but for those marked ``always``) and come back as ``None``; unknown or
missing keys are typed errors.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from mrkl_core.errors import ValueFormatError, did_you_mean

T = TypeVar("T")


def _key(field: dataclasses.Field[Any]) -> str:
    return str(field.metadata.get("key", field.name))


def to_dict(value: Any) -> Any:
    """Return ``value`` (one of our records, or JSON data) as plain JSON data."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            _key(field): to_dict(item)
            for field in dataclasses.fields(value)
            if (item := getattr(value, field.name)) is not None or field.metadata.get("always")
        }
    if isinstance(value, Mapping):
        return {str(key): to_dict(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_dict(item) for item in value]
    return value


def from_dict(cls: type[T], data: Any) -> T:
    """Build a ``cls`` from JSON data.

    Raises:
        ValueFormatError: A key is unknown or missing, or a value has the wrong shape.
    """
    if not isinstance(data, Mapping):
        raise ValueFormatError(f"A {cls.__name__} must be an object, not {data!r:.80}.")
    fields = {_key(field): field for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
    for key in data:
        if key not in fields:
            raise ValueFormatError(
                f"A {cls.__name__} has no key {key!r}.", hint=did_you_mean(str(key), fields)
            )
    hints = _hints(cast(type, cls))
    values = {
        field.name: _decode(hints[field.name], data[key], f"{cls.__name__}.{key}")
        for key, field in fields.items()
        if key in data
    }
    for key, field in fields.items():
        if key in data or field.default is not dataclasses.MISSING:
            continue
        if field.default_factory is dataclasses.MISSING:
            if _is_optional(hints[field.name]):
                values[field.name] = None
            else:
                raise ValueFormatError(f"A {cls.__name__} needs the key {key!r}.")
    return cls(**values)


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _is_optional(hint: Any) -> bool:
    return hint is Any or (_is_union(hint) and type(None) in get_args(hint))


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def _decode(hint: Any, data: Any, where: str) -> Any:
    if hint is Any:
        return data
    if _is_union(hint):
        if data is None:
            return None
        (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
        return _decode(inner, data, where)
    if get_origin(hint) is Literal:
        if data not in get_args(hint):
            raise ValueFormatError(f"{where} is {data!r}; valid: {', '.join(get_args(hint))}.")
        return data
    if dataclasses.is_dataclass(hint):
        return from_dict(hint, data)  # type: ignore[arg-type]
    return _decode_container(hint, data, where)


def _decode_container(hint: Any, data: Any, where: str) -> Any:
    if get_origin(hint) is tuple:
        if not isinstance(data, list | tuple):
            raise ValueFormatError(f"{where} must be a list, not {data!r:.80}.")
        inner = get_args(hint)[0]
        return tuple(_decode(inner, item, f"{where}[{i}]") for i, item in enumerate(data))
    if get_origin(hint) is Mapping:
        if not isinstance(data, Mapping):
            raise ValueFormatError(f"{where} must be an object, not {data!r:.80}.")
        inner = get_args(hint)[1]
        return {str(key): _decode(inner, item, f"{where}.{key}") for key, item in data.items()}
    if hint is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if not isinstance(data, hint) or (hint in (int, float) and isinstance(data, bool)):
        raise ValueFormatError(f"{where} must be a {hint.__name__}, not {data!r:.80}.")
    return data
