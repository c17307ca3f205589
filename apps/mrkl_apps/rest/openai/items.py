"""The items of a response: why this expert, what is said, what the caller shall run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mrkl_apps.rest.openai.citations import citations
from mrkl_apps.rest.openai.reply import Piece, Reply, Routed
from mrkl_apps.rest.openai.tool_calls import arguments_text, new_id
from mrkl_core.values import Reasoning, ToolCall

Events = Iterator[tuple[str, dict[str, Any]]]


class Items:
    """Grows the items as pieces come, and says what happens to them.

    Attributes:
        output: The items so far; open ones are as far as they are.
    """

    def __init__(self) -> None:
        self.output: list[dict[str, Any]] = []
        self._thought: dict[str, Any] | None = None
        self._message: dict[str, Any] | None = None

    def take(self, piece: Piece) -> Events:
        """Take a piece; yield the names and data of events."""
        if isinstance(piece, Routed):
            yield from self._summed_up(explained(piece.decision))
        elif isinstance(piece, Reasoning):
            yield from self._reasoned(piece.text)
        elif isinstance(piece, Reply):
            yield from self._ended(piece)
        else:
            yield from self._said(piece.text)

    def _summed_up(self, text: str) -> Events:
        yield from self._thinking()
        place = {**self._place(), "summary_index": 0}
        part = {"type": "summary_text", "text": text}
        empty = {**part, "text": ""}
        yield "response.reasoning_summary_part.added", {**place, "part": empty}
        yield "response.reasoning_summary_text.delta", {**place, "delta": text}
        yield "response.reasoning_summary_text.done", {**place, "text": text}
        yield "response.reasoning_summary_part.done", {**place, "part": part}
        self.output[-1]["summary"].append(part)

    def _reasoned(self, text: str) -> Events:
        yield from self._thinking()
        content = self.output[-1].setdefault("content", [{"type": "reasoning_text", "text": ""}])
        content[0]["text"] += text
        yield "response.reasoning_text.delta", {**self._place(), "content_index": 0, "delta": text}

    def _thinking(self) -> Events:
        """Open an item of reasoning, if none is open."""
        if self._thought is None:
            self._thought = {"type": "reasoning", "id": new_id("rs"), "summary": []}
            yield self._added(self._thought)

    def _thought_through(self) -> Events:
        if self._thought is None:
            return
        for content in self._thought.get("content", ()):
            done = {**self._place(), "content_index": 0, "text": content["text"]}
            yield "response.reasoning_text.done", done
        yield self._done()
        self._thought = None

    def _said(self, text: str) -> Events:
        yield from self._thought_through()
        if self._message is None:
            self._message = {
                "type": "message",
                "id": new_id("msg"),
                "role": "assistant",
                "status": "in_progress",
                "content": [],
            }
            yield self._added(self._message)
            part = _text("")
            yield "response.content_part.added", {**self._place(), "content_index": 0, "part": part}
            self._message["content"].append(_text(""))
        self._message["content"][0]["text"] += text
        place = {**self._place(), "content_index": 0}
        yield "response.output_text.delta", {**place, "delta": text, "logprobs": []}

    def _ended(self, reply: Reply) -> Events:
        if self._message is None and (reply.text or not reply.tool_calls):
            yield from self._said(reply.text)
        yield from self._thought_through()
        if self._message is not None:
            yield from self._finished(self._message, reply)
        for call in reply.tool_calls:
            yield from self._called(call)

    def _finished(self, message: dict[str, Any], reply: Reply) -> Events:
        part = message["content"][0]
        place = {**self._place(), "content_index": 0}
        for number, annotation in enumerate(citations(reply)):
            part["annotations"].append(annotation)
            data = {**place, "annotation_index": number, "annotation": annotation}
            yield "response.output_text.annotation.added", data
        done = {**place, "text": part["text"], "logprobs": []}
        yield "response.output_text.done", done
        yield "response.content_part.done", {**place, "part": dict(part)}
        message["status"] = "incomplete" if reply.finish_reason == "length" else "completed"
        yield self._done()

    def _called(self, call: ToolCall) -> Events:
        arguments = arguments_text(call)
        item = {
            "type": "function_call",
            "id": new_id("fc"),
            "call_id": call.id,
            "name": call.name,
            "arguments": "",
            "status": "in_progress",
        }
        yield self._added(item)
        place = self._place()
        yield "response.function_call_arguments.delta", {**place, "delta": arguments}
        done = {**place, "name": call.name, "arguments": arguments}
        yield "response.function_call_arguments.done", done
        item.update(arguments=arguments, status="completed")
        yield self._done()

    def _added(self, item: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        self.output.append(item)
        data = {"output_index": len(self.output) - 1, "item": {**item}}
        return "response.output_item.added", data

    def _done(self) -> tuple[str, dict[str, Any]]:
        data = {"output_index": len(self.output) - 1, "item": {**self.output[-1]}}
        return "response.output_item.done", data

    def _place(self) -> dict[str, Any]:
        return {"item_id": self.output[-1]["id"], "output_index": len(self.output) - 1}


def explained(decision: Mapping[str, Any]) -> str:
    """Return in words what the router decided, for people."""
    sure = f"confidence {decision['confidence']:.2f}"
    if not decision["calls"]:
        return f"No expert was called ({sure}): {decision.get('reason', '')}"
    calls = " and ".join(
        f"{call['name']}({', '.join(f'{k}={v!r}' for k, v in call['arguments'].items())})"
        for call in decision["calls"]
    )
    return f"The router chose {calls} ({sure})."


def _text(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
