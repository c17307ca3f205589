"""Reads the public data sets: where they are, what each row says, which may be trained on."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from mrkl_core.errors import DataNotFoundError

_OPENERS: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open}
#: Sources whose licence is share-alike or not fully clear; one switch leaves them all out.
SHARE_ALIKE = frozenset({"sgd", "spider_syn", "mawps", "squadshifts", "squad_train_excerpt"})

#: Sources whose rows never train the encoder, only the route head on top of it: they measure how
#: well the encoder serves tools that it was never trained for.
HEADS_ONLY = frozenset({"clinc150", "banking77"})


def data_folder() -> Path:
    """Return the data folder: ``MRKL_DATA``, or ``../shared/data`` beside the project.

    Raises:
        DataNotFoundError: The folder does not exist.
    """
    name = os.environ.get("MRKL_DATA", "../shared/data")
    path = Path(name)
    if not path.is_absolute():
        path = Path(__file__).resolve().parents[3] / path
    if not path.is_dir():
        raise DataNotFoundError(
            f"The data folder {name!r} does not exist (tried {path}).",
            hint="Set MRKL_DATA to the folder that holds clinc150, mrkl_synthetic and the others.",
        )
    return path


def text(name: str) -> str:
    """Return the text of one file of the data folder, unpacked.

    Raises:
        DataNotFoundError: The file does not exist.
    """
    path = data_folder() / name
    if not path.is_file():
        raise DataNotFoundError(
            f"The data file {name!r} does not exist (tried {path}).",
            hint="Set MRKL_DATA to a folder that holds it.",
        )
    opener: Callable[..., BinaryIO] = _OPENERS.get(path.suffix, open)
    with opener(path, "rb") as file:
        raw = file.read()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def rows(name: str) -> list[dict[str, Any]]:
    """Return the objects of a JSON-lines file."""
    return [json.loads(line) for line in text(name).split("\n") if line.strip()]


def document(name: str) -> Any:
    """Return the content of a JSON file."""
    return json.loads(text(name))


def table(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    """Return the rows of a CSV file with a header."""
    return list(csv.DictReader(io.StringIO(text(name)), delimiter=delimiter))


def normalised(question: str) -> str:
    """Return the form in which two questions count as the same."""
    plain = unicodedata.normalize("NFKC", question).lower()
    return " ".join(re.sub(r"[^\w\s]", " ", plain).split())
