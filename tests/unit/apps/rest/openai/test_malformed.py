import pytest
from malformed_requests import malformed_requests

REQUESTS = list(malformed_requests())
JSON = {"content-type": "application/json"}
NAMED = {
    "chat: two choices": "n",
    "chat: log-probabilities": "logprobs",
    "chat: audio out": "modalities",
    "chat: an image": "messages[0].content[0]",
    "chat: an unknown role": "messages[0].role",
    "chat: a tool of another kind": "tools[0]",
    "chat: a tool whose schema is a text": "tools",
    "chat: a choice of another tool": "tool_choice",
    "chat: JSON as format": "response_format",
    "chat: an unknown model": "model",
    "response: an earlier response": "previous_response_id",
    "response: keeping": "store",
    "response: an image": "input[0].content[0]",
    "response: a result without id": "input[0].call_id",
}


def test_there_are_more_than_a_hundred():
    assert len(REQUESTS) > 100
    assert len({name for name, _, _ in REQUESTS}) == len(REQUESTS)


@pytest.fixture(scope="module")
def refuse(tmp_path_factory):
    """Send a request to one application for all of them."""
    from fastapi.testclient import TestClient

    from mrkl.settings import Settings
    from mrkl.system import System
    from mrkl.testing import FakeExpert, ScriptedRouter
    from mrkl_apps.rest.app import create_app

    class Tools(ScriptedRouter):
        def unregister(self, name):
            """Forget nothing; every request has its own tools."""

    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), requests_per_minute=10_000)
    system = System(router=ScriptedRouter(), experts=[FakeExpert("shout")], settings=settings)
    app = create_app(system, make_tool_router=Tools)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield lambda path, body: client.post(path, content=body, headers=JSON)


@pytest.mark.parametrize(("name", "path", "body"), REQUESTS, ids=[name for name, _, _ in REQUESTS])
def test_what_is_malformed_is_refused_by_name(refuse, name, path, body):
    response = refuse(path, body)
    assert 400 <= response.status_code < 500, response.text
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"]
    assert error["type"] == "invalid_request_error"
    assert error["code"]
    if name in NAMED:
        assert error["param"] == NAMED[name]


@pytest.mark.parametrize(
    "more",
    [
        {"seed": 1, "stop": ["x"], "temperature": 2, "unheard_of": {"a": [1]}, "user": "u"},
        {"n": 1, "logprobs": False, "modalities": ["text"], "response_format": {"type": "text"}},
        {"tools": [], "tool_choice": "auto", "function_call": "none", "stream_options": None},
        {"max_tokens": None, "parallel_tool_calls": True, "store": True, "metadata": {"a": "b"}},
    ],
)
def test_what_is_not_known_or_changes_nothing_is_ignored(refuse, more):
    import json

    body = {"model": "mrkl", "messages": [{"role": "user", "content": "Hi"}], **more}
    assert refuse("/v1/chat/completions", json.dumps(body).encode()).status_code == 200
