"""A scripted router and a fake expert, built like the real ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mrkl_core.answer import Turn
from mrkl_core.protocols import Clock, Context
from mrkl_core.values import (
    Abstain,
    Annotations,
    Call,
    Decision,
    ExpertSpec,
    Provenance,
    Result,
    Score,
    Slot,
)


class ScriptedRouter:
    """Decides as told.

    Args:
        script: Decisions by question, or a function of the question and the allowed experts.
            Questions that are not in the script make it abstain.
    """

    def __init__(
        self,
        script: Mapping[str, Decision] | Callable[[str, Sequence[str]], Decision] | None = None,
    ) -> None:
        self._script = script if script is not None else {}
        self.registered: list[ExpertSpec] = []
        self.asked: list[tuple[str, tuple[str, ...], tuple[Turn, ...]]] = []

    def register(self, spec: ExpertSpec) -> None:
        """Remember the spec."""
        self.registered.append(spec)

    def route(
        self,
        question: str,
        *,
        experts: Sequence[str],
        clock: Clock,
        turns: Sequence[Turn] = (),
    ) -> Decision:
        """Return the scripted decision, else abstain."""
        self.asked.append((question, tuple(experts), tuple(turns)))
        if callable(self._script):
            return self._script(question, experts)
        return self._script.get(question, Abstain(reason="not in the script"))

    def explain(self, question: str, *, experts: Sequence[str]) -> tuple[Score, ...]:
        """Return score 1 for the experts that the scripted decision calls, else 0."""
        decision = self._script(question, experts) if callable(self._script) else None
        if isinstance(self._script, Mapping):
            decision = self._script.get(question)
        chosen = decision.name if isinstance(decision, Call) else None
        scores = [
            Score(expert=name, score=float(name == chosen), threshold=0.5) for name in experts
        ]
        return tuple(sorted(scores, key=lambda score: -score.score))


Outcome = Result | BaseException | Callable[[Mapping[str, Any], Context], Any]


class FakeExpert:
    """Answers with what it was given.

    Args:
        name: Its name.
        outcomes: One for each run, the last repeated: a result, an error to raise, or a function
            of arguments and context that returns a result or any value. Without any it echoes
            its arguments.
        slots: Its arguments; one required text called ``text`` when absent.
        annotations: Time limit, approval and so on.
        delay_s: How long each run takes.
    """

    def __init__(
        self,
        name: str,
        *outcomes: Outcome,
        slots: Sequence[Slot] | None = None,
        annotations: Annotations | None = None,
        delay_s: float = 0.0,
    ) -> None:
        if slots is None:
            slots = (Slot(name="text", description="any text"),)
        self._spec = ExpertSpec(
            name=name,
            description=f"A fake expert called {name}.",
            slots=tuple(slots),
            examples=(f"ask {name} something",),
            annotations=annotations or Annotations(),
        )
        self._outcomes = outcomes
        self._delay_s = delay_s
        self.runs: list[Mapping[str, Any]] = []
        self.closed = False

    @property
    def spec(self) -> ExpertSpec:
        """Return the spec made from the constructor's arguments."""
        return self._spec

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Give the next outcome."""
        number = len(self.runs)
        self.runs.append(dict(arguments))
        await asyncio.sleep(self._delay_s)
        if not self._outcomes:
            return Result(value=dict(arguments), text=f"{self._spec.name}: {dict(arguments)}")
        outcome = self._outcomes[min(number, len(self._outcomes) - 1)]
        if isinstance(outcome, BaseException):
            raise outcome
        found = outcome(arguments, context) if callable(outcome) else outcome
        return found if isinstance(found, Result) else Result(value=found, text=str(found))

    async def aclose(self) -> None:
        """Remember that it was closed."""
        self.closed = True


def copied(question: str, text: str) -> Provenance:
    """Return the provenance of ``text`` copied from its first place in ``question``."""
    start = question.encode().index(text.encode())
    return Provenance(
        kind="copied",
        source="question",
        start=start,
        end=start + len(text.encode()),
        transform="copy",
    )


def from_step(index: int) -> Provenance:
    """Return the provenance of an argument that is the value of an earlier step."""
    return Provenance(kind="derived", source=f"step:{index}", start=0, end=0, transform="value")


def call(question: str, name: str, *, confidence: float = 0.99, **copies: str) -> Call:
    """Return a call whose arguments are all copied from ``question``."""
    return Call(
        name=name,
        arguments=dict(copies),
        provenance={argument: copied(question, text) for argument, text in copies.items()},
        confidence=confidence,
    )
