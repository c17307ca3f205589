"""Names that nobody can guess."""

from __future__ import annotations

import secrets


def new_id(kind: str) -> str:
    """Return a new name: ``kind``, an underscore and 96 random bits."""
    return f"{kind}_{secrets.token_hex(12)}"
