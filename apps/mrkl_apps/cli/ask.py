"""``mrkl ask``: one question, one answer."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from mrkl_apps.cli.failures import FAILURE, errors_as_json
from mrkl_apps.cli.options import (
    Database,
    Documents,
    Experts,
    Json,
    Model,
    Thinking,
    asked_otherwise,
    build_system,
    read_question,
)


def ask(
    context: typer.Context,
    question: Annotated[
        str | None, typer.Argument(help="The question; read from standard input when absent.")
    ] = None,
    as_json: Json = False,
    database: Database = None,
    documents: Documents = None,
    model: Model = None,
    experts: Experts = None,
    think: Thinking = None,
    trace: Annotated[bool, typer.Option(help="Show how the answer came about.")] = True,
) -> None:
    """Answer one question.

    Exit code 1 says that an expert failed; abstaining and asking back are answers.
    """
    with errors_as_json(as_json):
        text = read_question(question)
        with build_system(context, database=database, documents=documents, model=model) as system:
            otherwise = asked_otherwise(system, documents)
            answer = system.ask(text, experts=experts, think=think, otherwise=otherwise)
    if as_json:
        from mrkl_core.codec import to_dict

        typer.echo(json.dumps(to_dict(answer)))
    else:
        from rich.console import Console

        from mrkl_apps.cli.rendering import show_answer

        show_answer(Console(), answer, trace=trace)
    # On abstention the last step answers; calls that failed before it were the model's to mend.
    decisive = answer.steps[-1:] if answer.decision == "abstain" else answer.steps
    if any(step.error for step in decisive):
        raise typer.Exit(FAILURE)
