"""The experts as a language model's tools for one question: offered, checked, run, reported.

Every call goes through the executor, like the router's: checked against the schema, approved where
it has side effects, within its deadline. A call that was made before is not made again, and each
call costs one of a budget, whatever becomes of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mrkl.executor import Executor, Request
from mrkl.tool_specs import function_spec, tool_names
from mrkl_core.answer import Step
from mrkl_core.errors import did_you_mean
from mrkl_core.names import shown
from mrkl_core.values import Call, ExpertSpec, Message, Provenance, ToolCall

SOURCE = "language_model"
_MOST_CHARACTERS = 8_000


class Toolbox:
    """What a model may call while it answers one question.

    Args:
        executor: Runs the calls.
        request: The question; its experts are the tools, but for the language model itself.
        budget: How many calls the model has; 0 offers no tools.

    Attributes:
        steps: The calls that were run, in order.
        is_stuck: Whether the model repeats a call although it was told not to.
    """

    def __init__(self, executor: Executor, request: Request, budget: int) -> None:
        experts = {name: each for name, each in request.experts.items() if name != SOURCE}
        self._executor = executor
        self._request = replace(request, experts=experts)
        self._names = tool_names(experts)
        self._specs = {name: expert.spec for name, expert in experts.items()}
        self._left = budget
        self._made: set[str] = set()
        self._was_told = False
        self.steps: list[Step] = []
        self.is_stuck = False

    @property
    def offered(self) -> tuple[dict[str, Any], ...]:
        """Return the function specs on offer; none once the budget is spent."""
        if self._left == 0:
            return ()
        return tuple(
            function_spec(self._specs[expert], name) for name, expert in self._names.items()
        )

    async def run(self, calls: Sequence[ToolCall]) -> list[Message]:
        """Run what may be run, independent calls at once; return what the model is told."""
        told: dict[int, str] = {}
        accepted: dict[int, Call] = {}
        repeats = False
        for place, call in enumerate(calls):
            refusal, is_repeat = self._refusal(call)
            repeats = repeats or is_repeat
            if refusal:
                told[place] = _error(refusal)
            else:
                accepted[place] = _derived(call, self._names[call.name])
        self.is_stuck = self._was_told and repeats
        self._was_told = self._was_told or repeats
        steps = await self._executor.run(tuple(accepted.values()), self._request)
        self.steps += steps
        told |= {place: _report(step) for place, step in zip(accepted, steps, strict=True)}
        return [
            Message(role="tool", content=told[place], tool_call_id=call.id)
            for place, call in enumerate(calls)
        ]

    def _refusal(self, call: ToolCall) -> tuple[str, bool]:
        """Return why a call is not run, if so, and whether it is a repetition; it costs one."""
        if self._left == 0:
            return "No calls are left. Answer with what you know.", False
        self._left -= 1
        if call.problem:
            return f"This call was not run: {call.problem}.", False
        if call.name not in self._names:
            known = did_you_mean(call.name[:80], self._names)
            return f"There is no tool {shown(call.name)}. {known}", False
        try:
            key = _key(self._specs[self._names[call.name]], call.arguments)
        except (TypeError, ValueError, RecursionError):
            return "This call was not run: its arguments are not JSON.", False
        if key in self._made:
            return "You have made this very call before. Use its result and answer.", True
        self._made.add(key)
        return "", False


def _key(spec: ExpertSpec, arguments: Mapping[str, Any]) -> str:
    """Return a text that is equal for calls that do the same: defaults in, 2.0 as 2."""
    defaults = {slot.name: slot.default for slot in spec.slots if not slot.required}
    merged = _canonical({**defaults, **arguments})
    return json.dumps([spec.name, merged], sort_keys=True, allow_nan=False)


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _derived(call: ToolCall, expert: str) -> Call:
    """Return the call with the model as the source of all its arguments; none is a copy."""
    provenance = {
        name: Provenance(
            kind="derived",
            source=SOURCE,
            start=0,
            end=0,
            transform=f"constant({json.dumps(value)})",
        )
        for name, value in call.arguments.items()
    }
    return Call(name=expert, arguments=dict(call.arguments), provenance=provenance, confidence=0.0)


def _report(step: Step) -> str:
    """Return what a step gave, as JSON; long results are cut."""
    if step.result is None:
        error = step.error
        return _error(f"{error.message} {error.hint}".strip() if error else "It gave nothing.")
    text, value = step.result.text, json.dumps(step.result.value, ensure_ascii=False)
    report: dict[str, Any] = {"text": text}
    if len(text) > _MOST_CHARACTERS:
        report = {"text": text[:_MOST_CHARACTERS], "is_cut": True}
    if step.result.value != text and len(text) + len(value) <= _MOST_CHARACTERS:
        report["value"] = step.result.value
    return json.dumps(report, ensure_ascii=False)


def _error(message: str) -> str:
    return json.dumps({"error": message}, ensure_ascii=False)
