import asyncio
from datetime import UTC, datetime

import pytest

from mrkl.clock import FixedClock
from mrkl.schema import slots_from_schema
from mrkl.testing import ScriptedRouter
from mrkl.tool_routing import ToolRouting
from mrkl.tools import ToolExpert, read_tools, specs_from_tools
from mrkl_core.errors import (
    ExpertUnavailableError,
    InvalidExpertError,
    QuestionError,
    ValueFormatError,
)
from mrkl_core.protocols import Context, Expert
from mrkl_core.values import Abstain, Clarify, Slot

CLOCK = FixedClock(datetime(2026, 3, 4, tzinfo=UTC))

WEATHER = {
    "type": "function",
    "function": {
        "name": "weather.get",
        "description": "Tells the weather.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Where"},
                "day": {"type": "string", "format": "date", "default": "2026-03-04"},
                "unit": {"type": "string", "enum": ["C", "F"]},
            },
            "required": ["city"],
        },
    },
    "examples": ["is it raining in Rome"],
    "negatives": ["is it raining cats and dogs"],
}


def test_a_tool_becomes_a_spec():
    (spec,) = specs_from_tools([WEATHER])
    assert spec.name == "weather.get"
    assert spec.description == "Tells the weather."
    assert spec.examples == ("is it raining in Rome",)
    assert spec.negatives == ("is it raining cats and dogs",)
    assert spec.slots == (
        Slot(name="city", description="Where"),
        Slot(
            name="day",
            description="day",
            format="date",
            required=False,
            default="2026-03-04",
        ),
        Slot(name="unit", description="unit", required=False, enum=("C", "F")),
    )


def test_a_bare_function_without_parameters_will_do():
    (spec,) = specs_from_tools([{"name": "now"}])
    assert (spec.description, spec.slots) == ("now", ())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("dict", "object"),
        ("float", "number"),
        ("tuple", "array"),
        ("Integer", "integer"),
        ("any", "string"),
        (["null", "number"], "number"),
    ],
)
def test_other_type_names_are_understood(written, read):
    (slot,) = slots_from_schema({"properties": {"x": {"type": written}}}, "it")
    assert slot.type == read


def test_references_constants_and_optional_types_are_resolved():
    schema = {
        "properties": {
            "unit": {"$ref": "#/$defs/Unit", "description": "u"},
            "maybe": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
            "only": {"const": "x"},
            "either": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
        },
        "$defs": {"Unit": {"type": "string", "enum": ["a", "b"], "title": "Unit"}},
    }
    unit, maybe, only, either = slots_from_schema(schema, "it")
    assert (unit.enum, unit.description) == (("a", "b"), "u")
    assert (maybe.type, maybe.default) == ("integer", None)
    assert only.enum == ("x",)
    assert either.type == "string"


@pytest.mark.parametrize(
    ("tools", "message"),
    [
        ("x", "Tools must be a list, not 'x'."),
        ([3], "Tool 0 must be an object, not 3."),
        ([{"function": 3}], "Tool 0: 'function' must be an object."),
        ([{"description": "d"}], "Tool 0 needs a 'name'. It has: description."),
        ([{"name": "a", "paramters": {}}], "Tool 'a' has the unknown key 'paramters'."),
        ([{"name": "a", "parameters": []}, {"name": "a"}], "Two tools are called 'a'."),
        ([{"name": "a"}] * 3, "3 tools are called 'a'."),
        ([{"name": "a", "description": 3}], "Tool 'a': 'description' must be a text, not 3."),
        ([{"name": "a", "parameters": 3}], "Tool 'a': 'parameters' must be an object."),
        ([{"name": "a", "examples": "x"}], "Tool 'a': 'examples' must be a list of texts."),
        (
            [{"name": "a", "parameters": {"properties": {"x": 3}}}],
            "Tool 'a', property 'x' must be an object, not 3.",
        ),
        (
            [{"name": "a", "parameters": {"properties": {"x": {"type": "strng"}}}}],
            "Tool 'a', property 'x' has the unknown type 'strng'.",
        ),
        (
            [{"name": "a", "parameters": {"properties": {"x": {"enum": 3}}}}],
            "Tool 'a', property 'x': 'enum' must be a list, not 3.",
        ),
        (
            [{"name": "a", "parameters": {"required": ["x"]}}],
            "Tool 'a' requires the unknown property 'x'.",
        ),
        (
            [{"name": "a", "parameters": {"required": "x"}}],
            "Tool 'a': 'required' must be a list, not 'x'.",
        ),
    ],
)
def test_other_shapes_are_named(tools, message):
    with pytest.raises(ValueFormatError) as caught:
        specs_from_tools(tools)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "name", ["algebra.quadratic_roots", "get-weather", "Get the weather", "getTopAssists", "天気"]
)
def test_names_of_the_wild_stay_as_they_are(name):
    (spec,) = specs_from_tools([{"name": name}])
    assert spec.name == name


