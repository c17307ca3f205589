"""Reads the chat template of a checkpoint folder, with the special tokens it is written for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mrkl_backends.nemotron.own_template import ChatTemplate, TemplateLimits
from mrkl_core.errors import BackendError
from mrkl_core.protocols import Clock

_TEMPLATE_FILE = "chat_template.jinja"
_CONFIG_FILE = "tokenizer_config.json"
_MOST_BYTES = 32 * 2**20


def read_template(
    folder: Path, *, clock: Clock, limits: TemplateLimits | None = None
) -> ChatTemplate | None:
    """Return the checkpoint's own template, or None if it brings none.

    ``chat_template.jinja`` goes before the one in ``tokenizer_config.json``.

    Raises:
        BackendError: A file cannot be read, is not what it should be, or the template is unusable.
    """
    config_file = folder / _CONFIG_FILE
    config = _config(config_file) if config_file.exists() else {}
    file = folder / _TEMPLATE_FILE
    if file.exists():
        source: str | None = _text(file)
    else:
        file, source = config_file, _template_in(config, config_file)
    if source is None:
        return None
    tokens = {name: _token(config.get(name)) for name in ("bos_token", "eos_token")}
    return ChatTemplate(
        source,
        file=str(file),
        special_tokens={*_special_tokens(config, config_file), *tokens.values()},
        clock=clock,
        limits=limits,
        **tokens,
    )


def _text(file: Path) -> str:
    try:
        size = file.stat().st_size
        if size > _MOST_BYTES:
            raise BackendError(
                f"{str(file)!r} has {size:,} bytes; a file of its kind has at most"
                f" {_MOST_BYTES:,}.",
                hint="Fetch the checkpoint again.",
                file=str(file),
            )
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BackendError(
            f"{str(file)!r} cannot be read: {error}.",
            hint="Fetch the checkpoint again.",
            file=str(file),
        ) from error


def _config(file: Path) -> Mapping[str, Any]:
    try:
        config = json.loads(_text(file))
    except (ValueError, RecursionError) as error:
        raise _unusable(file, f"it is not JSON: {error}") from error
    if not isinstance(config, dict):
        raise _unusable(file, "it is not a JSON object")
    return config


def _template_in(config: Mapping[str, Any], file: Path) -> str | None:
    """Return the template in the config: text, or the default of several by name."""
    found = config.get("chat_template")
    if isinstance(found, list):
        named = {item.get("name"): item.get("template") for item in found if isinstance(item, dict)}
        if "default" not in named:
            raise _unusable(
                file, f"none of its chat templates {sorted(map(str, named))} is 'default'"
            )
        found = named["default"]
    if not isinstance(found, str | None):
        raise _unusable(file, "its chat_template is not text")
    return found


def _special_tokens(config: Mapping[str, Any], file: Path) -> set[str]:
    """Return the special tokens; without any, a prompt could not be told from text."""
    added = config.get("added_tokens_decoder")
    entries = added.values() if isinstance(added, dict) else ()
    tokens = {
        _token(entry) for entry in entries if isinstance(entry, dict) and entry.get("special")
    }
    if not tokens:
        raise _unusable(file, "it lists no special tokens in 'added_tokens_decoder'")
    return tokens


def _token(entry: Any) -> str:
    """Return the text of a token, which stands alone or in an object; empty if there is none."""
    text = entry.get("content") if isinstance(entry, dict) else entry
    return text if isinstance(text, str) else ""


def _unusable(file: Path, why: str) -> BackendError:
    return BackendError(
        f"{str(file)!r} cannot be used: {why}.",
        hint="Fetch the checkpoint again, or use a built-in template.",
        file=str(file),
    )
