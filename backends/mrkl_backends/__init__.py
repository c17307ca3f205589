"""Language-model backends: the ``LanguageModel`` protocol over different engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable

    from mrkl_core.protocols import LanguageModel

__all__ = ["load"]

_KINDS = (
    "Use the folder of a Llama or Llama-Nemotron checkpoint, 'openai:MODEL' for any"
    " OpenAI-compatible server (vLLM, SGLang, NIM, llama.cpp, Ollama), or 'echo' to try things out."
)
DType = Literal["auto", "float32", "bfloat16", "float16", "int8"]
"""What a local model computes in; ``auto`` is what its weights are stored as."""


def load(
    name: str,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout_s: float | None = None,
    dtype: DType = "auto",
    device: str = "cpu",
    progress: Callable[[int, int], None] | None = None,
) -> LanguageModel:
    """Return the language model of that name.

    Args:
        name: ``echo``, ``openai:MODEL``, or the path of a local model.
        base_url: Where ``openai:`` models are served; OpenAI itself by default.
        api_key: The key for that server, if it wants one.
        timeout_s: How long a server may be silent.
        dtype: What a local model computes in: ``auto``, ``float32``, ``bfloat16``, ``float16``
            or ``int8``.
        device: Where a local model runs, as torch calls it.
        progress: Told the bytes read and the bytes in all, while a local model is loaded.

    Raises:
        ModelNotFoundError: The name says no model we know, or a folder holds none.
        BackendError: A local model cannot be loaded; the file is named.
        SettingsError: The base URL, the key or the timeout cannot be used.
    """
    from mrkl_core.errors import ModelNotFoundError

    if name == "echo":
        from mrkl_backends.echo import EchoModel

        return EchoModel()
    kind, colon, model = name.partition(":")
    if kind == "openai" and colon and model.strip():
        from mrkl_backends.openai import DEFAULT_BASE_URL, DEFAULT_TIMEOUT_S, OpenAIModel

        return OpenAIModel(
            base_url or DEFAULT_BASE_URL,
            model.strip(),
            api_key=api_key,
            timeout_s=timeout_s or DEFAULT_TIMEOUT_S,
        )
    if _exists(name):
        return _local(name, dtype, device, progress)
    raise ModelNotFoundError(f"No language model {name!r}.", hint=_KINDS, model=name)


def _local(
    name: str, dtype: DType, device: str, progress: Callable[[int, int], None] | None
) -> LanguageModel:
    from pathlib import Path

    from mrkl_core.errors import BackendError, SettingsError

    if dtype not in get_args(DType):
        raise SettingsError(
            f"{dtype!r} is no dtype of a local model.", hint=f"Known: {', '.join(get_args(DType))}."
        )
    try:
        from mrkl_backends.pytorch.language_model import LocalModel
    except ModuleNotFoundError as error:
        raise BackendError(
            f"{name!r} is a local model, and running one needs the package {error.name!r}.",
            hint="Run: pip install 'mrkl-system[local]'",
            model=name,
        ) from error
    return LocalModel.load(
        Path(name).expanduser(), name=name, dtype=dtype, device=device, progress=progress
    )


def _exists(name: str) -> bool:
    """Return whether ``name`` is a path that exists."""
    from pathlib import Path

    try:
        return bool(name.strip()) and Path(name).expanduser().exists()
    except (OSError, ValueError, RuntimeError):  # no path at all: too long, NUL, unknown user
        return False
