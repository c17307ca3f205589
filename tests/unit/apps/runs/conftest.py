"""A server's runs without the server, over a scripted router."""

import asyncio

import pytest

from mrkl.settings import Settings
from mrkl.system import System
from mrkl.testing import FakeExpert, ScriptedRouter, call
from mrkl_apps.runs import Runs, approve
from mrkl_apps.store import open_store
from mrkl_core.errors import WeightsError
from mrkl_core.values import Abstain, Annotations
from mrkl_experts.language_model import LanguageModelExpert

SHOUT = "shout hello"
SEND = "send hello"
POEM = "write a poem about rain"


@pytest.fixture
def make_system():
    def make(model=None, **settings):
        decisions = {
            SHOUT: call(SHOUT, "shout", text="hello"),
            SEND: call(SEND, "send", text="hello"),
            POEM: call(POEM, "language_model", prompt=POEM),
        }

        def script(question, experts):
            if question == "unroutable":
                raise WeightsError("Damaged.")
            return decisions.get(question, Abstain(reason="not in the script"))

        shout = FakeExpert("shout", lambda arguments, _: arguments["text"].upper())
        send = FakeExpert("send", annotations=Annotations(needs_approval=True))
        return System(
            router=ScriptedRouter(script),
            experts=[shout, send, LanguageModelExpert(model)],
            model=model,
            approve=approve,
            settings=Settings(**settings),
        )

    return make


@pytest.fixture
def in_runs(make_system, tmp_path):
    """Run a coroutine function on runs and their store."""

    def run(scenario, model=None, *, at_once=8, **settings):
        async def main():
            store = await open_store(None, folder=tmp_path)
            runs = Runs(make_system(model, **settings), store, at_once=at_once)
            try:
                return await scenario(runs, store)
            finally:
                await runs.aclose(grace_s=0)
                await store.aclose()

        return asyncio.run(main())

    return run
