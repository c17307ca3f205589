"""Errors on the command line: exit codes, and as JSON where JSON was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from mrkl_core.errors import MRKLError

FAILURE = 1
USAGE = 2
# What the user can correct in the command itself.
_USAGE_CODES = {
    "collection_not_found",
    "expert_disabled",
    "model_not_found",
    "question_error",
    "settings_error",
    "unknown_expert",
    "value_format_error",
}


def exit_code(code: str) -> int:
    """Return the exit code for an error code."""
    return USAGE if code in _USAGE_CODES else FAILURE


@contextmanager
def errors_as_json(wanted: bool) -> Iterator[None]:
    """Print a typed error as ``{"error": ...}`` on standard output, if ``wanted``."""
    try:
        yield
    except MRKLError as error:
        if not wanted:
            raise
        typer.echo(json.dumps({"error": error.to_dict()}))
        raise typer.Exit(exit_code(error.code)) from error
