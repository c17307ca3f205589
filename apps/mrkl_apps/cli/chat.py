"""``mrkl chat``: a conversation in the terminal."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from mrkl_apps.cli.options import (
    Database,
    Documents,
    Model,
    Thinking,
    asked_otherwise,
    build_system,
)
from mrkl_core.answer import Turn
from mrkl_core.errors import MRKLError
from mrkl_core.values import Think

if TYPE_CHECKING:
    from rich.console import Console

    from mrkl import System

_HELP = (
    "/help this list · /experts who can answer · /trace show or hide traces · /new forget · /quit"
)


class _Chat:
    """One session: the conversation and whether traces are shown."""

    def __init__(
        self, system: System, console: Console, think: Think | None, otherwise: str | None
    ) -> None:
        self._system = system
        self._console = console
        self._think = think
        self._otherwise = otherwise
        self._trace = True
        self._conversation = uuid.uuid4().hex
        self._turns: list[Turn] = []

    def take(self, line: str) -> bool:
        """Handle one line; return False when the session shall end."""
        if line in ("/quit", "/exit"):
            return False
        if line.startswith("/"):
            self._command(line)
        elif line.strip():
            self._ask(line)
        return True

    def _ask(self, question: str) -> None:
        from mrkl_apps.cli.rendering import show_answer

        try:
            answer = self._system.ask(
                question,
                conversation=self._conversation,
                think=self._think,
                otherwise=self._otherwise,
            )
        except MRKLError as error:
            self._console.print(str(error), style="red", markup=False)
            return
        show_answer(self._console, answer, trace=self._trace, turns=self._turns)
        self._turns.append(Turn(question=question, answer=answer))

    def _command(self, line: str) -> None:
        if line == "/trace":
            self._trace = not self._trace
            self._say(f"Traces are {'shown' if self._trace else 'hidden'}.")
        elif line == "/new":
            self._conversation = uuid.uuid4().hex
            self._turns.clear()
            self._say("A new conversation.")
        elif line == "/experts":
            for name in self._system.enabled:
                self._say(f"{name}: {self._system.experts[name].spec.description}")
        else:
            if line != "/help":
                self._say(f"Unknown command {line!r}.")
            self._say(_HELP)

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False)


def chat(
    context: typer.Context,
    database: Database = None,
    documents: Documents = None,
    model: Model = None,
    think: Thinking = None,
) -> None:
    """Hold a conversation; /help lists the commands, /quit ends it."""
    from rich.console import Console

    console = Console()
    with build_system(context, database=database, documents=documents, model=model) as system:
        session = _Chat(system, console, think, asked_otherwise(system, documents))
        for line in _lines(console):
            if not session.take(line):
                break


def _lines(console: Console) -> Iterator[str]:
    """Yield the lines a person types, or those of a pipe."""
    if not sys.stdin.isatty():
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    console.print(_HELP, style="dim", markup=False)
    while True:
        try:
            yield console.input("[bold cyan]›[/] ")
        except (EOFError, KeyboardInterrupt):
            typer.echo()
            return
