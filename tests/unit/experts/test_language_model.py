import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from mrkl_backends.echo import EchoModel
from mrkl_core.errors import (
    BackendError,
    BackendUnavailableError,
    ExpertError,
    ExpertUnavailableError,
    InvalidArgumentError,
    NoResultError,
)
from mrkl_core.protocols import Context, Expert, LanguageModel
from mrkl_core.values import (
    Content,
    Generation,
    Message,
    Reasoning,
    Result,
    StreamEvent,
    Think,
)
from mrkl_experts.language_model import LanguageModelExpert


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 2, tzinfo=UTC)


class FailingModel:
    name = "failing"

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def generate(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> Generation:
        raise self.error

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> AsyncIterator[StreamEvent]:
        yield Generation(text="")

    async def score(self, prompt: str, continuations: Sequence[str]) -> tuple[float, ...]:
        return ()


def run(model: LanguageModel | None, prompt: object = "Tell me a joke.") -> Result:
    context = Context(clock=FixedClock(), question=str(prompt), remaining_s=5.0)
    return asyncio.run(LanguageModelExpert(model).run({"prompt": prompt}, context))


def test_it_is_an_expert() -> None:
    expert = LanguageModelExpert()
    assert isinstance(expert, Expert)
    assert expert.spec.name == "language_model"
    assert [(slot.name, slot.format) for slot in expert.spec.slots] == [("prompt", "question")]


def test_the_model_writes_the_answer() -> None:
    model = EchoModel(["Knock knock.\n"])
    assert run(model) == Result(value="Knock knock.", text="Knock knock.")
    assert model.requests[0].messages == (Message(role="user", content="Tell me a joke."),)


class Pieces(EchoModel):
    """Says what it says in pieces of so many characters."""

    def __init__(self, reply: Generation, size: int) -> None:
        super().__init__([reply])
        self.size = size

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> AsyncIterator[StreamEvent]:
        reply = await self.generate(messages, max_tokens=max_tokens, think=think)
        yield Reasoning(text=reply.reasoning)
        for start in range(0, len(reply.text), self.size):
            yield Content(text=reply.text[start : start + self.size])
        yield reply


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_who_listens_hears_the_answer_and_no_space_around_it(size: int) -> None:
    heard: list[Reasoning | Content] = []
    model = Pieces(Generation(text=" \n Knock\n\n knock.", reasoning=" Hm. "), size)
    context = Context(clock=FixedClock(), question="x", remaining_s=5.0, hear=heard.append)
    result = asyncio.run(LanguageModelExpert(model).run({"prompt": "x"}, context))
    assert heard[0] == Reasoning(text=" Hm. ")
    pieces = [said.text for said in heard[1:] if isinstance(said, Content)]
    assert all(pieces)
    assert "".join(pieces) == result.text == result.value == "Knock\n\n knock."
    assert len(pieces) == 1 or size < 100


def test_without_a_model_it_says_how_to_add_one() -> None:
    with pytest.raises(ExpertUnavailableError) as caught:
        run(None)
    assert str(caught.value) == (
        "No language model is configured. Add one with `mrkl ask --model openai:NAME`, with"
        ' MRKL_MODEL=openai:NAME, or with `model = "openai:NAME"` in mrkl.toml;'
        " MRKL_OPENAI_BASE_URL says where it is served and MRKL_OPENAI_API_KEY holds the key."
    )


def test_failures_of_the_backend_are_failures_of_the_expert() -> None:
    busy = BackendUnavailableError("Busy.", hint="Wait.", retry_after_s=3.0)
    with pytest.raises(ExpertUnavailableError, match=r"Busy\. Wait\.") as caught:
        run(FailingModel(busy))
    assert caught.value.context == {
        "retry_after_s": 3.0,
        "expert": "language_model",
        "model": "failing",
    }
    with pytest.raises(ExpertError, match="Broken") as other:
        run(FailingModel(BackendError("Broken.", model="x")))
    assert type(other.value) is ExpertError


@pytest.mark.parametrize("prompt", ["", " ", None, 3])
def test_a_prompt_must_be_text(prompt: object) -> None:
    with pytest.raises(InvalidArgumentError, match="Argument 'prompt' must be a text"):
        run(EchoModel(), prompt)


def test_silence_is_no_answer() -> None:
    with pytest.raises(NoResultError, match="The language model 'echo' wrote nothing"):
        run(EchoModel([" \n"]))


@pytest.mark.parametrize(("think", "room"), [("on", 4096), ("off", 512)])
def test_the_model_is_told_whether_to_think(think: Think, room: int) -> None:
    model = EchoModel(["Knock."])
    context = Context(clock=FixedClock(), question="x", remaining_s=5.0, think=think)
    asyncio.run(LanguageModelExpert(model).run({"prompt": "x"}, context))
    assert (model.requests[0].think, model.requests[0].max_tokens) == (think, room)
