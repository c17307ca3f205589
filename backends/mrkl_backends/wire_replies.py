"""Replies in the OpenAI wire format: whole, or put together from the events of a stream."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from mrkl_backends.nemotron.thinking import ThinkingParser
from mrkl_backends.wire import detail, not_the_format
from mrkl_backends.wire_tools import CallPieces
from mrkl_core.errors import BackendError
from mrkl_core.values import Content, Generation, Reasoning

# Where servers that part reasoning from content put it; those that do not leave it in its tags.
_REASONING = ("reasoning_content", "reasoning")
_FORMAT_ERRORS = (LookupError, TypeError, AttributeError, ValueError)


def generation(reply: Any) -> Generation:
    """Return what a complete reply says.

    Raises:
        BackendError: It is not a chat completion, or the server withheld it.
    """
    whole = Reply()
    try:
        choice = reply["choices"][0]
        said = choice["message"]
        calls = [{**call, "index": k} for k, call in enumerate(said.get("tool_calls") or ())]
        delta = {**said, "tool_calls": calls}
        whole.add({**reply, "choices": [{**choice, "delta": delta}]})
    except _FORMAT_ERRORS as error:
        raise not_the_format(reply) from error
    whole.finish()
    return whole.generation()


class Reply:
    """One reply, as far as it has come."""

    def __init__(self) -> None:
        self._thinking = ThinkingParser()
        self._calls = CallPieces()
        self._said: list[Reasoning | Content] = []
        self._reason: object = None
        self._usage: Mapping[str, Any] = {}

    @property
    def is_whole(self) -> bool:
        """Return whether the server said why the reply ended."""
        return self._reason is not None

    def add(self, event: Any) -> tuple[Reasoning | Content, ...]:
        """Return what an event makes clear.

        Raises:
            BackendError: The event reports an error or is not of the format.
        """
        try:
            if event.get("error"):
                raise BackendError(
                    f"The server broke off: {detail(event)}", hint="Try again, or see its log."
                )
            self._usage = event.get("usage") or self._usage
            choices = event.get("choices") or []
            return self._add(choices[0]) if choices else ()  # none in the usage chunk
        except _FORMAT_ERRORS as error:
            raise not_the_format(event) from error

    def _add(self, choice: Mapping[str, Any]) -> tuple[Reasoning | Content, ...]:
        delta = choice.get("delta") or {}
        self._reason = choice.get("finish_reason") or self._reason
        self._calls.add(delta.get("tool_calls") or ())
        thought = next((delta[key] for key in _REASONING if delta.get(key)), "")
        events = [Reasoning(text=str(thought))] if thought else []
        return self._keep([*events, *self._thinking.feed(str(delta.get("content") or ""))])

    def finish(self) -> tuple[Reasoning | Content, ...]:
        """Return what was held back; the reply is over."""
        return self._keep(self._thinking.finish())

    def _keep(self, events: Iterable[Reasoning | Content]) -> tuple[Reasoning | Content, ...]:
        kept = tuple(events)
        self._said += kept
        return kept

    def generation(self) -> Generation:
        """Return the whole reply.

        Raises:
            BackendError: The server withheld it, or counts tokens in no format of numbers.
        """
        try:
            prompt_tokens = int(self._usage.get("prompt_tokens") or 0)
            completion_tokens = int(self._usage.get("completion_tokens") or 0)
        except _FORMAT_ERRORS as error:
            raise not_the_format(self._usage) from error
        return Generation(
            text=self._joined(Content),
            finish_reason=_finish_reason(self._reason),
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            reasoning=self._joined(Reasoning),
            tool_calls=self._calls.calls(),
        )

    def _joined(self, kind: type[Reasoning] | type[Content]) -> str:
        return "".join(event.text for event in self._said if isinstance(event, kind))


def _finish_reason(reason: object) -> Literal["stop", "length"]:
    if reason == "content_filter":
        raise BackendError(
            "The server's content filter withheld the reply.",
            hint="Ask in other words, or use another model.",
        )
    return "length" if reason == "length" else "stop"
