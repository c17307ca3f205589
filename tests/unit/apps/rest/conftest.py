import pytest
from fastapi.testclient import TestClient

from mrkl.settings import Settings
from mrkl.system import System
from mrkl.testing import FakeExpert, ScriptedRouter, call
from mrkl_apps.rest.app import create_app
from mrkl_core.errors import WeightsError
from mrkl_core.values import Abstain, Annotations, ErrorRecord, Slot

Q = "please shout grüezi now"
SEND = "send grüezi now"


def decide(question, experts):
    if question == "weights":
        raise WeightsError("Damaged.")
    if question == "bug":
        raise ZeroDivisionError("secret")
    if question == Q and "shout" in experts:
        return call(Q, "shout", text="grüezi")
    if question == SEND:
        return call(SEND, "send", text="grüezi")
    return Abstain(reason="no")


@pytest.fixture
def make_system(tmp_path):
    """Make systems with a scripted router that keep what they keep in a folder of the test."""

    def make(*more, **settings):
        shout = FakeExpert(
            "shout",
            lambda arguments, _: arguments["text"].upper(),
            slots=[Slot(name="text", description="t")],
        )
        send = FakeExpert("send", annotations=Annotations(needs_approval=True))
        problem = ErrorRecord(code="expert_unavailable", message="No database.")
        return System(
            router=ScriptedRouter(decide),
            experts=[shout, send, *more],
            problems=[problem],
            settings=Settings(data_dir=tmp_path / "data", **settings),
        )

    return make


@pytest.fixture
def system(make_system):
    return make_system()


@pytest.fixture
def client(system):
    with TestClient(create_app(system), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def ask(client):
    def post(**body):
        return client.post("/v1/ask", json=body)

    return post
