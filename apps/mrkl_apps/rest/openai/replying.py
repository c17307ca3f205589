"""How a dialogue goes on: a call of the caller's tools, an expert's answer, a model's words."""

from __future__ import annotations

import copy
import time
from contextlib import aclosing

from mrkl.fallback import NAME
from mrkl.records import decision_record
from mrkl.system import System
from mrkl_apps.rest.openai.dialogue import Dialogue
from mrkl_apps.rest.openai.envelope import InvalidRequestError, ReplyFailedError
from mrkl_apps.rest.openai.instructed import InstructedModel
from mrkl_apps.rest.openai.models import LANGUAGE_MODEL, check_model, experts_of
from mrkl_apps.rest.openai.recall import Recall
from mrkl_apps.rest.openai.reply import (
    Hear,
    Reply,
    Routed,
    answered,
    called_by_model,
    check_answer,
    composed,
    handed_back,
    tokens,
)
from mrkl_apps.rest.openai.tool_calls import ToolChooser, calls_for_caller
from mrkl_apps.rest.openai.voice import Voice, VoiceExpert
from mrkl_apps.rest.openai.watching import watched
from mrkl_core.answer import Answer, Event, Step, Turn
from mrkl_core.phrases.thinking import needs_thinking
from mrkl_core.protocols import LanguageModel
from mrkl_core.values import (
    Abstain,
    Call,
    Clarify,
    Content,
    Decision,
    Plan,
    Reasoning,
    Result,
    Think,
)


