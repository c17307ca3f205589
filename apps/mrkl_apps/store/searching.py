"""How texts are searched: without regard to case, in every script, the same in all databases."""

from __future__ import annotations

from collections.abc import Iterator

_AROUND = 60


def fold(text: str) -> str:
    """Return ``text`` in the form that searches compare."""
    return "".join(map(str.casefold, text))


def snippet(text: str, query: str) -> str:
    """Return the place in ``text`` where ``query`` is first found, with a little around it."""
    # One character may fold into several, so places in the folded text are counted back.
    origins = list(_origins(text))
    found = max(fold(text).find(fold(query)), 0)
    start = origins[found] if origins else 0
    last = found + max(len(fold(query)), 1) - 1
    end = origins[min(last, len(origins) - 1)] + 1 if origins else 0
    first, beyond = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before, after = "…" if first else "", "…" if beyond < len(text) else ""
    return f"{before}{' '.join(text[first:beyond].split())}{after}"


def _origins(text: str) -> Iterator[int]:
    for position, character in enumerate(text):
        for _ in character.casefold():
            yield position
