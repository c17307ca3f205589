"""The language model that answers where no expert is confident."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from mrkl.deadline import Deadline
from mrkl.records import error_record
from mrkl_core.answer import Step, Turn
from mrkl_core.errors import BackendError, ExpertTimeoutError, MRKLError
from mrkl_core.protocols import LanguageModel
from mrkl_core.values import Generation, Message, Provenance, Result

NAME = "language_model"


async def answer_with_model(
    model: LanguageModel,
    question: str,
    *,
    turns: Sequence[Turn] = (),
    deadline: Deadline,
    on_token: Callable[[str], None] | None = None,
) -> tuple[Step, dict[str, int] | None]:
    """Let ``model`` answer; return the step and, where the backend counts, the token usage.

    The prompt is the question itself, copied. Failures are recorded in the step.
    """
    started = time.perf_counter()
    result, error, usage = None, None, None
    try:
        generation = await _generate(model, _messages(question, turns), deadline, on_token)
        result = Result(value=generation.text, text=generation.text)
        usage = _usage(generation)
    except MRKLError as failure:
        error = error_record(failure)
    whole = Provenance(
        kind="copied",
        source="question",
        start=0,
        end=len(question.encode("utf-8")),
        transform="copy",
    )
    step = Step(
        expert=NAME,
        arguments={"prompt": question},
        provenance={"prompt": whole},
        confidence=0.0,
        ms=round((time.perf_counter() - started) * 1000, 3),
        result=result,
        error=error,
    )
    return step, usage


async def _generate(
    model: LanguageModel,
    messages: Sequence[Message],
    deadline: Deadline,
    on_token: Callable[[str], None] | None,
) -> Generation:
    try:
        async with asyncio.timeout(deadline.remaining_s()):
            if on_token is None:
                return await model.generate(messages)
            pieces: list[str] = []
            async for piece in model.stream(messages):
                pieces.append(piece)
                on_token(piece)
            return Generation(text="".join(pieces))
    except MRKLError:
        raise
    except TimeoutError as error:
        raise ExpertTimeoutError(
            f"The language model {model.name!r} did not answer within the deadline.",
            hint="Raise deadline_s, or use a smaller model.",
        ) from error
    except Exception as error:
        raise BackendError(
            f"The language model {model.name!r} failed: {type(error).__name__}.",
            hint="Check the backend.",
        ) from error


def _messages(question: str, turns: Sequence[Turn]) -> list[Message]:
    messages: list[Message] = []
    for turn in turns:
        messages.append(Message(role="user", content=turn.question))
        messages.append(Message(role="assistant", content=turn.answer.text))
    return [*messages, Message(role="user", content=question)]


def _usage(generation: Generation) -> dict[str, int] | None:
    counts = {
        "prompt_tokens": generation.prompt_tokens,
        "completion_tokens": generation.completion_tokens,
    }
    return counts if any(counts.values()) else None
