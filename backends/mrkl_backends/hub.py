"""Fetches checkpoints by name from the model hub: configuration, tokenizer, template, safetensors.

Nothing else is fetched: no code and no pickles. What was fetched once is kept in the hub library's
own cache, and is used from there when the network must not be touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from mrkl_core.errors import BackendError, BackendUnavailableError

Download = Callable[..., str]
"""Called as ``huggingface_hub.snapshot_download`` is; returns the folder."""

WANTED = (
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
    "*.safetensors",
    "model.safetensors.index.json",
)
# Their patterns let a star match folders too; other formats lie in those.
UNWANTED = ("*/*",)

_PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
_ID = re.compile(rf"{_PART}/{_PART}")


def is_hub_id(name: str) -> bool:
    """Return whether ``name`` is written as the hub writes its models: ``OWNER/NAME``."""
    return _ID.fullmatch(name) is not None


def fetch(name: str, *, offline: bool = False, download: Download | None = None) -> Path:
    """Return the folder that holds the model ``name`` of the hub, fetched if need be.

    Args:
        name: ``OWNER/NAME``.
        offline: Use what was fetched before, and no network.
        download: Does the fetching; ``huggingface_hub.snapshot_download`` when absent.

    Raises:
        BackendError: The package that fetches is not installed.
        BackendUnavailableError: The hub has no such model, does not let us have it, or cannot be
            reached; or nothing was fetched before and ``offline`` is set.
    """
    download = download or _downloader(name)
    try:
        folder = download(
            name,
            allow_patterns=list(WANTED),
            ignore_patterns=list(UNWANTED),
            local_files_only=offline,
        )
    except Exception as error:  # the library raises its own, those of HTTP and those of files
        raise _unavailable(name, offline, error) from error
    return Path(folder)


def _downloader(name: str) -> Download:
    try:
        from huggingface_hub import snapshot_download
    except ModuleNotFoundError as error:
        raise BackendError(
            f"Fetching {name!r} needs the package {error.name!r}.",
            hint="Run: pip install 'mrkl-system[local]'",
            model=name,
        ) from error
    found: Download = snapshot_download
    return found


def _unavailable(name: str, offline: bool, error: Exception) -> BackendUnavailableError:
    if offline:
        return BackendUnavailableError(
            f"The model {name!r} is no folder here and was not fetched before, and the network"
            " must not be touched.",
            hint="Unset MRKL_OFFLINE, or give the folder of a checkpoint.",
            model=name,
        )
    first = next(iter(str(error).splitlines()), "")
    return BackendUnavailableError(
        f"The model {name!r} is no folder here and cannot be fetched:"
        f" {type(error).__name__}: {first[:200]}",
        hint="Check the name and the network, or give the folder of a checkpoint.",
        model=name,
    )
