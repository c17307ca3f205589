"""What answers where the router abstains: an expert that is handed the whole question, a model."""

from __future__ import annotations

from collections.abc import Sequence

from mrkl.agent import Agent
from mrkl.executor import Executor, Request
from mrkl.records import error_record
from mrkl.toolbox import Toolbox
from mrkl_core.answer import Step, Turn
from mrkl_core.errors import InvalidExpertError, MRKLError
from mrkl_core.protocols import LanguageModel
from mrkl_core.values import Call, ExpertSpec, Hear, Message, Provenance, Result

NAME = "language_model"


async def answer_with_model(
    model: LanguageModel,
    request: Request,
    *,
    executor: Executor,
    calls: int,
    hear: Hear | None = None,
) -> tuple[tuple[Step, ...], dict[str, int] | None]:
    """Let ``model`` answer; return the steps and, where the backend counts, the token usage.

    The last step is the model's own; its prompt is the question itself, copied. The steps before
    it are the calls that the model made. Failures are recorded in the steps.

    Args:
        model: The model.
        request: The question, with the experts that the model may call.
        executor: Runs the calls.
        calls: How many calls the model has; 0 offers it no tools.
        hear: Told what the model thinks and says as it comes.
    """
    question = request.question
    toolbox = Toolbox(executor, request, calls)
    agent = Agent(model, toolbox, think=request.think, deadline=request.deadline, hear=hear)
    result, error = None, None
    try:
        text = await agent.answer(_messages(question, request.turns))
        result = Result(value=text, text=text)
    except MRKLError as failure:
        error = error_record(failure)
    step = Step(
        expert=NAME,
        arguments={"prompt": question},
        provenance={"prompt": _copied_whole(question)},
        confidence=0.0,
        ms=round(agent.ms, 3),
        result=result,
        error=error,
    )
    if request.on_step is not None:
        request.on_step(len(toolbox.steps), step)
    return (*toolbox.steps, step), agent.usage


def whole_question(spec: ExpertSpec, question: str) -> Call:
    """Return the call that hands ``question`` to an expert as it stands.

    Raises:
        InvalidExpertError: The expert takes another number of required texts than one.
    """
    required = [slot for slot in spec.slots if slot.required]
    if len(required) != 1 or required[0].type != "string":
        raise InvalidExpertError(
            f"Expert {spec.name!r} cannot be handed a whole question: that takes exactly one "
            f"required text, and it has {', '.join(slot.name for slot in required) or 'none'}.",
            hint="Choose an expert like 'documents'.",
            expert=spec.name,
        )
    (slot,) = required
    return Call(
        name=spec.name,
        arguments={slot.name: question},
        provenance={slot.name: _copied_whole(question)},
        confidence=0.0,
    )


def _copied_whole(question: str) -> Provenance:
    end = len(question.encode("utf-8"))
    return Provenance(kind="copied", source="question", start=0, end=end, transform="copy")


def _messages(question: str, turns: Sequence[Turn]) -> list[Message]:
    messages: list[Message] = []
    for turn in turns:
        messages.append(Message(role="user", content=turn.question))
        messages.append(Message(role="assistant", content=turn.answer.text))
    return [*messages, Message(role="user", content=question)]
