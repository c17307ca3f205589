"""Language-model backends: the ``LanguageModel`` protocol over different engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mrkl_backends.hub import Download
    from mrkl_core.protocols import LanguageModel

__all__ = ["load"]

_KINDS = (
    "Use the folder of a Llama or Llama-Nemotron checkpoint, 'OWNER/NAME' for one on the hub,"
    " 'openai:MODEL' for any OpenAI-compatible server (vLLM, SGLang, NIM, llama.cpp, Ollama), or"
    " 'echo' to try things out."
)


def load(
    name: str,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout_s: float | None = None,
    dtype: str = "auto",
    device: str = "cpu",
    offline: bool = False,
    progress: Callable[[int, int], None] | None = None,
    download: Download | None = None,
) -> LanguageModel:
    """Return the language model of that name.

    Args:
        name: ``echo``, ``openai:MODEL``, the folder of a local model, or ``OWNER/NAME`` of one on
            the hub.
        base_url: Where ``openai:`` models are served; OpenAI itself by default.
        api_key: The key for that server, if it wants one.
        timeout_s: How long a server may be silent.
        dtype: What a local model computes in: ``auto``, ``float32``, ``bfloat16``, ``float16``
            or ``int8``.
        device: Where a local model runs, as torch calls it.
        offline: Local models of the hub are not fetched; those that were before still load.
        progress: Told the bytes read and the bytes in all, while a local model is loaded.
        download: Fetches from the hub, see ``mrkl_backends.hub.fetch``.

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
    from mrkl_backends.local import is_local, load_local

    if is_local(name):
        return load_local(
            name,
            dtype=dtype,
            device=device,
            offline=offline,
            progress=progress,
            download=download,
        )
    raise ModelNotFoundError(f"No language model {name!r}.", hint=_KINDS, model=name)
