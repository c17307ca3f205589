"""Language-model backends: the ``LanguageModel`` protocol over different engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mrkl_core.protocols import LanguageModel

__all__ = ["load"]

_KINDS = (
    "Use 'openai:MODEL' for any OpenAI-compatible server (vLLM, SGLang, NIM, llama.cpp, Ollama),"
    " or 'echo' to try things out."
)


def load(
    name: str,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout_s: float | None = None,
) -> LanguageModel:
    """Return the language model of that name.

    Args:
        name: ``echo``, ``openai:MODEL``, or the path of a local model.
        base_url: Where ``openai:`` models are served; OpenAI itself by default.
        api_key: The key for that server, if it wants one.
        timeout_s: How long a server may be silent.

    Raises:
        ModelNotFoundError: The name says no model we know.
        BackendError: It is a local model, which this version cannot run.
        SettingsError: The base URL, the key or the timeout cannot be used.
    """
    from mrkl_core.errors import BackendError, ModelNotFoundError

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
        raise BackendError(
            f"{name!r} is a local model, and the engine that runs those is not part of this"
            " version yet.",
            hint=_KINDS,
            model=name,
        )
    raise ModelNotFoundError(f"No language model {name!r}.", hint=_KINDS, model=name)


def _exists(name: str) -> bool:
    """Return whether ``name`` is a path that exists."""
    from pathlib import Path

    try:
        return bool(name.strip()) and Path(name).expanduser().exists()
    except (OSError, ValueError, RuntimeError):  # no path at all: too long, NUL, unknown user
        return False
