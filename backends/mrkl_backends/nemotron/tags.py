"""The tags that Llama-Nemotron models write: plain text, not single tokens of their tokenizer."""

from __future__ import annotations

THINK_OPEN = "<think>"
THINK_CLOSE = "</think>"
CALLS_OPEN = "<TOOLCALL>"
CALLS_CLOSE = "</TOOLCALL>"


def begun(text: str, tag: str) -> int:
    """Return how many characters at the end of ``text`` may be the beginning of ``tag``."""
    longest = min(len(text), len(tag) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(tag[:n])), 0)
