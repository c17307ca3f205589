import io
import os
from typing import NamedTuple

import pytest

from mrkl.settings import Settings
from mrkl.system import System
from mrkl.testing import FakeExpert, ScriptedRouter, call
from mrkl_apps.cli.main import main
from mrkl_apps.cli.setup import Setup
from mrkl_core.errors import ExpertUnavailableError
from mrkl_core.values import Call, Clarify, Plan, Provenance, Result, Slot, Source

SHOUT = "please shout grüezi now"
BOTH = "shout tea and add 2 and 3"
FAIL = "break it"
WHICH = "shout"
SUM = "add 2 and 3"


def sum_call(question):
    """A call whose argument is a program over two numbers of the question."""
    start = question.encode().index(b"2")
    other = question.encode().index(b"3")
    template = f"{{{start}:{start + 1}|number}}+{{{other}:{other + 1}|number}}"
    return Call(
        name="add",
        arguments={"expression": "2+3"},
        provenance={
            "expression": Provenance(
                kind="program",
                source="question",
                start=start,
                end=other + 1,
                transform=f'template("{template}")',
            )
        },
        confidence=0.875,
    )


SCRIPT = {
    SHOUT: call(SHOUT, "shout", text="grüezi"),
    BOTH: Plan(calls=(call(BOTH, "shout", text="tea"), sum_call(BOTH))),
    FAIL: call(FAIL, "broken", text="it"),
    WHICH: Clarify(expert="shout", slot="text", text="Shout what?", confidence=0.5),
    SUM: sum_call(SUM),
    "and again": Call(
        name="shout",
        arguments={"text": "grüezi"},
        provenance={
            "text": Provenance(kind="copied", source="turn:0", start=13, end=20, transform="copy")
        },
        confidence=0.9,
    ),
}


def experts():
    source = Source(document="songs.pdf", start=3, end=9, quote="GRÜEZI", page=2)
    shout = Result(value="GRÜEZI\x1b[31m", text="GRÜEZI\x1b[31m", sources=(source,))
    number = Slot(name="expression", description="sum", format="expression")
    note = Slot(name="note", description="n", required=False)
    base = Slot(name="base", description="b", type="integer", required=False, default=10)
    return [
        FakeExpert("shout", shout),
        FakeExpert("add", lambda *_: 5, slots=[number, note, base]),
        FakeExpert("broken", ExpertUnavailableError("Down.", hint="Wait.", retry_after_s=99)),
    ]


class Forgetting(ScriptedRouter):
    """A scripted router that also forgets."""

    def unregister(self, name):
        self.registered = [spec for spec in self.registered if spec.name != name]


class Scripted(Setup):
    """Makes systems with a scripted router, and remembers their settings."""

    def __init__(self, problems=()):
        self.settings: list[Settings] = []
        self.problems = problems
        self.routers = []
        self.model = None
        self.more_experts = []

    def system(self, settings, **options):
        self.settings.append(settings)
        return System(
            router=ScriptedRouter(SCRIPT),
            experts=[*experts(), *self.more_experts],
            settings=settings,
            problems=self.problems,
            model=self.model,
            **options,
        )

    def router(self, settings):
        self.routers.append(Forgetting(SCRIPT))
        return self.routers[-1]


@pytest.fixture(autouse=True)
def clean_settings(monkeypatch, tmp_path):
    """No setting of the machine reaches a test."""
    for key in list(os.environ):
        if key.upper().startswith("MRKL_"):
            monkeypatch.delenv(key)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def scripted():
    return Scripted()


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def mrkl(scripted, capsys, monkeypatch):
    """Run the command line with a scripted system."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*arguments, text="", setup=scripted):
        raw = text if isinstance(text, bytes) else text.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments], setup)
        return Outcome(ended.value.code or 0, *capsys.readouterr())

    return run
