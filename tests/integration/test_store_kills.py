"""What the store acknowledges survives kill -9; the benchmark does it a thousand times."""

import json
import subprocess
import sys

import pytest

from bench.claims import CLAIMS


def test_what_is_acknowledged_survives_kills():
    # In a process of its own: it forks, and forks are for processes with one thread.
    done = subprocess.run(
        [sys.executable, "-m", "bench.store_kills", "--json", "--quick"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    check(found["sqlite"], kills=20)
    for claim in CLAIMS["store_kills"][1:6]:
        assert claim.holds(claim.figure(found)), claim.text
    if isinstance(found["postgresql"], str):
        pytest.skip(found["postgresql"])
    check(found["postgresql"], kills=2)


def check(figures, kills):
    assert figures["kills"] >= kills
    assert figures["acknowledged"] > 0
    wrong = ("lost", "doubled", "halves", "damaged", "not_started")
    assert {name: figures[name] for name in wrong} == dict.fromkeys(wrong, 0)
