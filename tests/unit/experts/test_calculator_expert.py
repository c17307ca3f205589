import asyncio
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mrkl_core.errors import (
    ExpertError,
    ExpertRefusedError,
    ExpertTimeoutError,
    ExpertUnavailableError,
    InvalidArgumentError,
    MissingArgumentError,
)
from mrkl_core.protocols import Context, Expert
from mrkl_experts.calculator import CalculatorExpert, Limits

# Limits so wide that an expression really reaches a worker and stays there.
WIDE = Limits(digits=10**12, cost=1e30, deadline_s=0.5)
SLOW = {"expression": "9**9**8"}
QUICK = {"expression": "1+1"}


@dataclass(frozen=True)
class StillClock:
    def now(self):
        return datetime(2026, 3, 14, 12, tzinfo=UTC)


CONTEXT = Context(clock=StillClock(), question="", remaining_s=10.0)


@pytest.fixture(scope="module")
def calculator():
    expert = CalculatorExpert()
    yield expert
    expert.close()


@pytest.fixture(scope="module")
def wide():
    expert = CalculatorExpert(limits=WIDE)
    yield expert
    expert.close()


def compute(expert, expression):
    return asyncio.run(expert.run({"expression": expression}, CONTEXT))


def worker_process(expert):
    """Return the process id of the running worker process."""
    return expert._pool._process._popen.pid


def children(process):
    listing = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in listing.read_text().split()]


def is_running(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="looks at processes through /proc"
)


def test_it_is_an_expert(calculator):
    assert isinstance(calculator, Expert)
    assert calculator.spec.name == "calculator"
    (slot,) = calculator.spec.slots
    assert (slot.name, slot.type, slot.format) == ("expression", "string", "expression")
    assert len(calculator.spec.examples) >= 8


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("15% * 2480", 372, "372"),
        ("(633+686)/83", 1319 / 83, "≈ 15.8915662651"),
        ("2**64", 2**64, "18,446,744,073,709,551,616"),
        ("sin(pi/6)", 0.5, "0.5"),
        ("2**20000", "3.9802768403379666e+6020", "≈ 3.98027684034 × 10^6020 (6,021 digits)"),
    ],
)
def test_results(calculator, expression, value, text):
    result = compute(calculator, expression)
    assert (result.value, result.text) == (value, text)
    assert type(result.value) is type(value)


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        ("1 +", InvalidArgumentError),
        ("1/0", InvalidArgumentError),
        ("sqrt(-2)", InvalidArgumentError),
        ("9**9**9", ExpertRefusedError),
    ],
)
def test_typed_errors_with_a_remedy(calculator, expression, error):
    with pytest.raises(error) as caught:
        compute(calculator, expression)
    assert caught.value.hint


@pytest.mark.parametrize("value", [None, 5, ["1"], True, b"1+1"])
def test_only_a_text_is_an_expression(calculator, value):
    with pytest.raises(InvalidArgumentError, match="must be a text"):
        compute(calculator, value)


def test_a_missing_expression_is_named(calculator):
    with pytest.raises(MissingArgumentError):
        asyncio.run(calculator.run({}, CONTEXT))