def test_a_name_that_cannot_be_printed_is_refused():
    with pytest.raises(InvalidExpertError, match="cannot be 'get\\\\nweather'"):
        specs_from_tools([{"name": "get\nweather"}])


@pytest.mark.parametrize("key", ["parameters", "input_schema", "inputSchema"])
def test_parameters_go_by_three_names(key):
    tool = {"name": "a", key: {"properties": {"x": {}}}, "outputSchema": {}, "annotations": {}}
    assert [slot.name for slot in specs_from_tools([tool])[0].slots] == ["x"]


def test_what_must_be_given_may_stand_beside_the_parameters():
    tool = {"name": "a", "parameters": {"x": {"type": "str"}, "type": {}}, "required": ["x"]}
    first, second = specs_from_tools([tool])[0].slots
    assert (first.name, first.required) == ("x", True)
    assert (second.name, second.required) == ("type", False)


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        ("boolean", "false", False),
        ("boolean", "True", True),
        ("integer", "3", 3),
        ("integer", 3.0, 3),
        ("number", "1.5", 1.5),
        ("array", '["Rome"]', ["Rome"]),
        ("object", "None", None),
        ("string", 5, "5"),
        ("string", "None", "None"),
    ],
)
def test_a_default_is_read_as_its_type(kind, written, read):
    tool = {"name": "a", "parameters": {"properties": {"x": {"type": kind, "default": written}}}}
    found = read_tools([tool])
    assert found.specs[0].slots[0].default == read
    assert not found.notes


@pytest.mark.parametrize(
    ("kind", "prose"), [("integer", "the current year"), ("number", float("nan")), ("string", [1])]
)
def test_a_default_in_prose_is_no_value(kind, prose):
    tool = {"name": "a", "parameters": {"properties": {"x": {"type": kind, "default": prose}}}}
    found = read_tools([tool])
    assert found.specs[0].slots[0].default is None
    assert found.notes["a"] == (
        f"Tool 'a', property 'x': the default {prose!r} is no {kind} that fits; "
        "the argument has none.",
    )


def test_what_is_left_out_is_said_in_the_spec():
    properties = {f"p{i}": {} for i in range(10_000)}
    tool = {"name": "a", "parameters": {"properties": properties, "required": ["p9999"]}}
    found = read_tools([tool])
    (spec,) = found.specs
    assert spec.description == "a (64 of its arguments are read.)"
    assert (len(spec.slots), spec.slots[-1].name) == (64, "p9999")
    assert found.notes["a"] == ("Tool 'a' has 10,000 arguments; 9,936 optional ones are left out.",)


def test_too_many_tools_are_refused():
    with pytest.raises(ValueFormatError, match="There are 10,001 tools; at most 10,000"):
        specs_from_tools([{}] * 10_001)


def test_a_tool_cannot_be_run():
    expert = ToolExpert(specs_from_tools([WEATHER])[0])
    assert isinstance(expert, Expert)
    context = Context(clock=CLOCK, question="q", remaining_s=1)
    with pytest.raises(ExpertUnavailableError, match="known by its description only"):
        asyncio.run(expert.run({}, context))


class ForgettingRouter(ScriptedRouter):
    """A scripted router that also forgets."""

    def unregister(self, name):
        self.registered = [spec for spec in self.registered if spec.name != name]


def _names(router):
    return [spec.name for spec in router.registered]


def test_each_question_sees_its_own_tools():
    router = ForgettingRouter({"q": Clarify(expert="a", slot="x", text="x?", confidence=1.0)})
    routing = ToolRouting(router, CLOCK)
    assert routing.route("q", [{"name": "a"}, {"name": "b"}]).expert == "a"
    assert _names(router) == ["a", "b"]
    assert routing.route("other", [{"name": "c"}]) == Abstain(reason="not in the script")
    assert _names(router) == ["c"]
    assert [names for _, names, _ in router.asked] == [("a", "b"), ("c",)]


def test_the_same_tools_are_learned_once():
    router = ForgettingRouter()
    routing = ToolRouting(router, CLOCK)
    routing.route("q", [{"name": "a"}])
    first = router.registered[0]
    routing.route("r", [{"name": "a"}])
    assert router.registered[0] is first


def test_without_tools_it_abstains():
    assert ToolRouting(ForgettingRouter(), CLOCK).route("q", []) == Abstain(
        reason="there is no tool"
    )


def test_bad_questions_and_tools_are_refused():
    routing = ToolRouting(ForgettingRouter(), CLOCK)
    with pytest.raises(QuestionError):
        routing.route("", [{"name": "a"}])
    with pytest.raises(ValueFormatError):
        routing.route("q", 3)
