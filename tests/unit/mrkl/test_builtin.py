import asyncio
import sqlite3
import sys
from datetime import datetime
from importlib.metadata import entry_points

import pytest

import mrkl
from mrkl import facade
from mrkl.builtin import BUILDERS, Parts, load_model
from mrkl.plugins import GROUP
from mrkl.settings import Settings
from mrkl.testing import FakeExpert, FixedClock, ScriptedRouter, call
from mrkl_core.errors import ModelNotFoundError, SettingsError
from mrkl_core.protocols import SpanReader, TextEncoder
from mrkl_core.values import ExpertSpec
from mrkl_router.weights import SHIPPED

needs_weights = pytest.mark.skipif(
    not (SHIPPED / "manifest.json").is_file(), reason="the router's weights are not built yet"
)


@pytest.fixture(scope="module")
def default(tmp_path_factory):
    """The default system with a scripted router, so that no weights are needed."""
    settings = Settings(cache_dir=tmp_path_factory.mktemp("cache"), offline=True)
    with mrkl.System.default(settings, router=ScriptedRouter()) as system:
        yield system


def test_all_nine_experts_are_there(default):
    assert [*default.experts][:9] == [
        "calculator", "units", "calendar", "currency", "weather", "wiki",
        "database", "documents", "language_model",
    ]  # fmt: skip
    assert default.problems == ()
    assert default.enabled == tuple(default.experts)


def test_the_calculator_calculates(tmp_path):
    question = "compute 2**10"
    router = ScriptedRouter({question: call(question, "calculator", expression="2**10")})
    settings = Settings(cache_dir=tmp_path, offline=True)
    with mrkl.System.default(settings, router=router) as system:
        answer = system.ask(question)
    assert answer.value == 1024
    assert answer.replay() == ({"expression": "2**10"},)


def test_options_reach_the_constructor(tmp_path):
    clock = FixedClock(datetime(2026, 3, 4))
    system = mrkl.System.default(
        Settings(offline=True), router=ScriptedRouter(), clock=clock, model=FakeModel()
    )
    assert system.model.name == "fake"
    system.close()


class FakeModel:
    name = "fake"


def test_an_expert_that_cannot_be_set_up_is_left_out_with_the_reason(tmp_path):
    url = f"sqlite:///{tmp_path / 'absent.sqlite'}"
    system = mrkl.System.default(Settings(database_url=url), router=ScriptedRouter())
    assert "database" not in system.experts
    assert "calculator" in system.experts
    (problem,) = system.problems
    assert problem.code == "expert_unavailable"
    assert problem.context["expert"] == "database"
    assert problem.message.startswith("Expert 'database' is left out: ")
    assert problem.hint
    system.close()


def test_a_users_database_replaces_the_demo(tmp_path):
    file = tmp_path / "shop.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE gadgets (id INTEGER PRIMARY KEY, name TEXT)")
    connection.close()
    settings = Settings(database_url=f"sqlite:///{file}")
    system = mrkl.System.default(settings, router=ScriptedRouter())
    assert "gadgets" in system.experts["database"].spec.description
    system.close()


def test_disabled_experts_are_switched_off():
    settings = Settings(disabled_experts=("wiki", "weather"))
    system = mrkl.System.default(settings, router=ScriptedRouter())
    assert {"wiki", "weather"}.isdisjoint(system.enabled)
    system.close()


def test_an_unknown_disabled_expert_is_named():
    with pytest.raises(SettingsError, match=r"the unknown expert 'wikki'.*Did you mean 'wiki'"):
        mrkl.System.default(Settings(disabled_experts=("wikki",)), router=ScriptedRouter())


def test_a_missing_collection_leaves_out_documents_only(tmp_path):
    settings = Settings(data_dir=tmp_path, collections=("absent",))
    system = mrkl.System.default(settings, router=ScriptedRouter())
    assert "documents" not in system.experts
    assert any(problem.context.get("expert") == "documents" for problem in system.problems)
    system.close()


def test_models_are_loaded_by_name():
    assert load_model(Settings()) is None
    assert load_model(Settings(model="echo")).name == "echo"
    remote = Settings(model="openai:m", openai_base_url="http://127.0.0.1:9/v1", openai_api_key="k")
    assert "m" in load_model(remote).name
    with pytest.raises(ModelNotFoundError):
        load_model(Settings(model="nothing-like-it"))


def test_the_echo_model_answers_what_the_router_leaves():
    system = mrkl.System.default(Settings(model="echo"), router=ScriptedRouter())
    answer = system.ask("hello there")
    assert answer.decision == "abstain"
    assert answer.steps[0].expert == "language_model"
    assert "hello there" in answer.text
    system.close()


@pytest.fixture
def plugin_package(tmp_path, monkeypatch):
    """Put a distribution with plug-ins on the path, as if it were installed."""
    folder = tmp_path / "site"
    info = folder / "kitchen-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kitchen\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(
        f"[{GROUP}]\nbroken = kitchen_broken:made\ncook = kitchen_mrkl:made\n"
    )
    (folder / "kitchen_mrkl.py").write_text(
        "from mrkl.testing import FakeExpert\n"
        "made = [FakeExpert('cook'), FakeExpert('calculator')]\n"
    )
    monkeypatch.syspath_prepend(folder)
    return folder


def test_plugins_join_and_problems_are_reported(plugin_package):
    assert {point.name for point in entry_points(group=GROUP)} >= {"broken", "cook"}
    system = mrkl.System.default(Settings(), router=ScriptedRouter())
    assert isinstance(system.experts["cook"], FakeExpert)
    assert not isinstance(system.experts["calculator"], FakeExpert)
    codes = sorted(problem.code for problem in system.problems)
    assert codes == ["duplicate_expert", "plugin_load_error"]
    system.close()


def test_a_missing_package_leaves_out_its_expert_only(monkeypatch):
    monkeypatch.setitem(sys.modules, "mrkl_experts.units", None)
    system = mrkl.System.default(Settings(), router=ScriptedRouter())
    assert "units" not in system.experts
    (problem,) = system.problems
    assert problem.context == {"expert": "units", "cause": "expert_unavailable"}
    system.close()


@needs_weights
def test_the_trained_parts_share_one_encoder():
    parts = Parts(Settings())
    assert parts.encoder is parts.router.encoder
    assert isinstance(parts.encoder, TextEncoder)
    assert isinstance(parts.reader, SpanReader)


@needs_weights
def test_documents_are_read_from_a_folder(tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "plumber.md").write_text("# Plumber\n\nThe plumber is called Marta Quist.\n")
    settings = Settings(collections=(str(notes),), cache_dir=tmp_path / "cache", offline=True)
    question = "what is the plumber called"
    router = ScriptedRouter({question: call(question, "documents", query=question)})
    with mrkl.System.default(settings, router=router) as system:
        answer = system.ask(question)
    assert "Marta Quist" in answer.text
    assert answer.sources[0].document == "plumber.md"


@needs_weights
def test_the_facade_asks_one_default_system(monkeypatch, tmp_path):
    monkeypatch.setenv("MRKL_OFFLINE", "true")
    question = "What is 15% of 2,480?"

    async def ask_twice():
        events = [event async for event in mrkl.stream(question)]
        return (await mrkl.aask(question)).value, events[-1].data.value

    assert mrkl.ask(question).value == 372
    assert asyncio.run(ask_twice()) == (372, 372)
    assert facade.default_system() is facade.default_system()
    facade.default_system().close()


def test_every_builder_has_the_name_of_its_expert(default):
    for name in BUILDERS:
        spec = default.experts[name].spec
        assert isinstance(spec, ExpertSpec)
        assert spec.name == name