def test_one_calculator_serves_several_loops_and_threads(calculator):
    results = []
    threads = [
        threading.Thread(target=lambda n=n: results.append(compute(calculator, f"{n}*{n}").value))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [n * n for n in range(8)]


def test_many_calls_at_once_keep_their_own_results(calculator):
    async def main():
        calls = [calculator.run({"expression": f"{n}**2"}, CONTEXT) for n in range(100)]
        return [result.value for result in await asyncio.gather(*calls)]

    assert asyncio.run(main()) == [n * n for n in range(100)]


def test_a_slow_calculation_is_killed_and_replaced(wide):
    compute(wide, "1+1")  # the deadline counts from when a worker takes the job
    started = time.monotonic()
    with pytest.raises(ExpertTimeoutError, match=r"more than 0\.5 s"):
        compute(wide, "9**9**8")
    assert 0.5 <= time.monotonic() - started < 5
    assert compute(wide, "1+1").value == 2


def test_too_much_memory_is_refused():
    expert = CalculatorExpert(
        limits=Limits(digits=10**12, cost=1e30, memory_bytes=2**20, deadline_s=30.0)
    )
    with pytest.raises(ExpertRefusedError, match="memory"):
        compute(expert, "10**(10**6) + 1")
    expert.close()


def test_an_error_inside_sympy_is_typed(wide):
    # Far beyond the normal limits, the number is too long to be sent as text.
    with pytest.raises(ExpertError):
        compute(wide, "1e5000000 * 1e-5000000 + pi ** (10**400)")


@needs_proc
def test_cancelling_kills_the_worker(wide):
    async def main():
        assert (await wide.run(QUICK, CONTEXT)).value == 2
        task = asyncio.create_task(wide.run(SLOW, CONTEXT))
        await asyncio.sleep(0.1)
        busy = set(children(worker_process(wide)))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return busy

    busy = asyncio.run(main())
    wait_until(lambda: busy - set(children(worker_process(wide))))


@needs_proc
def test_more_calls_than_workers_wait_their_turn():
    expert = CalculatorExpert(limits=Limits(workers=1))

    async def main():
        calls = [expert.run({"expression": f"{n}+1"}, CONTEXT) for n in range(20)]
        return [result.value for result in await asyncio.gather(*calls)]

    assert asyncio.run(main()) == [n + 1 for n in range(20)]
    assert len(children(worker_process(expert))) <= 1
    expert.close()


def test_a_waiting_call_can_be_cancelled():
    expert = CalculatorExpert(limits=Limits(workers=1, digits=10**12, cost=1e30, deadline_s=0.5))

    async def main():
        await expert.run(QUICK, CONTEXT)
        slow = asyncio.create_task(expert.run(SLOW, CONTEXT))
        await asyncio.sleep(0.05)
        waiting = asyncio.create_task(expert.run(QUICK, CONTEXT))
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(ExpertTimeoutError):
            await slow
        return (await expert.run(QUICK, CONTEXT)).value

    assert asyncio.run(main()) == 2
    expert.close()


@needs_proc
def test_workers_are_replaced_after_so_many_jobs():
    expert = CalculatorExpert(limits=Limits(jobs_per_worker=2))
    seen = set()
    for number in range(8):
        assert compute(expert, f"{number}+1").value == number + 1
        seen |= set(children(worker_process(expert)))
    assert len(seen) >= 4
    expert.close()


@needs_proc
def test_a_killed_worker_is_a_typed_error(wide):
    async def main():
        assert (await wide.run(QUICK, CONTEXT)).value == 2
        task = asyncio.create_task(wide.run(SLOW, CONTEXT))
        await asyncio.sleep(0.1)
        for child in children(worker_process(wide)):
            os.kill(child, signal.SIGKILL)
        with pytest.raises(ExpertRefusedError, match="signal 9"):
            await task
        return (await wide.run(QUICK, CONTEXT)).value

    assert asyncio.run(main()) == 2


@needs_proc
def test_a_killed_worker_process_is_replaced_at_the_next_call():
    expert = CalculatorExpert(limits=WIDE)

    async def main():
        assert (await expert.run(QUICK, CONTEXT)).value == 2
        task = asyncio.create_task(expert.run(SLOW, CONTEXT))
        await asyncio.sleep(0.1)
        orphans = children(worker_process(expert))
        os.kill(worker_process(expert), signal.SIGKILL)
        with pytest.raises(ExpertUnavailableError):
            await task
        return (await expert.run(QUICK, CONTEXT)).value, orphans

    value, orphans = asyncio.run(main())
    assert value == 2
    wait_until(lambda: not any(is_running(orphan) for orphan in orphans))
    expert.close()


@needs_proc
def test_closing_ends_every_process():
    expert = CalculatorExpert()
    assert compute(expert, "1+1").value == 2
    process = worker_process(expert)
    workers = children(process)
    assert workers
    asyncio.run(expert.aclose())
    for ended in (process, *workers):
        assert not Path(f"/proc/{ended}").exists()
    with pytest.raises(ExpertUnavailableError, match="closed"):
        compute(expert, "1+1")
    expert.close()


def test_closing_fails_what_is_running():
    expert = CalculatorExpert(limits=WIDE)

    async def main():
        await expert.run(QUICK, CONTEXT)
        task = asyncio.create_task(expert.run(SLOW, CONTEXT))
        await asyncio.sleep(0.05)
        await expert.aclose()
        with pytest.raises(ExpertUnavailableError):
            await task

    asyncio.run(main())


@needs_proc
def test_a_forgotten_calculator_ends_its_processes():
    expert = CalculatorExpert()
    assert compute(expert, "1+1").value == 2
    process = worker_process(expert)
    del expert
    gc.collect()
    assert not Path(f"/proc/{process}").exists()


def test_warming_up_starts_the_process_without_waiting():
    expert = CalculatorExpert()
    expert.warm()
    assert compute(expert, "1+1").value == 2
    expert.close()


def test_nothing_is_started_or_imported_before_the_first_question():
    script = (
        "import sys, threading\n"
        "from mrkl_experts.calculator import CalculatorExpert\n"
        "from mrkl_experts.calculator.expert import prepare\n"
        "CalculatorExpert(); prepare('sqrt(2)*3')\n"
        "print('sympy' in sys.modules, threading.active_count())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "1"]


MAIN = """
import asyncio, sys
print("main runs")
from mrkl_experts.calculator import CalculatorExpert
expert = CalculatorExpert()
print(asyncio.run(expert.run({"expression": "6*7"}, None)).value)
"""


@pytest.mark.parametrize("how", ["script", "module", "command"])
def test_any_main_module_runs_once_and_ends_cleanly(tmp_path, how):
    (tmp_path / "user_main.py").write_text(MAIN)
    (tmp_path / "sympy.py").write_text("raise SystemExit('imported from the working directory')")
    command = {
        "script": [str(tmp_path / "user_main.py")],
        "module": ["-m", "user_main"],
        "command": ["-c", MAIN],
    }[how]
    # -P: not even the parent looks into the working directory, except for its main module.
    flags = ["-W", "error"] if how == "module" else ["-W", "error", "-P"]
    if how == "module":
        (tmp_path / "sympy.py").unlink()
    done = subprocess.run(
        [sys.executable, *flags, *command],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.split("\n") == ["main runs", "42", ""]
    assert done.stderr == ""
    assert done.returncode == 0


def test_without_a_python_it_is_unavailable(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere"))
    with pytest.raises(ExpertUnavailableError, match="cannot serve"):
        compute(CalculatorExpert(), "1+1")


def test_without_sympy_it_says_so(monkeypatch):
    monkeypatch.setattr(sys, "path", [p for p in sys.path if "site-packages" not in p])
    expert = CalculatorExpert()
    with pytest.raises(ExpertUnavailableError, match="cannot serve"):
        compute(expert, "1+1")
    expert.close()
