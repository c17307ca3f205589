"""Files of a checkpoint folder. They are untrusted: bounded, regular, and strict JSON."""

from __future__ import annotations

import json
import os
import reprlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mrkl_core.errors import BackendError

_REMEDY = "Download the file again; it is not as its publisher made it."
_MOST_SHOWN = 200


def file_error(path: Path, said: str, *, hint: str = _REMEDY, **context: object) -> BackendError:
    """Return the error for a file that cannot be used: what is ``said`` follows its name."""
    return BackendError(f"{str(path)!r} {said}.", hint=hint, file=str(path), **context)


def shown(value: object) -> str:
    """Return a short text for a value from a file, however large it is.

    Strings are cut later than reprlib does: the names of tensors stay whole.
    """
    if isinstance(value, str):
        return repr(value[:_MOST_SHOWN]) + "..." * (len(value) > _MOST_SHOWN)
    return reprlib.repr(value)


def is_file(path: Path) -> bool:
    """Return whether ``path`` is a regular file, or a link to one.

    Raises:
        BackendError: The system does not let us look.
    """
    try:
        return path.is_file()
    except OSError as error:
        raise _unreadable(path, error) from error


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """Open a regular file; yields the stream and the file's size in bytes.

    Raises:
        BackendError: It is missing, no regular file (a pipe would block for ever), or reading
            it fails.
    """
    if not is_file(path):
        raise file_error(path, "is missing, or is not a regular file")
    try:
        with path.open("rb") as stream:
            yield stream, os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise _unreadable(path, error) from error


def read_json_object(path: Path, *, most_bytes: int) -> dict[str, object]:
    """Return the object that a JSON file of at most ``most_bytes`` holds.

    Raises:
        BackendError: The file is missing, unreadable, too large or not one JSON object.
    """
    with opened(path) as (stream, size):
        if size > most_bytes:
            raise file_error(path, f"has {size:,} bytes; at most {most_bytes:,} are read")
        data = stream.read(most_bytes)
    return parse_json_object(data, path)


def parse_json_object(data: bytes, path: Path) -> dict[str, object]:
    """Return the JSON object in ``data``, which stems from ``path``.

    Stricter than Python's default: UTF-8 only, no NaN or infinity, no key twice.

    Raises:
        BackendError: It is not such an object.
    """
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        raise file_error(path, f"does not hold valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise file_error(path, f"holds a JSON {type(value).__name__} where an object belongs")
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the pairs as a dict; of a key given twice, readers would differ on which counts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number")


def _unreadable(path: Path, error: OSError) -> BackendError:
    reason = error.strerror or type(error).__name__
    return file_error(path, f"cannot be read: {reason}", hint="Check the path and its permissions.")
