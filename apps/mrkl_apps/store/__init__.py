"""Everything a server keeps, in SQLite or PostgreSQL; acknowledged is durable."""

from __future__ import annotations

from mrkl_apps.store.asking import LATEST, Latest
from mrkl_apps.store.collections import Collections
from mrkl_apps.store.conversations import Conversations
from mrkl_apps.store.errors import (
    ConflictError,
    NotFoundError,
    StoreClosedError,
    StoreError,
    StoreInUseError,
    StoreVersionError,
)
from mrkl_apps.store.feedback import Feedback
from mrkl_apps.store.ids import new_id
from mrkl_apps.store.keys import Keys
from mrkl_apps.store.opening import DurableStore, open_store
from mrkl_apps.store.records import (
    CollectionRecord,
    Conversation,
    Exchange,
    FeedbackRecord,
    FileRecord,
    Key,
    Message,
    Page,
    RunRecord,
    StoredEvent,
)
from mrkl_apps.store.replies import Replies
from mrkl_apps.store.run_log import RunLog

__all__ = [
    "LATEST",
    "CollectionRecord",
    "Collections",
    "ConflictError",
    "Conversation",
    "Conversations",
    "DurableStore",
    "Exchange",
    "Feedback",
    "FeedbackRecord",
    "FileRecord",
    "Key",
    "Keys",
    "Latest",
    "Message",
    "NotFoundError",
    "Page",
    "Replies",
    "RunLog",
    "RunRecord",
    "StoreClosedError",
    "StoreError",
    "StoreInUseError",
    "StoreVersionError",
    "StoredEvent",
    "new_id",
    "open_store",
]
