from mrkl.linting import lint_experts, lint_tools
from mrkl.testing import FakeExpert, ScriptedRouter
from mrkl.tools import read_tools
from mrkl_router.router import NeuralRouter
from mrkl_router.weights import load_weights

JAZZ = {
    "name": "jazz",
    "description": "Plays jazz music for you.",
    "examples": ["play some jazz", "put on a jazz record", "i want to hear miles davis"],
}
OVEN = {
    "name": "oven",
    "description": "Controls the oven in the kitchen.",
    "examples": ["heat the oven to 180", "turn the oven off", "preheat the oven"],
}


def found_codes(findings):
    return [finding.code for finding in findings]


def test_built_in_experts_are_passed_over():
    experts = [FakeExpert("calculator"), FakeExpert("cook")]
    found = lint_experts(ScriptedRouter(), experts)
    assert {finding.expert for finding in found} == {"cook"}
    assert found_codes(found) == ["few-examples"]


def test_registered_experts_are_tried_against_each_other():
    router = NeuralRouter(load_weights())
    experts = [FakeExpert("first"), FakeExpert("second")]
    for expert in experts:
        router.register(expert.spec)
    found = lint_experts(router, experts)
    assert {finding.expert for finding in found} == {"first", "second"}


def test_tools_are_tried_before_they_join():
    router = NeuralRouter(load_weights())
    tools = read_tools([JAZZ, OVEN])
    router.register(tools.specs[0])
    found = lint_tools(router, tools, [tools.specs[0]])
    assert list(found) == ["jazz", "oven"]
    assert found_codes(found["jazz"]) == found_codes(found["oven"]) == ["few-examples"]
    names = ("jazz", "oven")
    assert {score.expert for score in router.explain("play jazz", experts=names)} == set(names)


def test_names_of_built_in_experts_and_notes_are_told():
    tool = {
        "name": "units",
        "description": "Converts things into other things.",
        "parameters": {"properties": {"x": {"type": "integer", "default": "many"}}},
    }
    found = lint_tools(ScriptedRouter(), read_tools([tool]), [])
    assert found_codes(found["units"]) == [
        "taken-name",
        "no-examples",
        "undescribed-argument",
        "not-read-in-full",
    ]
