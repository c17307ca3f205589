"""A server in a process of its own is told to stop while it streams, and started again."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import httpx
import pytest

# Its language model says the time, twenty times a second, for half a minute.
SERVER = [sys.executable, "-m", "bench.rest_streams"]


@pytest.fixture
def start(tmp_path):
    started = []

    def run():
        process = subprocess.Popen(
            SERVER, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "MRKL_DATA_DIR": str(tmp_path)},
        )  # fmt: skip
        started.append(process)
        for line in process.stderr:
            found = re.search(r"serves (http://\S+)", line)
            if found:
                return process, found[1]
        raise AssertionError("the server did not start")

    yield run
    for process in started:
        process.kill()
        process.communicate()


def test_streams_are_told_where_to_go_on_and_the_rest_is_kept(start):
    process, address = start()
    body = {"question": "what time is it", "conversation": "c", "stream": True}
    events = []
    with httpx.stream("POST", f"{address}/v1/ask", json=body, timeout=30) as response:
        kind = None
        for line in response.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                events.append((kind, json.loads(line.removeprefix("data: "))))
                if len(events) == 6:
                    stopped = time.monotonic()
                    process.send_signal(signal.SIGTERM)
    assert events[-1][0] == "shutdown"
    run, cursor = events[-1][1]["run"], events[-1][1]["cursor"]
    assert run == events[0][1]["run"]
    assert cursor >= 5
    process.communicate(timeout=30)
    assert time.monotonic() - stopped <= 10

    _, address = start()
    with httpx.Client(base_url=address, timeout=30) as client:
        assert client.get(f"/v1/runs/{run}").json()["status"] == "interrupted"
        rest = client.get(f"/v1/runs/{run}/events", headers={"Last-Event-ID": str(cursor)}).text
        assert '"run_interrupted"' in rest
        _, answer = client.get("/v1/conversations/c").json()["messages"]
        assert answer["status"] == "interrupted"
        assert len(answer["text"].split()) >= 3
