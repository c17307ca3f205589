"""The store under kill -9: what it acknowledged is there afterwards, once; and how fast it is.

A process writes questions and answers through the store and says each one that is acknowledged.
It is killed at a random moment; with PostgreSQL, the database server is killed with all its
processes too. Then everything acknowledged so far must be there, nothing twice, nothing by halves.
The writers are forked from this process, which imports everything beforehand.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import func, select

from bench.postgresql_server import Server, running_server
from bench.report import run
from mrkl_apps.store import DurableStore, new_id, open_store
from mrkl_apps.store.engines import open_engines
from mrkl_apps.store.tables import messages, runs
from mrkl_core.answer import Answer

SQLITE_KILLS, POSTGRESQL_KILLS = 1000, 200
WRITERS, TOGETHER = 4, 32
LONGEST_S = 0.08
SECONDS = 10.0
SEED = 20_26


@dataclass
class Kills:
    """What kills have shown.

    Attributes:
        kills: How many there were.
        acknowledged: Text of each message that was acknowledged, by its id.
        lost: Acknowledged messages that are not there, or have another text.
        doubled: Questions that are there more than once.
        halves: Questions without an answer's place, or answers without a run.
        damaged: Times that the database found itself damaged.
        ready_s: Seconds from each start until the store could be used, in order.
        not_started: Times that the store could not be opened again.
    """

    kills: int = 0
    acknowledged: dict[str, str] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    halves: int = 0
    damaged: int = 0
    ready_s: list[float] = field(default_factory=list)
    not_started: int = 0

    def figures(self) -> dict[str, Any]:
        """Return them as JSON data."""
        ordered = sorted(self.ready_s)
        return {
            "kills": self.kills,
            "acknowledged": len(self.acknowledged),
            "lost": self.lost,
            "doubled": self.doubled,
            "halves": self.halves,
            "damaged": self.damaged,
            "not_started": self.not_started,
            "ready_ms_p99": 1000 * ordered[int(0.99 * len(ordered))],
            "ready_ms_max": 1000 * ordered[-1],
        }


def measure(
    sqlite_kills: int = SQLITE_KILLS,
    postgresql_kills: int = POSTGRESQL_KILLS,
    seconds: float = SECONDS,
) -> dict[str, Any]:
    """Kill both databases again and again, then measure how fast they write."""
    return {
        "seed": SEED,
        "sqlite": _sqlite(sqlite_kills, seconds),
        "postgresql": _postgresql(postgresql_kills, seconds),
    }


def quick() -> dict[str, Any]:
    """Kill a few times."""
    return measure(sqlite_kills=20, postgresql_kills=2, seconds=0.5)


def _sqlite(kills: int, seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/mrkl.sqlite"
        shown = kill_often(url, kills, lambda: nullcontext())
        return {**shown.figures(), **throughput(url, seconds)}


def _postgresql(kills: int, seconds: float) -> dict[str, Any] | str:
    with running_server(sync=True) as server:
        if server is None:
            return "not measured: no PostgreSQL server is installed, or no account to run it as"
        restarts_s: list[float] = []
        shown = kill_often(server.url(), kills, lambda: _killed(server, restarts_s))
        return {
            **shown.figures(),
            "restart_s_max": max(restarts_s),
            **throughput(server.url(), seconds),
        }


@contextmanager
def _killed(server: Server, restarts_s: list[float]) -> Iterator[None]:
    """Kill a server, and start it again afterwards."""
    server.kill()
    yield
    started = time.perf_counter()
    server.start()
    restarts_s.append(time.perf_counter() - started)


def kill_often(
    url: str, kills: int, with_database: Callable[[], AbstractContextManager[None]]
) -> Kills:
    """Kill writers at random moments and look what is left each time.

    On a machine so busy that none of a few writers got to write, there are more kills.

    Args:
        url: The database.
        kills: How often.
        with_database: Kills the database on entry and has it running again on exit.
    """
    chance = random.Random(SEED)
    shown = Kills()
    while shown.kills < kills or (not shown.acknowledged and shown.kills < 10 * kills):
        writer, said = _fork(url)
        with open(said, "rb", buffering=0) as lines:  # noqa: PTH123 - a pipe has no path
            first = lines.readline()
            time.sleep(chance.uniform(0, LONGEST_S))
            with with_database():
                os.kill(writer, signal.SIGKILL)
                os.waitpid(writer, 0)
            rest = lines.read()
        shown.kills += 1
        if first.endswith(b"\n"):
            shown.ready_s.append(json.loads(first))
        else:
            shown.not_started += 1
        # What was said by halves when the process died was not acknowledged.
        for line in rest.split(b"\n")[:-1]:
            shown.acknowledged.update(json.loads(line))
        _look(url, shown)
    return shown


def _fork(url: str) -> tuple[int, int]:
    """Start a writer; return its process and what it says."""
    said, saying = os.pipe()
    writer = os.fork()
    if writer:
        os.close(saying)
        return writer, said
    try:
        logging.disable()  # that the database is gone is what this is about
        os.close(said)
        asyncio.run(_write(url, saying))
    finally:
        os._exit(1)


async def _write(url: str, saying: int) -> None:
    """Write until killed, and say what is acknowledged."""
    started = time.perf_counter()
    store = await open_store(url, folder=Path("unused"))
    await store.runs.interrupt_all()
    os.write(saying, b"%.6f\n" % (time.perf_counter() - started))

    async def writer(conversation: str) -> None:
        while True:
            async for written in _exchange(store, conversation):
                os.write(saying, json.dumps(written).encode() + b"\n")

    await asyncio.gather(*(writer(f"conversation {number}") for number in range(WRITERS)))


async def _exchange(store: DurableStore, conversation: str) -> Any:
    """Write a question and its answer; yield text by id as each is acknowledged."""
    text = new_id("text")
    name = new_id("run")
    made = await store.conversations.ask("local", conversation, question=text, run=name)
    yield {made.question.id: text}
    answer = Answer(id=name, question=text, text=text, decision="call", confidence=1.0)
    await store.runs.end(name, "complete", text=text, answer=answer)
    yield {made.answer.id: text}


def _look(url: str, shown: Kills) -> None:
    """Count what is wrong with what is left; the store is not used for that."""
    engines = open_engines(url)
    with closing(engines.writing.connect()) as connection:
        if engines.file is not None:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            shown.damaged += found != "ok"
        rows = connection.execute(select(messages.c.id, messages.c.text))
        texts = {row.id: row.text for row in rows}
        shown.lost += sum(texts.get(name) != text for name, text in shown.acknowledged.items())
        shown.doubled += _count(connection, _doubled())
        shown.halves += _count(connection, _halves())
    engines.dispose()


def _doubled() -> Any:
    asked = select(messages.c.text).where(messages.c.role == "user")
    return asked.group_by(messages.c.text).having(func.count() > 1)


def _halves() -> Any:
    answers = messages.alias("answers")
    whole = (
        select(answers.c.parent)
        .join(runs, runs.c.answer == answers.c.number)
        .where(answers.c.parent.is_not(None))
    )
    return select(messages.c.number).where(
        messages.c.role == "user", messages.c.number.not_in(whole)
    )


def _count(connection: sqlalchemy.Connection, query: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def throughput(url: str, seconds: float) -> dict[str, float]:
    """Return how many durable writes a second 32 writers at once make, and how long each takes."""
    times: list[float] = []

    async def main() -> float:
        store = await open_store(url, folder=Path("unused"))
        started = time.perf_counter()

        async def writer(conversation: str) -> None:
            while (before := time.perf_counter()) - started < seconds:
                async for _ in _exchange(store, conversation):
                    now = time.perf_counter()
                    times.append(now - before)
                    before = now

        await asyncio.gather(*(writer(f"fast {number}") for number in range(TOGETHER)))
        took = time.perf_counter() - started
        await store.aclose()
        return took

    took = asyncio.run(main())
    times.sort()
    return {
        "writers": TOGETHER,
        "writes_per_s": len(times) / took,
        "write_ms_p50": 1000 * times[len(times) // 2],
        "write_ms_p99": 1000 * times[int(0.99 * len(times))],
    }


if __name__ == "__main__":
    run(measure, str(__doc__), quick)
