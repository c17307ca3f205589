"""``mrkl generate``: the local engine alone, no router and no experts."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mrkl_apps.cli.failures import errors_as_json
from mrkl_apps.cli.options import DType, Json
from mrkl_core.errors import BackendError, DocumentError, ModelNotFoundError, SettingsError

if TYPE_CHECKING:
    from mrkl_backends.pytorch.language_model import LocalModel
    from mrkl_backends.pytorch.requests import Request
    from mrkl_backends.pytorch.written import Written
    from mrkl_core.values import Content, Reasoning


def generate(
    model: Annotated[
        str, typer.Option("--model", metavar="PATH", help="A checkpoint's folder, or OWNER/NAME.")
    ],
    prompt: Annotated[str, typer.Option(help="What to go on from, or to answer.")],
    windows: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A text to read first; repeatable.")
    ] = None,
    think: Annotated[
        Literal["on", "off", "auto"],
        typer.Option(help="Whether to reason first; auto is the model's own default."),
    ] = "auto",
    raw: Annotated[bool, typer.Option("--raw", help="Apply no chat template.")] = False,
    max_tokens: Annotated[int, typer.Option(help="Longest reply.")] = 512,
    temperature: Annotated[
        float | None,
        typer.Option(help="0 takes the likeliest token; as the model's card advises when absent."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same tokens.")] = None,
    json_schema: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A JSON schema that the answer must match."),
    ] = None,
    dtype: DType = "auto",
    device: Annotated[str, typer.Option(help="cpu, or a device that torch knows.")] = "cpu",
    as_json: Json = False,
) -> None:
    """Let a local model write; what it thinks goes to standard error, the rest to standard output.

    With --json, everything goes into one document.
    """
    with errors_as_json(as_json):
        documents = [_read(path) for path in windows or ()]
        schema = None if json_schema is None else _schema(json_schema)
        local = _loaded(model, dtype, device)
        try:
            request, written = _prepared(
                local, prompt, documents, raw=raw, think=think,
                max_tokens=max_tokens, temperature=temperature, seed=seed, schema=schema,
            )  # fmt: skip
            record = _record(local, request, written, echo=not as_json)
        finally:
            local.close()
    if as_json:
        typer.echo(json.dumps(record))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(
            f"{str(path)!r} cannot be read as text: {error}.", hint="Give a UTF-8 text file."
        ) from error


def _schema(path: Path) -> dict[str, Any]:
    try:
        schema = json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        raise _no_schema(path, str(error)) from error
    if not isinstance(schema, dict):
        raise _no_schema(path, "it holds no object")
    return schema


def _no_schema(path: Path, fault: str) -> SettingsError:
    return SettingsError(
        f"{str(path)!r} is no JSON schema: {fault}.", hint="Give a file with one JSON object."
    )


def _loaded(name: str, dtype: str, device: str) -> LocalModel:
    from mrkl import Settings
    from mrkl_apps.cli.rendering import progress_bar
    from mrkl_backends.local import load_local

    offline = Settings().offline
    with progress_bar() as bar:
        task = bar.add_task("load", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        try:
            return load_local(name, dtype=dtype, device=device, offline=offline, progress=show)
        except ModelNotFoundError as error:
            if not Path(name).is_dir():
                raise
            # The path is right; what lies there is not. That is no slip in the command.
            raise BackendError(error.message, hint=error.hint, **error.context) from error


def _prepared(
    local: LocalModel,
    prompt: str,
    documents: list[str],
    *,
    raw: bool,
    think: Literal["on", "off", "auto"],
    max_tokens: int,
    temperature: float | None,
    seed: int | None,
    schema: dict[str, Any] | None,
) -> tuple[Request, Written]:
    from mrkl_backends.pytorch.language_model import with_documents
    from mrkl_core.values import Message

    messages = with_documents([Message(role="user", content=prompt)], documents)
    if raw:
        return local.prepare_raw(
            messages[0].content,
            max_tokens=max_tokens,
            temperature=temperature or 0.0,
            seed=seed,
            json_schema=schema,
        )
    return local.prepare(
        messages,
        think=think,
        max_tokens=max_tokens,
        temperature=temperature,
        seed=seed,
        json_schema=schema,
    )


def _record(local: LocalModel, request: Request, written: Written, *, echo: bool) -> dict[str, Any]:
    """Let the model write, printing as it goes if ``echo``; return the whole as JSON data."""
    started = time.perf_counter()
    for event in local.engine.submit(request):
        for stretch in written.add(event):
            _print(stretch, echo)
    for stretch in written.finish():
        _print(stretch, echo)
    if echo:
        typer.echo()
    ms = round((time.perf_counter() - started) * 1000, 3)
    return {**written.to_dict(len(request.prompt)), "ms": ms}


def _print(stretch: Reasoning | Content, echo: bool) -> None:
    from mrkl_apps.cli.rendering import printable
    from mrkl_core.values import Reasoning

    if echo:
        stream = sys.stderr if isinstance(stretch, Reasoning) else sys.stdout
        stream.write(printable(stretch.text))
        stream.flush()
