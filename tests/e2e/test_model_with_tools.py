"""The console script, the shipped router and a server that calls a tool, over real HTTP."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mrkl_core.answer import Answer
from mrkl_core.codec import from_dict
from mrkl_router.weights import SHIPPED

SCRIPT = Path(sys.executable).with_name("mrkl")
NAME = "nvidia/llama-3.3-nemotron-super-49b-v1.5"
QUESTION = "Order me a large pizza with extra cheese"  # no expert does that

pytestmark = pytest.mark.skipif(
    not (SHIPPED / "manifest.json").is_file(), reason="the router's weights are not built yet"
)


def reply_to(body):
    """Call the calculator at first, then say what it found."""
    last = body["messages"][-1]
    if last["role"] != "tool":
        function = {"name": "calculator", "arguments": '{"expression": "2480 * 15 / 100"}'}
        call = {"id": "call-7", "type": "function", "function": function}
        return {"role": "assistant", "content": None, "tool_calls": [call]}, "tool_calls"
    found = json.loads(last["content"])["text"]
    return {"role": "assistant", "content": f"It costs {found}.", "reasoning": "Hm."}, "stop"


@pytest.fixture
def server():
    bodies = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            message, reason = reply_to(bodies[-1])
            choice = {"index": 0, "message": message, "finish_reason": reason}
            usage = {"prompt_tokens": 10, "completion_tokens": 5}
            data = json.dumps({"choices": [choice], "usage": usage}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format, *args):
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{listener.server_port}/v1", bodies
        listener.shutdown()
        thread.join()


def test_a_served_model_calls_an_expert_and_answers(server, tmp_path):
    url, bodies = server
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MRKL_")}
    done = subprocess.run(
        [SCRIPT, "ask", QUESTION, "--json", "--model", f"openai:{NAME}", "--think", "off"],
        cwd=tmp_path,
        env={**kept, "MRKL_OPENAI_BASE_URL": url, "MRKL_CACHE_DIR": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = from_dict(Answer, json.loads(done.stdout))
    assert (answer.text, answer.decision) == ("It costs 372.", "abstain")
    assert [step.expert for step in answer.steps] == ["calculator", "language_model"]
    origin = answer.steps[0].provenance["expression"]
    assert (origin.kind, origin.source) == ("derived", "language_model")
    assert answer.replay() == ({"expression": "2480 * 15 / 100"}, {"prompt": QUESTION})
    assert answer.usage == {"prompt_tokens": 20, "completion_tokens": 10}
    first, second = bodies
    assert first["messages"][0] == {"role": "system", "content": "/no_think"}
    assert (first["temperature"], first["max_tokens"]) == (0.0, 512)
    offered = {tool["function"]["name"] for tool in first["tools"]}
    assert {"calculator", "units", "database"} <= offered
    assert "language_model" not in offered
    assert second["messages"][-1]["tool_call_id"] == "call-7"
