"""What requests look like."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mrkl_apps.rest.openai.bodies import ModelName
from mrkl_apps.rest.openai.models import ROUTED
from mrkl_core.values import Think

Name = Annotated[str, Field(min_length=1, max_length=200)]


class Body(BaseModel):
    """A request's body: no key is ignored, no value is bent."""

    model_config = ConfigDict(extra="forbid", strict=True)


class AskBody(Body):
    """A question, as ``POST /v1/ask`` takes it.

    Attributes:
        question: At most 32 kB of text.
        conversation: Name of a conversation to continue, made on first use.
        parent: Message that the question follows; the newest when absent, null for a new start.
        answer_to: A question of the conversation to answer again, in place of ``question``.
        model: Who shall answer, one of ``GET /v1/models``; ``mrkl`` when absent.
        experts: Restricts the choice to these.
        collections: Documents to look in, by id or name.
        think: Whether the language model reasons first; ``auto`` judges from the question.
        stream: Whether to send events as they happen.
    """

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {"question": "What is 15% of 2,480?"},
                {"question": "What is 15% of 2,480?", "model": "mrkl/calculator"},
            ]
        },
    )

    question: str | None = None
    conversation: Name | None = None
    parent: Name | None = None
    answer_to: Name | None = None
    model: ModelName | None = None
    experts: list[str] | None = Field(default=None, max_length=1000)
    collections: list[Name] | None = Field(default=None, max_length=100)
    think: Think | None = None
    stream: bool = False

    @model_validator(mode="after")
    def _says_what(self) -> AskBody:
        if (self.question is None) == (self.answer_to is None):
            raise ValueError("give either question or answer_to")
        if self.conversation is None and (self.answer_to or "parent" in self.model_fields_set):
            raise ValueError("parent and answer_to need a conversation")
        if self.model not in (None, ROUTED) and self.experts is not None:
            raise ValueError(f"experts can be restricted for the model {ROUTED!r} alone")
        return self


class ExplainBody(Body):
    """A question whose experts are to be compared."""

    question: str
    experts: list[str] | None = Field(default=None, max_length=1000)


class TitleBody(Body):
    """A new title."""

    title: Name


class VerdictBody(Body):
    """What a person says of a call that waits for approval.

    Attributes:
        verdict: Whether it may run.
        arguments: What to run it with instead; all of them.
    """

    verdict: Literal["approve", "reject"]
    arguments: dict[str, Any] | None = None


class FeedbackBody(Body):
    """What a person thinks of an answer."""

    rating: Literal["up", "down"]
    comment: str | None = Field(default=None, max_length=10_000)


class CollectionBody(Body):
    """A new collection."""

    name: Annotated[str, Field(min_length=1, max_length=100)]


class SessionBody(Body):
    """A key to sign in with."""

    key: str = Field(min_length=1, max_length=200)


class KeyBody(Body):
    """A new key."""

    name: Name
    scopes: list[Literal["ask", "collections", "admin"]] = Field(
        default=["ask", "collections"], min_length=1
    )
    expires_at: datetime | None = Field(default=None, strict=False)
