"""``mrkl generate``: the local engine alone, no router and no experts."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mrkl_apps.cli.failures import errors_as_json
from mrkl_apps.cli.options import Json
from mrkl_core.errors import DocumentError, SettingsError

if TYPE_CHECKING:
    from mrkl_backends.pytorch.language_model import LocalModel
    from mrkl_backends.pytorch.requests import Request

_THINK = ("on", "off", "auto")


def generate(
    model: Annotated[str, typer.Option("--model", metavar="PATH", help="A checkpoint's folder.")],
    prompt: Annotated[str, typer.Option(help="What to go on from, or to answer.")],
    windows: Annotated[
        list[Path] | None, typer.Option(help="A text file to read first; repeatable.")
    ] = None,
    think: Annotated[str, typer.Option(metavar="on|off|auto", help="Reason first?")] = "auto",
    raw: Annotated[bool, typer.Option("--raw", help="Apply no chat template.")] = False,
    max_tokens: Annotated[int, typer.Option(help="Longest reply.")] = 512,
    temperature: Annotated[float | None, typer.Option(help="0 takes the likeliest token.")] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed, the same tokens.")] = None,
    dtype: Annotated[str, typer.Option(help="auto, float32, bfloat16, float16 or int8.")] = "auto",
    device: Annotated[str, typer.Option(help="cpu, or a device that torch knows.")] = "cpu",
    as_json: Json = False,
) -> None:
    """Let a local model write."""
    with errors_as_json(as_json):
        if think not in _THINK:
            raise SettingsError(f"think is {think!r}.", hint="Use on, off or auto.")
        documents = [_read(path) for path in windows or ()]
        local = _loaded(model, dtype, device)
        try:
            request = _request(local, prompt, documents, think, raw, max_tokens, temperature, seed)
            record = _written(local, request, echo=not as_json)
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


def _loaded(name: str, dtype: str, device: str) -> LocalModel:
    import mrkl_backends
    from mrkl_core.errors import ModelNotFoundError

    if not Path(name).expanduser().is_dir():
        raise ModelNotFoundError(
            f"{name!r} is no folder.", hint="Give the folder of a checkpoint.", model=name
        )
    loaded: Any = mrkl_backends.load(name, dtype=dtype, device=device)  # type: ignore[arg-type]
    local: LocalModel = loaded
    return local


def _request(
    local: LocalModel,
    prompt: str,
    documents: list[str],
    think: Any,
    raw: bool,
    max_tokens: int,
    temperature: float | None,
    seed: int | None,
) -> Request:
    from mrkl_backends.pytorch.language_model import with_documents
    from mrkl_backends.pytorch.sampling import SamplingSettings
    from mrkl_core.values import Message

    messages = with_documents([Message(role="user", content=prompt)], documents)
    if raw:
        advised = local.prompts.sampling((), "off")
        tokens = [*local.begin, *local.tokenizer.encode(messages[0].content)]
    else:
        advised = local.prompts.sampling(messages, think)
        tokens = local.tokenizer.encode_pieces(local.prompts.pieces(messages, think=think))
    sampling = SamplingSettings(
        temperature=advised.temperature if temperature is None else temperature,
        top_p=advised.top_p,
        seed=seed,
    )
    return local.request(tokens, max_tokens, sampling)


def _written(local: LocalModel, request: Request, *, echo: bool) -> dict[str, Any]:
    """Write the reply, to standard output as it comes if ``echo``."""
    from mrkl_backends.pytorch.text_stream import TextStream

    started = time.perf_counter()
    text, ids, whole, reason = TextStream(local.tokenizer), [], "", None
    for event in local.engine.submit(request):
        ids.append(event.token)
        reason = event.finish_reason
        piece = "" if reason == "stop" else text.feed(event.token)
        whole += piece
        if echo:
            sys.stdout.write(piece)
            sys.stdout.flush()
    rest = text.finish()
    if echo:
        typer.echo(rest)
    usage = {"prompt_tokens": len(request.prompt), "completion_tokens": len(ids)}
    return {
        "text": whole + rest,
        "token_ids": ids,
        "finish_reason": reason,
        "usage": usage,
        "ms": round((time.perf_counter() - started) * 1000, 3),
    }
