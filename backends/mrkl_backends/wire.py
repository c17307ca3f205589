"""The OpenAI wire format: what is sent, what comes back, and what its errors mean."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from mrkl_backends import wire_tools
from mrkl_core.errors import BackendError, BackendUnavailableError
from mrkl_core.values import Message

# Statuses that mean "not now" rather than "not so".
_LATER = frozenset({408, 429, 500, 502, 503, 504, 529})
_MOST_DETAIL = 300


def render(messages: Sequence[Message], windows: Sequence[str]) -> list[dict[str, Any]]:
    """Return messages as the server wants them, documents numbered after the system messages."""
    rendered = [wire_tools.message(message) for message in messages]
    lead = next((k for k, message in enumerate(messages) if message.role != "system"), 0)
    documents = [
        {"role": "user", "content": f"Document {number}:\n{text}"}
        for number, text in enumerate(windows, start=1)
    ]
    return rendered[:lead] + documents + rendered[lead:]


async def events(lines: AsyncIterator[str]) -> AsyncIterator[Any]:
    """Yield the JSON payloads of a server-sent event stream up to ``[DONE]``.

    Comments, blank lines, event names and ids are skipped; ``data:`` works with and without the
    space after it.

    Raises:
        BackendError: A payload is not JSON.
    """
    async for line in lines:
        field, _, value = line.partition(":")
        payload = value.strip()
        if field != "data" or not payload:
            continue
        if payload == "[DONE]":
            return
        try:
            yield json.loads(payload)
        except ValueError as error:
            raise not_the_format(payload) from error


def log_probability(reply: Any, prompt: str) -> float:
    """Return the summed log-probability of the tokens that reach beyond ``prompt``.

    Raises:
        BackendError: The reply has no log-probabilities.
    """
    try:
        found = reply["choices"][0]["logprobs"]
        tokens = zip(found["tokens"], found["text_offset"], found["token_logprobs"], strict=True)
        return sum(
            float(value)
            for token, offset, value in tokens
            if offset + len(token) > len(prompt) and value is not None
        )
    except (LookupError, TypeError, ValueError) as error:
        raise no_scores() from error


def no_scores() -> BackendError:
    """Return the error for servers that give no log-probabilities of a prompt."""
    return BackendError(
        "The server gives no log-probabilities of a prompt, so it cannot score.",
        hint="Use a server whose /completions takes 'echo' with 'logprobs', such as vLLM.",
    )


def not_the_format(reply: object) -> BackendError:
    """Return the error for replies that are no chat completion."""
    return BackendError(
        f"The server's reply is not in the OpenAI format: {str(reply)[:_MOST_DETAIL]!r}.",
        hint="Check that the base URL is that of the API; it often ends in '/v1'.",
    )


def detail(body: Any) -> str:
    """Return the message inside an error body, whatever shape it has."""
    inner = body
    for key in ("error", "message", "detail"):
        if isinstance(inner, Mapping) and inner.get(key):
            inner = inner[key]
    text = inner if isinstance(inner, str) else json.dumps(inner)
    return " ".join(text.split())[:_MOST_DETAIL]


def status_error(status: int, body: Any, retry_after: str | None, server: str) -> BackendError:
    """Return the error that an HTTP status means; model-not-found is the caller's."""
    said = detail(body)
    facts: dict[str, object] = {"status": status, "server": server}
    if status in (401, 403):
        return BackendError(
            f"{server} refused the API key ({status}): {said}",
            hint="Set MRKL_OPENAI_API_KEY to a key that this server accepts.",
            **facts,
        )
    if status in _LATER:
        seconds = _seconds(retry_after)
        if seconds is not None:
            facts["retry_after_s"] = seconds
        wait = "" if seconds is None else f" in {seconds:g} s"
        return BackendUnavailableError(
            f"{server} cannot answer now ({status}): {said}", hint=f"Try again{wait}.", **facts
        )
    if 300 <= status < 400:
        return BackendError(
            f"{server} redirects elsewhere ({status}).",
            hint="Set MRKL_OPENAI_BASE_URL to the final address.",
            **facts,
        )
    return BackendError(
        f"{server} rejected the request ({status}): {said}",
        hint="Change what it names; a shorter question or fewer documents if it is too long.",
        **facts,
    )


def _seconds(retry_after: str | None) -> float | None:
    """Return the seconds of a Retry-After header; dates are not worth a clock."""
    try:
        return max(0.0, float(retry_after or ""))
    except ValueError:
        return None
