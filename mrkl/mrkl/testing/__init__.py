"""For tests of experts and of programs that use the system: fakes and a conformance suite."""

from mrkl.clock import FixedClock
from mrkl.store import MemoryStore
from mrkl.testing.conformance import check_expert
from mrkl.testing.fakes import FakeExpert, ScriptedRouter, call, copied, from_step

__all__ = [
    "FakeExpert",
    "FixedClock",
    "MemoryStore",
    "ScriptedRouter",
    "call",
    "check_expert",
    "copied",
    "from_step",
]
