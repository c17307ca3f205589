"""What requests look like."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class AskBody(BaseModel):
    """A question, as ``POST /v1/ask`` takes it.

    Attributes:
        question: At most 32 kB of text.
        conversation: Name of a conversation to continue.
        experts: Restricts the choice to these.
        stream: Whether to send events as they happen.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    question: str
    conversation: str | None = Field(default=None, min_length=1, max_length=200)
    experts: list[str] | None = Field(default=None, max_length=1000)
    stream: bool = False
