"""The conformance suite of ``mrkl.testing`` on every built-in expert, without a network."""

import contextlib

import pytest

from mrkl.arguments import fill_defaults
from mrkl.builtin import BUILDERS
from mrkl.clock import SystemClock
from mrkl.loop import background
from mrkl.testing import check_expert
from mrkl.testing.conformance import check_refuses, check_spec_rules
from mrkl_core.errors import ExpertTimeoutError
from mrkl_core.protocols import Context


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    """A collection with one document, searched by words."""
    from mrkl_experts.documents import Collection, index

    folder = tmp_path_factory.mktemp("notes")
    (folder / "tea.md").write_text("# Tea\n\nGreen tea wants water of 70 degrees.\n")
    with Collection(folder / "notes.sqlite") as collection:
        index(collection, [folder / "tea.md"])
        yield collection


def calculator(tmp_path, notes):
    from mrkl_experts.calculator import CalculatorExpert

    return CalculatorExpert()


def units(tmp_path, notes):
    from mrkl_experts.units import UnitsExpert

    return UnitsExpert(cache_folder=tmp_path)


def calendar(tmp_path, notes):
    from mrkl_experts.calendar import CalendarExpert

    return CalendarExpert()


def currency(tmp_path, notes):
    from mrkl_experts.currency import CurrencyExpert

    return CurrencyExpert(offline=True)


def database(tmp_path, notes):
    from mrkl_experts.database import DatabaseExpert

    return DatabaseExpert.demo()


def documents(tmp_path, notes):
    from mrkl_experts.documents import DocumentsExpert

    return DocumentsExpert([notes])


def language_model(tmp_path, notes):
    from mrkl_backends.echo import EchoModel
    from mrkl_experts.language_model import LanguageModelExpert

    return LanguageModelExpert(EchoModel())


CASES = {
    "calculator": (
        calculator,
        [{"expression": "(633+686)/83"}, {"expression": "2**100"}],
        [{}, {"expression": ""}, {"expression": "1/0"}, {"expression": "__import__('os')"}],
    ),
    "units": (
        units,
        [{"value": 26.2, "from_unit": "miles", "to_unit": "km"}],
        [{"value": 1, "from_unit": "miles", "to_unit": "kg"}, {"value": "x"}, {}],
    ),
    "calendar": (
        calendar,
        [{"operation": "weekday", "start": "2027-07-04"}],
        [{"operation": "party"}, {"operation": "weekday", "start": "soon"}, {}],
    ),
    "currency": (
        currency,
        [{"amount": 250, "from_currency": "US dollars", "to_currency": "euros"}],
        [{"amount": 1, "from_currency": "shells", "to_currency": "euros"}, {}],
    ),
    "database": (
        database,
        [{"sql": "SELECT count(*) FROM Customer"}],
        [{"sql": "DELETE FROM Customer"}, {"sql": "SELECT"}, {"sql": ""}, {}],
    ),
    "documents": (documents, [{"query": "how warm is green tea"}], [{"query": " "}, {}]),
    "language_model": (language_model, [{"prompt": "say hello"}], [{"prompt": " "}, {}]),
}

OFFLINE = ("weather", "wiki")


def warm_up(expert, arguments):
    """Let workers start and tables load; on a busy machine that takes longer than a call may."""
    context = Context(clock=SystemClock(), question="warm up", remaining_s=120.0)
    filled = dict(arguments)
    fill_defaults(expert.spec, filled, {})
    with contextlib.suppress(ExpertTimeoutError):
        background.run(expert.run(filled, context))


@pytest.mark.parametrize("name", CASES)
def test_a_built_in_expert_keeps_the_rules(name, tmp_path, notes):
    make, good, bad = CASES[name]
    expert = make(tmp_path, notes)
    assert expert.spec.name == name
    warm_up(expert, good[0])
    check_expert(expert, good_arguments=good, bad_arguments=bad)


def _offline(name):
    if name == "weather":
        from mrkl_experts.weather import WeatherExpert as Expert
    else:
        from mrkl_experts.wiki import WikiExpert as Expert
    return Expert(offline=True)


@pytest.mark.parametrize("name", OFFLINE)
def test_an_expert_without_its_network_refuses_politely(name):
    pytest.importorskip(f"mrkl_experts.{name}")
    expert = _offline(name)
    assert expert.spec.name == name
    assert expert.spec.annotations.needs_network
    check_spec_rules(expert)
    required = {slot.name: "Oslo" for slot in expert.spec.slots if slot.required}
    for arguments in [required, {}, {"nonsense": 1}]:
        check_refuses(expert, arguments)


def test_every_built_in_expert_is_covered():
    assert {*CASES, *OFFLINE} == {*BUILDERS}