class Replying:
    """Replies to dialogues.

    Args:
        system: Answers.
        tools: Chooses among callers' tools.
    """

    def __init__(self, system: System, tools: ToolChooser) -> None:
        self._system = system
        self._tools = tools
        self._recall = Recall()

    async def reply(self, asked: Dialogue, owner: str, hear: Hear) -> Reply:
        """Return the next message; ``hear`` is told of the decision and what a model says.

        An expert's words come at once, in the reply. What was heard as content need not be said
        again.

        Raises:
            UnknownModelError: There is no such model.
            InvalidRequestError: A tool must be called, and none fits; or tools cannot be read.
            QuestionError: The question cannot be read.
            ReplyFailedError: An expert failed.
            BackendError: The language model failed.
            ExpertTimeoutError: It did not answer in time.
        """
        check_model(self._system, asked.model)
        model = self._system.model
        if model is not None and (asked.model == LANGUAGE_MODEL or asked.results):
            return await self._spoken(model, asked, hear)
        if asked.results:
            return _results(asked)
        chosen = await self._chosen(asked)
        calls = () if chosen is None else calls_for_caller(chosen, parallel=asked.parallel)
        if chosen is not None and calls:
            hear(Routed(decision=decision_record(chosen)))
            return handed_back(chosen, calls)
        turns = self._recall.turns(owner, asked.exchanges())
        if chosen is None:
            reply = await self._answered(asked, turns, hear)
        else:
            reply = await self._answered_beside_tools(asked, turns, chosen, hear)
        if reply.answer is not None:
            self._recall.remember(owner, turns, reply.answer)
        return reply

    async def _chosen(self, asked: Dialogue) -> Decision | None:
        """Return what the router makes of the caller's tools; None if none may be called."""
        if not asked.tools or asked.use == "none":
            return None
        decision = await self._tools.choose(asked.question, asked.tools)
        if isinstance(decision, Call | Plan) or asked.use != "required" or self._system.model:
            return decision
        why = decision.text if isinstance(decision, Clarify) else decision.reason
        raise InvalidRequestError(
            f"A tool must be called, and none is certain: {why}",
            hint="Let tool_choice be 'auto', or name the tool's arguments in the question.",
            param="tool_choice",
        )

    async def _answered(self, asked: Dialogue, turns: tuple[Turn, ...], hear: Hear) -> Reply:
        """Return what the system says; its language model knows the caller's instructions."""
        model = self._system.model
        if model is None:
            answer = await self._asked(self._system, asked, turns, None, hear)
            return answered(check_answer(answer), tokens(answer.usage, None), None)
        voice = _voice(model, asked)
        expert = self._voice_expert(voice)
        instructed = InstructedModel(voice, asked.instructions)
        system = _with_model(self._system, instructed)
        answer = await self._asked(system, asked, turns, expert, hear)
        said = expert.said if expert else None
        return answered(check_answer(answer), tokens(answer.usage, said), instructed.last or said)

    async def _answered_beside_tools(
        self, asked: Dialogue, turns: tuple[Turn, ...], chosen: Decision, hear: Hear
    ) -> Reply:
        """Return what an expert says, else what the model does with the caller's tools."""
        model = self._system.model
        expert = None if model is None else self._voice_expert(_voice(model, asked))
        system = _with_model(self._system, None)
        answer = await self._asked(system, asked, turns, expert, hear)
        said = expert.said if expert else None
        if said is not None and said.tool_calls:
            return called_by_model(said)
        if answer.steps:
            return answered(check_answer(answer), tokens(answer.usage, said), said)
        if model is not None:
            return await self._spoken(model, asked, hear)
        if isinstance(chosen, Clarify) and answer.decision == "abstain":
            return composed(asked, chosen, [])
        return answered(answer, tokens(None, None), None)

    async def _asked(
        self,
        system: System,
        asked: Dialogue,
        turns: tuple[Turn, ...],
        expert: VoiceExpert | None,
        hear: Hear,
    ) -> Answer:
        think = self._judged(asked)
        stream = system.stream(
            asked.question,
            experts=experts_of(asked.model),
            turns=turns,
            think=think,
            deadline_s=self._system.settings.deadline_for(think if self._system.model else "off"),
            instead={NAME: expert} if expert else None,
        )
        async with aclosing(stream) as events:
            async for event in events:
                if event.kind == "route":
                    hear(Routed(decision=event.data))
                elif event.kind == "token":
                    hear(Content(text=event.data))
                elif event.kind == "reasoning":
                    hear(Reasoning(text=event.data))
                elif event.kind == "error":
                    raise ReplyFailedError(event.data)
        # A stream ends with an error or the answer.
        answer: Answer = event.data
        return answer

    async def _spoken(self, model: LanguageModel, asked: Dialogue, hear: Hear) -> Reply:
        """Return what the model says to the whole dialogue."""
        think = self._judged(asked)
        deadline_s = self._system.settings.deadline_for(think)
        started = time.perf_counter()
        with watched(self._system, asked.question, think, deadline_s) as tell:
            said = await _voice(model, asked).speak(think, deadline_s, hear)
            step = _step(NAME, said.text, round((time.perf_counter() - started) * 1000, 3))
            reply = composed(asked, Abstain(reason="The language model was asked."), [step], said)
            tell(Event(kind="step", data=step))
            tell(Event(kind="answer", data=reply.answer))
        return called_by_model(said) if said.tool_calls else reply

    def _judged(self, asked: Dialogue) -> Think:
        """Return whether a model shall reason first, judged from the question where need be."""
        think = asked.think or self._system.settings.think
        if think != "auto":
            return think
        return "on" if needs_thinking(asked.question) else "off"

    def _voice_expert(self, voice: Voice) -> VoiceExpert | None:
        expert = self._system.experts.get(NAME)
        return VoiceExpert(expert.spec, voice) if expert else None


def _with_model(system: System, model: LanguageModel | None) -> System:
    """Return the same system with another language model."""
    other = copy.copy(system)
    other.model = model
    return other


def _voice(model: LanguageModel, asked: Dialogue) -> Voice:
    return Voice(
        model=model,
        messages=asked.messages,
        tools=() if asked.use == "none" else asked.tools,
        max_tokens=asked.max_tokens,
    )


def _results(asked: Dialogue) -> Reply:
    """Return what the caller's tools found, where nobody can put it into words."""
    steps = [_step(asked.tool_name(each), each.content, 0.0) for each in asked.results]
    calls = [Call(name=step.expert, arguments={}, provenance={}, confidence=0.0) for step in steps]
    return composed(asked, Plan(calls=tuple(calls)), steps)


def _step(name: str, text: str, ms: float) -> Step:
    return Step(
        expert=name,
        arguments={},
        provenance={},
        confidence=0.0,
        ms=ms,
        result=Result(value=text, text=text),
    )
