"""Options that several commands share, and the system they describe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mrkl_apps.cli.setup import setup_of
from mrkl_core.errors import QuestionError

if TYPE_CHECKING:
    from mrkl import System

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Database = Annotated[
    str | None,
    typer.Option("--db", metavar="URL", help="Database to answer from, as a SQLAlchemy URL."),
]
Documents = Annotated[
    list[str] | None,
    typer.Option(
        "--docs", metavar="NAME|PATH", help="Document collection, file or folder; repeatable."
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME|PATH",
        help="Language model for what no expert can do: openai:NAME, or a checkpoint's folder.",
    ),
]
Thinking = Annotated[
    Literal["on", "off", "auto"] | None,
    typer.Option(
        "--think", help="Whether the language model reasons first; auto judges from the question."
    ),
]
DType = Annotated[
    str,
    typer.Option(
        help="What a local model computes in: auto (as stored), float32, bfloat16, float16, int8."
    ),
]
Experts = Annotated[
    list[str] | None,
    typer.Option("--expert", metavar="NAME", help="Let only this expert answer; repeatable."),
]


def build_system(
    context: typer.Context, *, database: str | None, documents: list[str] | None, model: str | None
) -> System:
    """Return the default system with the settings that options replace.

    What cannot be set up is told on standard error.
    """
    from mrkl import Settings

    given: dict[str, Any] = {
        "database_url": database,
        "collections": tuple(documents) if documents else None,
        "model": model,
    }
    settings = Settings(**{key: value for key, value in given.items() if value is not None})
    system = setup_of(context).system(settings)
    for problem in system.problems:
        typer.echo(f"mrkl: {problem.message} {problem.hint}".rstrip(), err=True)
    return system


def asked_otherwise(system: System, documents: list[str] | None) -> str | None:
    """Return who gets what the router abstains from: documents, where the user named some."""
    return "documents" if documents and "documents" in system.enabled else None


def read_question(argument: str | None) -> str:
    """Return the question given as an argument, or read from standard input.

    Raises:
        QuestionError: Neither holds one, it cannot be read, or standard input is not UTF-8.
    """
    from mrkl.questions import check_question

    # Checked before anything heavy is loaded, so that a slip is told at once.
    return check_question(_piped() if argument in (None, "-") else argument)


def _piped() -> str:
    from mrkl.questions import LIMIT_BYTES

    if sys.stdin.isatty():
        raise QuestionError(
            "No question was given.", hint='Write mrkl ask "QUESTION", or pipe one in.'
        )
    # One byte above the limit is enough to see that a question is too long.
    raw = sys.stdin.buffer.read(LIMIT_BYTES + 1)
    try:
        return raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(raw) > LIMIT_BYTES:
            return raw.decode("utf-8", errors="replace")
        raise QuestionError(
            f"Standard input is not UTF-8 text: byte {error.start} is 0x{raw[error.start]:02x}.",
            hint="Convert it first.",
        ) from error
