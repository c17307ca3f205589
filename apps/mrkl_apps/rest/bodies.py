"""What requests look like."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from mrkl_core.values import Think


class AskBody(BaseModel):
    """A question, as ``POST /v1/ask`` takes it.

    Attributes:
        question: At most 32 kB of text.
        conversation: Name of a conversation to continue.
        experts: Restricts the choice to these.
        think: Whether the language model reasons first; ``auto`` judges from the question.
        stream: Whether to send events as they happen.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    question: str
    conversation: str | None = Field(default=None, min_length=1, max_length=200)
    experts: list[str] | None = Field(default=None, max_length=1000)
    think: Think | None = None
    stream: bool = False
