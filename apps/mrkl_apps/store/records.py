"""What the store hands out: frozen records whose JSON form is that of the REST interface.

Moments are text as in RFC 3339, in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from mrkl_core.values import ErrorRecord

Role = Literal["user", "assistant"]
Status = Literal["running", "complete", "cancelled", "interrupted", "failed"]
Rating = Literal["up", "down"]
FileStatus = Literal["waiting", "indexing", "ready", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation.

    Attributes:
        id: Its name; unique among those of its owner.
        title: What people see.
        created_at: When it was begun.
        updated_at: When a question was last asked in it.
        snippet: Where a search found its words; None in whatever no search found by its texts.
    """

    id: str
    title: str
    created_at: str
    updated_at: str
    snippet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some conversations of many.

    Attributes:
        conversations: The newest first.
        next: Where the following page begins; None on the last one.
    """

    conversations: tuple[Conversation, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRecord:
    """What a person thinks of an answer."""

    rating: Rating
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A question or an answer in the tree of a conversation.

    Attributes:
        id: Unique among all messages.
        parent: The message it follows; None at the beginning.
        role: Who speaks.
        text: What is said, as far as it is written.
        status: How far it is; questions are always complete.
        answer: The whole ``Answer`` as JSON data, once there is one.
        reasoning: What a language model thought on the way, once the answer has ended.
        run: The run that writes or wrote the answer.
        feedback: What the owner thinks of it.
        created_at: When it was begun.
    """

    id: str
    parent: str | None = field(metadata={"always": True})
    role: Role
    text: str
    status: Status
    answer: Mapping[str, Any] | None = None
    reasoning: str | None = None
    run: str | None = None
    feedback: FeedbackRecord | None = None
    created_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question that was put down, and the message that its answer will fill."""

    conversation: Conversation
    question: Message
    answer: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """How far a run is; ``question`` and ``answer`` name messages.

    Attributes:
        run: Its id.
        conversation: Where it belongs.
        question: What it answers.
        answer: What it writes.
        status: How far it is.
        cursor: The last event that there is.
    """

    run: str
    conversation: str
    question: str
    answer: str
    status: Status
    cursor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """One event of a run.

    Attributes:
        cursor: Its number in the run, from 1.
        kind: What happened, as the REST interface names it.
        data: JSON data; of an ``error``, an ``ErrorRecord`` as such.
    """

    cursor: int
    kind: str
    data: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key without its secret.

    Attributes:
        id: Names it.
        name: Whom it was made for.
        scopes: What it allows.
        prefix: How its secret begins, for people to tell keys apart.
        created_at: When it was made.
        expires_at: When it ends by itself.
        last_used_at: When it was last shown, to the minute.
        revoked_at: When it was made void.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    prefix: str
    created_at: str
    expires_at: str | None = None
    last_used_at: str | None = None
    revoked_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """A file of a collection.

    Attributes:
        id: Unique among all files.
        name: How it is cited; unique in its collection.
        bytes: Its size.
        status: How far it is.
        done: Steps of indexing that are done.
        total: Steps that there are; 0 while nobody knows.
        error: Why it failed.
        created_at: When it came.
    """

    id: str
    name: str
    bytes: int
    status: FileStatus
    done: int = 0
    total: int = 0
    error: ErrorRecord | None = None
    created_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionRecord:
    """A collection of documents.

    Attributes:
        id: Unique among all collections.
        name: Unique among those of its owner.
        created_at: When it was made.
        files: What is in it, by name.
    """

    id: str
    name: str
    created_at: str
    files: tuple[FileRecord, ...] = ()
