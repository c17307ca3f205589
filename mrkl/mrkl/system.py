"""The system: a router, its experts and perhaps a language model behind one ``ask``."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from types import TracebackType
from typing import TYPE_CHECKING, Any

from mrkl.answering import Answering, Asked, LockedRouter, Watch
from mrkl.clock import SystemClock
from mrkl.closing import close_all
from mrkl.deadline import Deadline
from mrkl.executor import Approve, Executor
from mrkl.loop import background
from mrkl.questions import check_question
from mrkl.registry import Registry
from mrkl.settings import Settings
from mrkl.store import MemoryStore
from mrkl_core.answer import Answer, Event, Turn
from mrkl_core.errors import QuestionError
from mrkl_core.names import shown
from mrkl_core.phrases.thinking import needs_thinking
from mrkl_core.protocols import Clock, Expert, LanguageModel, Router, Store
from mrkl_core.values import Decision, ErrorRecord, Score, Think

if TYPE_CHECKING:
    from mrkl_router.spec_lint import Finding

logger = logging.getLogger("mrkl.system")


class System:
    """Routes questions to experts and runs them.

    Blocking methods (``ask``, ``route``) run on one background event loop and work anywhere,
    also in notebooks; ``aask`` and ``stream`` run on the caller's loop.

    Args:
        router: Chooses experts and fills in their arguments.
        experts: Registered in this order.
        model: Answers where the router abstains; None says so instead.
        clock: Tells "today"; the machine's clock in ``settings.timezone`` when absent.
        store: Keeps conversations; memory when absent.
        approve: Asked before calls with side effects, see ``mrkl.executor.Approve``.
        watch: Called as each question begins; what it returns is told of the question's events.
        settings: Read from environment and ``mrkl.toml`` when absent.
        problems: What could not be set up, for people to see (plug-ins, databases).

    Raises:
        RegistrationError: An expert cannot be used.
        SettingsError: A setting is unknown or invalid.
    """

    def __init__(
        self,
        *,
        router: Router,
        experts: Iterable[Expert] = (),
        model: LanguageModel | None = None,
        clock: Clock | None = None,
        store: Store | None = None,
        approve: Approve | None = None,
        watch: Watch | None = None,
        settings: Settings | None = None,
        problems: Iterable[ErrorRecord] = (),
    ) -> None:
        self.settings = settings or Settings()
        self.model = model
        self.approve = approve
        self.watch = watch
        self.problems = tuple(problems)
        self._router = LockedRouter(router)
        self._registry = Registry()
        self._clock = clock or SystemClock(self.settings.timezone)
        self._store = store or MemoryStore()
        for expert in experts:
            self.register(expert)

    @classmethod
    def default(cls, settings: Settings | None = None, **options: Any) -> System:
        """Return the system with the trained router, the built-in experts and the plug-ins.

        Args:
            settings: Read from environment and ``mrkl.toml`` when absent.
            **options: ``clock``, ``store``, ``approve``, ``watch``, ``model`` or ``router``, as
                above.
        """
        from mrkl.builtin import parts_of, switched_off

        settings = settings or Settings()
        system = cls(**parts_of(settings, options))
        for name in switched_off(settings, system.experts):
            system.disable(name)
        return system

    @property
    def experts(self) -> Mapping[str, Expert]:
        """Return all registered experts by name, switched on or not."""
        return self._registry.experts

    @property
    def enabled(self) -> tuple[str, ...]:
        """Return the names of the experts that are switched on."""
        return self._registry.enabled

    def register(self, expert: Expert) -> None:
        """Add an expert; the router learns it, the other experts stay as they were.

        Raises:
            InvalidExpertError: It does not satisfy the contract.
            DuplicateExpertError: The name is taken.
        """
        self._router.register(self._registry.check(expert))
        self._registry.add(expert)

    def enable(self, name: str) -> None:
        """Switch an expert on.

        Raises:
            UnknownExpertError: No expert has that name.
        """
        self._registry.switch(name, on=True)

    def disable(self, name: str) -> None:
        """Switch an expert off; the router can then not choose it.

        Raises:
            UnknownExpertError: No expert has that name.
        """
        self._registry.switch(name, on=False)

    def route(
        self,
        question: str,
        *,
        experts: Sequence[str] | None = None,
        conversation: str | None = None,
    ) -> Decision:
        """Return what the router decides, without running anything.

        Args:
            question: At most 32 kB of text.
            experts: Restricts the choice to these; all enabled ones when absent.
            conversation: Name of a conversation whose earlier turns count.

        Raises:
            QuestionError: The question cannot be read.
            UnknownExpertError: A name in ``experts`` is unknown.
            ExpertDisabledError: An expert in ``experts`` is switched off.
        """
        question = check_question(question)
        names = self._registry.choose(experts)
        turns = background.run(self._turns(conversation)) if conversation else ()
        return self._router.route(question, experts=names, clock=self._clock, turns=turns)

    def explain(self, question: str, *, experts: Sequence[str] | None = None) -> tuple[Score, ...]:
        """Return every expert's score and threshold, best first.

        Raises:
            QuestionError: The question cannot be read.
            UnknownExpertError: A name in ``experts`` is unknown.
            ExpertDisabledError: An expert in ``experts`` is switched off.
        """
        names = self._registry.choose(experts)
        return self._router.explain(check_question(question), experts=names)

    def check(self, question: str | None = None, *, experts: Sequence[str] | None = None) -> None:
        """Raise what ``ask`` would raise of such a question, without asking it.

        Args:
            question: None checks ``experts`` alone.
            experts: What the choice is to be restricted to.

        Raises:
            QuestionError: The question cannot be read.
            UnknownExpertError: A name in ``experts`` is unknown.
            ExpertDisabledError: An expert in ``experts`` is switched off.
        """
        if question is not None:
            check_question(question)
        self._registry.choose(experts)

    def lint(self) -> tuple[Finding, ...]:
        """Return what to mend about the experts that are not built in; takes seconds."""
        from mrkl.linting import lint_experts

        experts = tuple(self.experts.values())
        return self._router.alone(lambda router: lint_experts(router, experts))

    def ask(
        self,
        question: str,
        *,
        experts: Sequence[str] | None = None,
        conversation: str | None = None,
        deadline_s: float | None = None,
        think: Think | None = None,
        turns: Sequence[Turn] | None = None,
        instead: Mapping[str, Expert] | None = None,
        otherwise: str | None = None,
    ) -> Answer:
        """Answer a question; blocks until it is done.

        Args:
            question: At most 32 kB of text.
            experts: Restricts the choice to these; all enabled ones when absent.
            conversation: Name of a conversation to continue.
            deadline_s: Seconds this may take; ``settings.deadline_for`` says how many when absent.
            think: Whether a language model shall reason first, ``on``, ``off`` or ``auto`` (judged
                from the question); ``settings.think`` when absent.
            turns: Earlier turns, in place of those of ``conversation``, which then gains nothing.
            instead: Experts that run this question's calls in place of the registered ones of the
                same name; the router chooses as ever.
            otherwise: Expert that is handed the whole question where the router abstains, before
                the language model is; for documents that the user chose, say.

        Returns:
            The answer with its trace. Failures of experts are typed errors in its steps.

        Raises:
            QuestionError: The question cannot be read.
            UnknownExpertError: A name in ``experts`` is unknown.
            ExpertDisabledError: An expert in ``experts`` is switched off.
        """
        return background.run(
            self.aask(
                question,
                experts=experts,
                conversation=conversation,
                deadline_s=deadline_s,
                think=think,
                turns=turns,
                instead=instead,
                otherwise=otherwise,
            )
        )

    async def aask(
        self,
        question: str,
        *,
        experts: Sequence[str] | None = None,
        conversation: str | None = None,
        deadline_s: float | None = None,
        think: Think | None = None,
        turns: Sequence[Turn] | None = None,
        instead: Mapping[str, Expert] | None = None,
        otherwise: str | None = None,
    ) -> Answer:
        """Answer a question; the async twin of ``ask``."""
        asked = await self._asked(
            question, experts, conversation, deadline_s, think, turns, instead, otherwise
        )
        return await self._answering().answer(asked)

    async def stream(
        self,
        question: str,
        *,
        experts: Sequence[str] | None = None,
        conversation: str | None = None,
        deadline_s: float | None = None,
        think: Think | None = None,
        turns: Sequence[Turn] | None = None,
        instead: Mapping[str, Expert] | None = None,
        otherwise: str | None = None,
    ) -> AsyncGenerator[Event, None]:
        """Yield events while a question is answered; takes what ``ask`` takes.

        The events are ``route`` (the decision as a mapping), ``step`` (a ``Step`` as it ends),
        ``reasoning`` and ``token`` (what the language model thinks and says), and last ``answer``
        (the ``Answer``) or ``error`` (an ``ErrorRecord``). Leaving the loop early cancels the work.

        Raises:
            QuestionError: The question cannot be read.
            UnknownExpertError: A name in ``experts`` is unknown.
            ExpertDisabledError: An expert in ``experts`` is switched off.
        """
        asked = await self._asked(
            question, experts, conversation, deadline_s, think, turns, instead, otherwise
        )
        async with aclosing(self._answering().events(asked)) as events:
            async for event in events:
                yield event

    def warm(self) -> None:
        """Let experts load what their first question would wait for; blocks until they have.

        Experts may offer a method ``warm`` for this. One that fails is logged, not raised: its
        first question will tell.
        """
        with ThreadPoolExecutor() as pool:
            for name, expert in self.experts.items():
                if hasattr(expert, "warm"):
                    pool.submit(_warm, name, expert.warm)

    async def aclose(self) -> None:
        """Release what the experts, the model, the router and the store hold."""
        self._router.threads.shutdown(wait=False, cancel_futures=True)
        await close_all([*self.experts.values(), self.model, self._router.inner, self._store])

    def close(self) -> None:
        """Release what the experts, the model, the router and the store hold."""
        background.run(self.aclose())

    def __enter__(self) -> System:
        """Return the system itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the system."""
        self.close()

    async def __aenter__(self) -> System:
        """Return the system itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the system."""
        await self.aclose()

    async def _asked(
        self,
        question: str,
        experts: Sequence[str] | None,
        conversation: str | None,
        deadline_s: float | None,
        think: Think | None,
        turns: Sequence[Turn] | None,
        instead: Mapping[str, Expert] | None,
        otherwise: str | None,
    ) -> Asked:
        """Check what came in from outside, once."""
        if deadline_s is not None and not deadline_s > 0:
            raise QuestionError(
                f"A deadline must be a positive number of seconds, not {deadline_s!r}.",
                hint="Leave deadline_s out for the default.",
            )
        if think not in (None, "on", "off", "auto"):
            raise QuestionError(
                f"think must be 'on', 'off' or 'auto', not {shown(think)}.",
                hint="Leave it out for the default.",
            )
        question = check_question(question)
        judged = _judged(think or self.settings.think, question)
        if deadline_s is None:
            deadline_s = self.settings.deadline_for(judged if self.model else "off")
        deadline = Deadline(deadline_s)
        names = self._registry.choose(experts)
        running = {**self.experts, **self._registry.replacing(instead or {})}
        if turns is None:
            turns = await self._turns(conversation)
        else:
            conversation = None
        return Asked(
            question=question,
            experts={name: running[name] for name in names},
            turns=tuple(turns),
            conversation=conversation,
            deadline=deadline,
            think=judged,
            otherwise=self._registry.choose([otherwise])[0] if otherwise else None,
        )

    async def _turns(self, conversation: str | None) -> tuple[Turn, ...]:
        return await self._store.turns(conversation) if conversation else ()

    def _answering(self) -> Answering:
        return Answering(
            router=self._router,
            executor=Executor(approve=self.approve, approval_s=self.settings.approval_s),
            clock=self._clock,
            store=self._store,
            model=self.model,
            agent_calls=self.settings.agent_calls,
            watch=self.watch,
        )


def _judged(think: Think, question: str) -> Think:
    """Return whether to think, ``auto`` decided by the question."""
    if think != "auto":
        return think
    return "on" if needs_thinking(question) else "off"


def _warm(name: str, warm: Callable[[], None]) -> None:
    try:
        warm()
    except Exception:
        logger.exception("Expert %r could not be warmed", name)
