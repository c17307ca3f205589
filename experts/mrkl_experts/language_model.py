"""The ``language_model`` expert: what only a language model can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mrkl_core.errors import (
    BackendError,
    BackendUnavailableError,
    ExpertError,
    ExpertUnavailableError,
    InvalidArgumentError,
    NoResultError,
)
from mrkl_core.protocols import Context, LanguageModel, most_tokens
from mrkl_core.replies import whole_reply
from mrkl_core.values import (
    Annotations,
    Content,
    ExpertSpec,
    Hear,
    Message,
    Reasoning,
    Result,
    Slot,
)

SPEC = ExpertSpec(
    name="language_model",
    description=(
        "Writes, rewrites, translates, explains, gives ideas and advice, and talks freely: open"
        " requests that need a language model and no facts from a tool."
    ),
    slots=(Slot(name="prompt", format="question", description="The whole request."),),
    examples=(
        "write a short poem about autumn",
        "translate good morning into French",
        "draft an email that declines the invitation politely",
        "explain recursion to a ten year old",
        "give me five names for a bakery",
        "summarize the following paragraph",
        "tell me a joke",
        "how are you today?",
        "rewrite this sentence so that it sounds friendlier",
        "what should I say at a wedding?",
        "help me plan a birthday party",
        "what are the pros and cons of working from home?",
        "continue this story: it was a dark night",
        "write a python function that reverses a list",
        "who made you?",
        "give me advice on learning the piano",
    ),
    negatives=(
        "what is 15% of 2,480?",
        "how many kilometres are 26 miles?",
        "what does the handbook say about parental leave?",
        "will it rain in Oslo tomorrow?",
    ),
    annotations=Annotations(timeout_s=120.0),
)

_HOW_TO_ADD = (
    "Add one with `mrkl ask --model openai:NAME`, with MRKL_MODEL=openai:NAME, or with"
    ' `model = "openai:NAME"` in mrkl.toml; MRKL_OPENAI_BASE_URL says where it is served and'
    " MRKL_OPENAI_API_KEY holds the key."
)


class LanguageModelExpert:
    """Passes a request on to a language model.

    Args:
        model: The model; without one every call says how to add it.
    """

    def __init__(self, model: LanguageModel | None = None) -> None:
        self._model = model

    @property
    def spec(self) -> ExpertSpec:
        """Return what the router knows of this expert."""
        return SPEC

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Return what the model writes; who listens hears it as it comes.

        Raises:
            ExpertUnavailableError: No model is configured, or it cannot be reached.
            InvalidArgumentError: The prompt is empty.
            NoResultError: The model wrote nothing.
            ExpertError: The model failed.
        """
        prompt = arguments.get("prompt")
        if not isinstance(prompt, str) or not prompt.strip():
            raise InvalidArgumentError(
                f"Argument 'prompt' must be a text, not {prompt!r}.",
                hint="Say what the language model shall do.",
                expert=SPEC.name,
                argument="prompt",
            )
        if self._model is None:
            raise ExpertUnavailableError(
                "No language model is configured.",
                hint=_HOW_TO_ADD,
                expert=SPEC.name,
                retryable=False,
            )
        text = await self._write(self._model, prompt, context)
        return Result(value=text, text=text)

    async def _write(self, model: LanguageModel, prompt: str, context: Context) -> str:
        facts: dict[str, object] = {"expert": SPEC.name, "model": model.name}
        try:
            written = await whole_reply(
                model,
                [Message(role="user", content=prompt)],
                hear=context.hear and _trimmed(context.hear),
                max_tokens=most_tokens(context.think),
                think=context.think,
            )
        except BackendUnavailableError as error:
            raise ExpertUnavailableError(
                error.message, hint=error.hint, **{**error.context, **facts}
            ) from error
        except BackendError as error:
            raise ExpertError(
                error.message, hint=error.hint, **{**error.context, **facts}
            ) from error
        if not written.text.strip():
            raise NoResultError(
                f"The language model {model.name!r} wrote nothing.",
                hint="Ask again, or ask in other words.",
                **facts,
            )
        return written.text.strip()


def _trimmed(hear: Hear) -> Hear:
    """Return what passes on all but the white space around the text, which the result lacks too."""
    has_begun, held = False, ""

    def tell(said: Reasoning | Content) -> None:
        nonlocal has_begun, held
        if isinstance(said, Reasoning):
            hear(said)
            return
        text = held + said.text if has_begun else said.text.lstrip()
        told = text.rstrip()
        held = text[len(told) :]
        if told:
            has_begun = True
            hear(Content(text=told))

    return tell
