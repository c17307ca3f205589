"""Who is served when, and on which pages; knows tokens and pages, but no model.

A request is admitted when there are pages for its prompt and its longest reply, so that no running
request can ever lack one. Pages that were read before are shared, see ``prefixes``.
"""

from __future__ import annotations

from collections.abc import Sequence

from mrkl_backends.pytorch.pages import PAGE_TOKENS, PagePool, pages_for
from mrkl_backends.pytorch.prefixes import Prefixes
from mrkl_backends.pytorch.reply import Reading, Reply

#: With more replies at once a step has rows enough, and those of drafts cost all of them time.
_MOST_THAT_DRAFT = 2


class Scheduler:
    """The replies that are written; not for several threads at once.

    Args:
        pool: The pages.
        most_running: Replies that are written at once.
        step_tokens: Tokens of one step.

    Attributes:
        running: The replies that have their pages, first come first.
    """

    def __init__(self, pool: PagePool, *, most_running: int, step_tokens: int) -> None:
        self._pool, self._prefixes = pool, Prefixes(pool)
        self._most_running, self._step_tokens = most_running, step_tokens
        self.running: list[Reply] = []

    @property
    def free_pages(self) -> int:
        """Return how many pages no reply holds; those kept for later are among them."""
        return self._pool.free + self._prefixes.idle

    def admit(self, reply: Reply) -> bool:
        """Give a reply its pages, and note what of its prompt was read before.

        Returns:
            False if there is no room for it now; nothing has changed then.
        """
        if len(self.running) >= self._most_running:
            return False
        tenant, prompt = reply.request.tenant, reply.request.prompt
        known = self._prefixes.match(tenant, prompt)
        missing = pages_for(len(prompt) + reply.request.max_tokens) - len(known)
        if not self._prefixes.make_room(missing):
            self._pool.give_back(known)
            return False
        taken = self._pool.take(missing, after=known[-1] if known else None)
        reply.pages, reply.past = [*known, *taken], len(known) * PAGE_TOKENS
        self.running.append(reply)
        return True

    def readings(self) -> list[tuple[Reply, Reading]]:
        """Return what the next step reads: replies go on first, prompts take what is left."""
        left = self._step_tokens
        draft = self._drafts
        readings = []
        for reply in sorted(self.running, key=lambda one: one.is_reading):
            if left > 0:
                reading = reply.next(left, draft=draft)
                readings.append((reply, reading))
                left -= len(reading.part.tokens)
        return readings

    def readings_behind(
        self, taken: Sequence[tuple[Reply, Reading]]
    ) -> list[tuple[Reply, Reading]]:
        """Return what the next step reads if it begins before the tokens of this one are known.

        Args:
            taken: What this step reads, the first part first.

        Returns:
            Nothing where a reply must wait for them, or none will go on.
        """
        last, rows = -1, {}
        for reply, reading in taken:
            last += len(reading.part.tokens)
            rows[reply] = (reading, last)
        # Those without room are having their last token chosen.
        going_on = [reply for reply in self.running if reply.room > 1]
        if not all(
            reply in rows and reply.foresees(rows[reply][0], draft=self._drafts)
            for reply in going_on
        ):
            return []
        return [(reply, reply.behind(*rows[reply])) for reply in going_on]

    @property
    def _drafts(self) -> bool:
        return len(self.running) <= _MOST_THAT_DRAFT

    def keep(self, reply: Reply) -> None:
        """Let later requests share what was read of a reply, unless it has ended."""
        if reply in self.running:
            read = reply.tokens[: reply.past]
            self._prefixes.keep(reply.request.tenant, read, reply.pages)

    def end(self, reply: Reply) -> None:
        """Take the pages of a reply back."""
        self.running.remove(reply)
        self._pool.give_back(reply.pages)
