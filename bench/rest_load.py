"""The REST endpoint under load: questions a second to the router and the calculator, and streams.

The server is `mrkl serve` itself in a process of its own; the load comes from this process, on
the same two cores. No two questions are the same. Streams come from a server whose language model
says the time twenty times a second, so that a reader sees how late each event is.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.report import run
from bench.rest_client import Times, asking, open_loop, request

CALCULATOR = (
    "What is {a}% of {b}?",
    "How much is {a} plus {b}?",
    "{a} times {b}",
    "What is {b} minus {a}?",
)
EIGHT_KINDS = (
    *CALCULATOR[:2],
    "convert {a} miles to kilometres",
    "how many litres are {a} gallons?",
    "how many customers are from Brazil or from city {a}?",
    "what date is it {a} days from now?",
    "which weekday is {a} days after 3 May 2024?",
    "how many weeks are in {b} days?",
)
RATE, SECONDS = 300.0, 20.0
STREAMS, EVENTS_S, STREAM_S = 200, 20, 5.0


def measure(rate: float = RATE, seconds: float = SECONDS, streams: int = STREAMS) -> dict[str, Any]:
    """Measure both kinds of questions, then the streams."""
    with serving([sys.executable, "-m", "mrkl", "serve", "--port", "0"]) as port:
        asyncio.run(open_loop("127.0.0.1", port, _questions(CALCULATOR, 100, 1), rate=50))
        single = asyncio.run(
            open_loop("127.0.0.1", port, _questions(CALCULATOR, int(rate * seconds), 2), rate=rate)
        )
        mixed = asyncio.run(
            open_loop("127.0.0.1", port, _questions(EIGHT_KINDS, int(rate * seconds), 3), rate=rate)
        )
        most = {
            str(at): _shown(
                asyncio.run(
                    open_loop("127.0.0.1", port, _questions(CALCULATOR, int(at * 4), at), rate=at)
                )
            )
            for at in (350, 400, 450)
        }
    with serving([sys.executable, "-m", "bench.rest_streams"]) as port:
        delays, freed = asyncio.run(_streams(port, streams))
    return {
        "rate": rate,
        "calculator": _shown(single),
        "eight kinds": _shown(mixed),
        "beyond": most,
        "streams": {"count": streams, "events_per_s": EVENTS_S, **delays, **freed},
    }


def _shown(times: Times) -> dict[str, float]:
    return {
        "per_second": len(times.seconds) / times.elapsed,
        "p50_ms": times.quantile(0.5),
        "p99_ms": times.quantile(0.99),
        "errors": times.errors,
        "answered": times.answered / len(times.seconds),
    }


def _questions(kinds: tuple[str, ...], count: int, seed: int) -> list[bytes]:
    drawn = random.Random(seed)
    return [
        asking(kind.format(a=drawn.randint(2, 99), b=drawn.randint(100, 99_999)))
        for kind in itertools.islice(itertools.cycle(kinds), count)
    ]


@contextmanager
def serving(command: list[str], folder: str | None = None) -> Iterator[int]:
    """Run a server that says where it listens, with its data in ``folder``; yield its port."""
    with tempfile.TemporaryDirectory() as made:
        settings = {"MRKL_DATA_DIR": folder or made, "MRKL_REQUESTS_PER_MINUTE": "1000000"}
        log = Path(made) / "log"
        with log.open("wb") as written:
            process = subprocess.Popen(command, stderr=written, env={**os.environ, **settings})
        try:
            port = _port(process, log)
            _wait_until_ready(port)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    """Return the port that a server says it listens on."""
    while process.poll() is None:
        found = re.search(r"serves http://\S*:(\d+)", log.read_text(encoding="utf-8"))
        if found:
            return int(found[1])
        time.sleep(0.05)
    raise RuntimeError(f"The server did not start: {log.read_text(encoding='utf-8')}")


def _wait_until_ready(port: int) -> None:
    import httpx

    for _ in range(200):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise RuntimeError("The server is not ready after 10 s.")


async def _streams(port: int, count: int) -> tuple[dict[str, float], dict[str, float]]:
    delays: list[float] = []

    async def listen(number: int) -> None:
        await asyncio.sleep(number / count)  # nobody presses 200 keys at once
        body = json.dumps({"question": f"say {number}", "stream": True}).encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request("/v1/ask", body))
        until = time.monotonic() + STREAM_S
        while time.monotonic() < until:
            line = await reader.readline()
            if line.startswith(b'data: "') and b"." in line:
                said = float(json.loads(line[6:]).strip())
                delays.append(time.monotonic() - said)
        writer.close()

    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(listen(number))
    ordered = sorted(delays)
    found = {
        "events": float(len(ordered)),
        "delay_p50_ms": 1000 * ordered[len(ordered) // 2],
        "delay_p99_ms": 1000 * ordered[int(0.99 * len(ordered))],
    }
    return found, {"freed_s": await _until_free(port)}


async def _until_free(port: int) -> float:
    """Return how long after the last disconnect a stream's work was still running."""
    import httpx

    started = time.monotonic()
    async with httpx.AsyncClient() as client:
        while time.monotonic() - started < 30:
            page = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
            if "mrkl_questions_running 0.0" in page:
                return time.monotonic() - started
            await asyncio.sleep(0.02)
    return 30.0


def quick() -> Mapping[str, Any]:
    """Try it: a second of questions, a few streams."""
    return measure(rate=50, seconds=1, streams=5)


if __name__ == "__main__":
    run(measure, __doc__ or "", quick)
