import io
import runpy

import pytest
from rich.console import Console

from mrkl.system import System
from mrkl.testing import FakeExpert, ScriptedRouter, call
from mrkl_apps.cli import demo
from mrkl_apps.cli.demo import Example
from mrkl_core.answer import Answer, Step
from mrkl_core.errors import DataNotFoundError, ExpertUnavailableError
from mrkl_core.values import Clarify, Provenance, Result
from mrkl_router.weights import SHIPPED

SHOUT = "shout tea"
DOWN = "fetch tea"


def console():
    return Console(file=io.StringIO(), width=100)


@pytest.fixture
def system():
    script = {
        SHOUT: call(SHOUT, "shout", text="tea"),
        DOWN: call(DOWN, "fetch", text="tea"),
        "which": Clarify(expert="shout", slot="text", text="What?", confidence=0.5),
    }
    shout = FakeExpert("shout", lambda *_: "TEA")
    fetch = FakeExpert("fetch", ExpertUnavailableError("No network.", retry_after_s=99))
    return System(router=ScriptedRouter(script), experts=[shout, fetch])


def test_what_is_as_expected_passes(system):
    out = console()
    examples = [
        Example(SHOUT, ("shout",), "TEA"),
        Example(DOWN, ("fetch",), fails=True),
        Example("nothing fits", ()),
    ]
    assert demo.show(system, examples, out) == 0
    text = out.file.getvalue()
    assert "1. shout tea" in text
    assert "replay: 1 arguments come out again" in text


@pytest.mark.parametrize(
    ("example", "message"),
    [
        (Example(SHOUT, ("fetch",)), "expected fetch, got shout"),
        (Example(SHOUT, ()), "expected abstaining, got shout"),
        (Example("which", ()), "expected abstaining, got clarify"),
        (Example("nothing", ("shout", "fetch")), "expected shout and fetch, got abstain"),
        (Example(SHOUT, ("shout",), "COFFEE"), "the answer does not say 'COFFEE'"),
        (Example(SHOUT, ("shout",), "TE"), "the answer does not say 'TE'"),
        (Example(SHOUT, ("shout",), fails=True), "expected an error"),
        (Example(DOWN, ("fetch",)), "an expert failed"),
    ],
)
def test_what_is_not_is_shown(system, example, message):
    out = console()
    assert demo.show(system, [example], out) == 1
    assert f"WRONG: {message}" in out.file.getvalue()


def test_an_argument_that_does_not_replay_is_shown():
    origin = Provenance(kind="copied", source="question", start=0, end=3, transform="copy")
    step = Step(
        expert="e",
        arguments={"a": "tea"},
        provenance={"a": origin},
        confidence=1.0,
        ms=0.0,
        result=Result(value=1, text="1"),
    )
    answer = Answer(
        id="1", question="cup", text="1", decision="call", confidence=1.0, steps=(step,)
    )
    assert demo.check(answer, Example("cup", ("e",))) == [
        "Argument 'a' is 'tea' but replays to 'cup'."
    ]


def test_without_its_documents_it_says_so(tmp_path):
    with pytest.raises(DataNotFoundError, match="Run the demo from a clone"):
        demo.run(console(), documents=tmp_path / "absent")


def test_there_are_enough_questions_and_experts():
    experts = {name for example in demo.EXAMPLES for name in example.experts}
    working = {name for e in demo.EXAMPLES if not e.fails for name in e.experts}
    assert len(demo.EXAMPLES) >= 12
    assert len(working) >= 6
    assert "currency" in experts
    assert any(len(example.experts) == 2 for example in demo.EXAMPLES)
    assert any(not example.experts for example in demo.EXAMPLES)
    assert demo.DOCUMENTS.is_dir()


@pytest.mark.skipif(
    not (SHIPPED / "manifest.json").is_file(), reason="the router's weights are not built yet"
)
def test_the_whole_demo_answers_with_the_trained_router(monkeypatch, tmp_path):
    monkeypatch.setenv("MRKL_DATABASE_URL", f"sqlite:///{tmp_path / 'absent.sqlite'}")
    info = tmp_path / "site" / "kitchen-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kitchen\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text("[mrkl.experts]\ncook = kitchen_absent:made\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    out = console()
    question = "According to the manual, how long is the warranty period?"
    examples = [
        Example("What is 15% of 2,480?", ("calculator",), "372"),
        Example(question, ("documents",), "36 months"),
    ]
    assert demo.run(out, examples=examples) == 0
    assert "2 of 2 as expected" in out.file.getvalue()
    assert "Plug-in 'cook' (kitchen_absent:made) cannot be used" in out.file.getvalue()


def test_a_failed_demo_is_one_message(capsys, monkeypatch):
    monkeypatch.setenv("MRKL_NONSENSE", "1")
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(demo.__file__, run_name="__main__")
    assert ended.value.code == 1
    assert "unknown variable 'MRKL_NONSENSE'" in capsys.readouterr().err
