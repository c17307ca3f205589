"""A checkpoint folder as a language model: template, tokenizer, engine and parsers together."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import torch

from mrkl_backends.dtypes import DType
from mrkl_backends.nemotron.conversation import as_text
from mrkl_backends.nemotron.reply import ReplyParser
from mrkl_backends.nemotron.tags import THINK_OPEN
from mrkl_backends.nemotron.thinking import ThinkingParser
from mrkl_backends.pytorch.attention_state import OneSequence
from mrkl_backends.pytorch.calls_constraint import CallsConstraint
from mrkl_backends.pytorch.configs import load_architecture
from mrkl_backends.pytorch.constraints import Grammars
from mrkl_backends.pytorch.engine import Engine, EngineSettings
from mrkl_backends.pytorch.loading import Progress, load_model
from mrkl_backends.pytorch.model import Model
from mrkl_backends.pytorch.prompting import MachineClock, Prompts
from mrkl_backends.pytorch.requests import Constraint, Request
from mrkl_backends.pytorch.sampling import SamplingSettings
from mrkl_backends.pytorch.text_stream import TextStream
from mrkl_backends.pytorch.tokenizer import Tokenizer
from mrkl_backends.pytorch.written import Written
from mrkl_core.errors import BackendError
from mrkl_core.protocols import Clock
from mrkl_core.values import Generation, Message, StreamEvent, Think

#: Tokens that end a turn or a text, whether or not the configuration lists them.
_ENDINGS = ("<|eot_id|>", "<|end_of_text|>", "<|eom_id|>")


class LocalModel:
    """A ``LanguageModel`` over one loaded checkpoint.

    Args:
        name: What users call it.
        model: Filled and finished.
        tokenizer: Of the same checkpoint.
        prompts: Of the same checkpoint.
        settings: Limits of the engine.

    Attributes:
        engine: Serves the requests.
        tokenizer: As given.
        prompts: As given.
        begin: The tokens before any text: the begin-of-text token, if the model has one.
        stop_tokens: Tokens that each end a reply.
    """

    def __init__(
        self,
        name: str,
        model: Model,
        tokenizer: Tokenizer,
        prompts: Prompts,
        settings: EngineSettings | None = None,
    ) -> None:
        self._name, self._model = name, model
        self.tokenizer, self.prompts = tokenizer, prompts
        self.engine = Engine(model, settings)
        endings = (tokenizer.token_id(token) for token in _ENDINGS)
        known = (token for token in endings if token is not None)
        begin = model.architecture.bos_id
        self.begin = () if begin is None else (begin,)
        self.stop_tokens = frozenset((*model.architecture.eos_ids, *known))

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        name: str,
        clock: Clock | None = None,
        dtype: DType = "auto",
        device: str = "cpu",
        settings: EngineSettings | None = None,
        progress: Progress | None = None,
    ) -> LocalModel:
        """Return the model in a checkpoint folder; everything small is checked before the weights.

        Args:
            folder: Holds configuration, tokenizer and weights.
            name: What users call it.
            clock: What a chat template takes for the time; the machine's when absent.
            dtype: What to compute in, see ``load_model``.
            device: A torch device.
            settings: Limits of the engine.
            progress: Told the bytes read and the bytes in all.

        Raises:
            ModelNotFoundError: The folder lacks weights or tokenizer.
            BackendError: A file is damaged or does not fit the others; it is named.
        """
        architecture = load_architecture(folder)
        tokenizer = Tokenizer.read(folder, vocab_size=architecture.vocab_size)
        begin = tokenizer.token(architecture.bos_id)
        prompts = Prompts.read(
            folder,
            clock=clock or MachineClock(),
            begin=begin,
            tokenizer=tokenizer,
            endings=architecture.eos_ids,
        )
        model = load_model(folder, dtype=dtype, device=device, progress=progress)
        return cls(name, model, tokenizer, prompts, settings)

    @property
    def name(self) -> str:
        """Return the model's name."""
        return self._name

    @functools.cached_property
    def grammars(self) -> Grammars:
        """Return what makes constraints for replies of this model; made at the first call."""
        return Grammars(
            self.tokenizer,
            vocab_size=self._model.architecture.vocab_size,
            stop_tokens=self.stop_tokens,
        )

    def close(self) -> None:
        """End all replies and give the engine's thread back."""
        self.engine.close()

    async def generate(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
        json_schema: Mapping[str, Any] | None = None,
    ) -> Generation:
        """Write one reply; see ``LanguageModel.generate``, and ``prepare`` for the schema."""
        whole = Generation(text="")
        async for event in self.stream(
            messages,
            windows=windows,
            max_tokens=max_tokens,
            tools=tools,
            think=think,
            json_schema=json_schema,
        ):
            if isinstance(event, Generation):
                whole = event
        return whole

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
        json_schema: Mapping[str, Any] | None = None,
    ) -> AsyncIterator[StreamEvent]:
        """Yield reasoning and content as they come, and last the whole reply."""
        # Reading a vocabulary and a schema may take a second: not on the event loop.
        request, written = await asyncio.to_thread(
            self.prepare,
            messages,
            windows=windows,
            max_tokens=max_tokens,
            tools=tools,
            think=think,
            json_schema=json_schema,
        )
        async with aclosing(self.engine.submit(request).__aiter__()) as events:
            async for event in events:
                for stretch in written.add(event):
                    yield stretch
        for stretch in written.finish():
            yield stretch
        yield written.generation(len(request.prompt))

    def prepare(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
        temperature: float | None = None,
        seed: int | None = None,
        json_schema: Mapping[str, Any] | None = None,
    ) -> tuple[Request, Written]:
        """Return the request for a reply, and what reads the reply.

        Args:
            messages: The conversation.
            windows: Documents to read.
            max_tokens: Longest reply.
            tools: Functions that the model may call.
            think: Whether to reason first.
            temperature: As the model's card advises when absent.
            seed: The same seed gives the same reply.
            json_schema: What the answer must match, unless ``max_tokens`` cuts it short; reasoning
                before it stays free, and tools may be called instead.

        Raises:
            BackendError: The template has no place for a message or for tools.
            SettingsError: Temperature or seed is out of its range, or the schema cannot be used.
        """
        messages = with_documents(messages, windows)
        pieces = self.prompts.pieces(messages, tools=tools, think=think)
        advised = self.prompts.sampling(messages, think)
        sampling = SamplingSettings(
            temperature=advised.temperature if temperature is None else temperature,
            top_p=advised.top_p,
            seed=seed,
        )
        text = as_text(pieces)
        constraint: Constraint | None
        if json_schema is None:
            constraint = self._calls(tools, text)
        else:
            before = self._reasoning(messages, think, text)
            constraint = self.grammars.json_schema(json_schema, before=before, tools=tools)
        tokens = self.tokenizer.encode_pieces(pieces)
        request = self._request(tokens, max_tokens, sampling, constraint)
        return request, self._written(ReplyParser(prompt=text))

    def prepare_raw(
        self,
        text: str,
        *,
        max_tokens: int = 512,
        temperature: float = 0.0,
        seed: int | None = None,
        json_schema: Mapping[str, Any] | None = None,
    ) -> tuple[Request, Written]:
        """Return the request for what follows ``text``, with no chat template; all is content.

        Raises:
            SettingsError: Temperature or seed is out of its range, or the schema cannot be used.
        """
        sampling = SamplingSettings(temperature=temperature, seed=seed)
        tokens = [*self.begin, *self.tokenizer.encode(text)]
        constraint = None if json_schema is None else self.grammars.json_schema(json_schema)
        return self._request(tokens, max_tokens, sampling, constraint), self._written(None)

    def _calls(self, tools: Sequence[Mapping[str, Any]], prompt: str) -> Constraint | None:
        """Return what keeps calls to their tools; without it the parser still tells bad ones."""
        if not tools:
            return None
        try:
            block = self.grammars.tool_calls(tools)
        except BackendError:  # a tokenizer by which nothing can be constrained
            return None
        return CallsConstraint(block, TextStream(self.tokenizer), ThinkingParser(prompt=prompt))

    def _reasoning(self, messages: Sequence[Message], think: Think, prompt: str) -> str | None:
        """Return what reasoning begins with in the reply, None where there will be none."""
        if prompt.rstrip().endswith(THINK_OPEN):
            return ""
        thinks = self.prompts.family is not None and self.prompts.thinks(messages, think) == "on"
        return THINK_OPEN if thinks else None

    def _request(
        self,
        prompt: Sequence[int],
        max_tokens: int,
        sampling: SamplingSettings,
        constraint: Constraint | None,
    ) -> Request:
        # A reply may be as long as what is left, if that is less.
        room = max(1, self.engine.capacity - len(prompt))
        return Request(
            prompt=tuple(prompt),
            max_tokens=min(max_tokens, room),
            sampling=sampling,
            stop_tokens=self.stop_tokens,
            constraint=constraint,
        )

    def _written(self, parser: ReplyParser | None) -> Written:
        return Written(TextStream(self.tokenizer), parser, self.stop_tokens)

    async def score(self, prompt: str, continuations: Sequence[str]) -> tuple[float, ...]:
        """Return the log-probability (nats) of each continuation; one forward pass each."""
        return await asyncio.to_thread(
            lambda: tuple(self._score(prompt, continuation) for continuation in continuations)
        )

    def _score(self, prompt: str, continuation: str) -> float:
        known = [*self.begin, *self.tokenizer.encode(prompt)]
        tokens = known + self.tokenizer.encode(continuation)
        if len(tokens) == len(known) or not known:
            return 0.0
        with torch.inference_mode():
            ids = torch.tensor(tokens, device=self._model.device)
            places = torch.arange(len(tokens), device=self._model.device)
            hidden = self._model.hidden_states(ids, places, OneSequence())
            logprobs = self._model.logits(hidden[len(known) - 1 : -1]).log_softmax(-1)
            found = logprobs.gather(1, ids[len(known) :, None])
        return float(found.sum())


def with_documents(messages: Sequence[Message], documents: Sequence[str]) -> list[Message]:
    """Return the conversation with documents, numbered, before the user's last words."""
    turns = list(messages)
    last = max((k for k, turn in enumerate(turns) if turn.role == "user"), default=None)
    if not documents or last is None:
        return turns
    told = [f"Document {k}:\n{text.strip()}" for k, text in enumerate(documents, start=1)]
    content = "\n\n".join((*told, turns[last].content))
    turns[last] = Message(role="user", content=content)
    return turns
