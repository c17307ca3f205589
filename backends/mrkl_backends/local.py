"""Loads models that run here: a checkpoint's folder, or a name on the model hub.

Torch is imported only when one is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from mrkl_backends.dtypes import DType
from mrkl_backends.hub import Download, fetch, is_hub_id
from mrkl_core.errors import BackendError, ModelNotFoundError, SettingsError, did_you_mean

if TYPE_CHECKING:
    from mrkl_backends.pytorch.language_model import LocalModel

_EXPECTED = "Give the folder with config.json, tokenizer.json and the safetensors files."


def is_local(name: str) -> bool:
    """Return whether ``name`` is a path that exists, or is written as the hub's names are."""
    return is_hub_id(name) or _exists(name)


def load_local(
    name: str,
    *,
    dtype: str = "auto",
    device: str = "cpu",
    offline: bool = False,
    progress: Callable[[int, int], None] | None = None,
    download: Download | None = None,
) -> LocalModel:
    """Return a model that runs here.

    Args:
        name: The folder of a checkpoint, or ``OWNER/NAME`` on the hub. A folder goes first.
        dtype: What to compute in, see ``DType``.
        device: Where to run, as torch calls it.
        offline: Use no network; models of the hub that were fetched before still load.
        progress: Told the bytes read and the bytes in all.
        download: Fetches from the hub, see ``mrkl_backends.hub.fetch``.

    Raises:
        ModelNotFoundError: There is no such folder, or it lacks a file.
        BackendError: A file is damaged, a package or the device is missing, or the model cannot
            be fetched.
        SettingsError: There is no such dtype.
    """
    known = get_args(DType)
    if dtype not in known:
        raise SettingsError(f"No dtype {dtype!r} of a model.", hint=did_you_mean(dtype, known))
    if not is_local(name):
        raise ModelNotFoundError(
            f"{name!r} is neither a folder nor a name on the hub.", hint=_EXPECTED, model=name
        )
    engine = _engine(name)
    if _exists(name):
        folder = Path(name).expanduser()
    else:
        folder = fetch(name, offline=offline, download=download)
    return engine.load(
        folder, name=name, dtype=cast(DType, dtype), device=device, progress=progress
    )


def _engine(name: str) -> type[LocalModel]:
    try:
        from mrkl_backends.pytorch.language_model import LocalModel
    except ModuleNotFoundError as error:
        raise BackendError(
            f"{name!r} is a local model, and running one needs the package {error.name!r}.",
            hint="Run: pip install 'mrkl-system[local]'",
            model=name,
        ) from error
    return LocalModel


def _exists(name: str) -> bool:
    try:
        return bool(name.strip()) and Path(name).expanduser().exists()
    except (OSError, ValueError, RuntimeError):  # no path at all: too long, NUL, unknown user
        return False
