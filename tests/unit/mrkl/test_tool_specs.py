import pytest

from mrkl.tool_specs import function_spec, tool_names
from mrkl.tools import specs_from_tools
from mrkl_core.values import Column, ExpertSpec, Slot, Table

SPEC = ExpertSpec(
    name="trips",
    description="Plans trips.",
    slots=(
        Slot(name="day", description="the day", format="date"),
        Slot(name="class", description="the class", enum=("first", "second"), default="second",
             required=False),
        Slot(name="stops", description="the stops", type="array", required=False,
             items=Slot(name="stop", description="one stop")),
        Slot(name="who", description="the traveller", type="object", required=False,
             properties=(Slot(name="age", description="years", type="integer"),)),
    ),
)  # fmt: skip


def test_a_spec_becomes_a_function():
    assert function_spec(SPEC, "trips_1") == {
        "name": "trips_1",
        "description": "Plans trips.",
        "parameters": {
            "type": "object",
            "properties": {
                "day": {"type": "string", "description": "the day.", "format": "date"},
                "class": {
                    "type": "string",
                    "description": "the class.",
                    "enum": ["first", "second"],
                    "default": "second",
                },
                "stops": {
                    "type": "array",
                    "description": "the stops.",
                    "items": {"type": "string", "description": "one stop."},
                },
                "who": {
                    "type": "object",
                    "description": "the traveller.",
                    "properties": {"age": {"type": "integer", "description": "years."}},
                    "required": ["age"],
                },
            },
            "required": ["day"],
        },
    }


def test_what_is_written_can_be_read_again():
    (read,) = specs_from_tools([function_spec(SPEC, "trips")])
    assert [(slot.name, slot.type, slot.required, slot.enum) for slot in read.slots] == [
        (slot.name, slot.type, slot.required, slot.enum) for slot in SPEC.slots
    ]


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        (Slot(name="a", description="The sum.", format="expression"),
         "The sum; plain infix with + - * / ** ( ) and numerals without separators."),
        (Slot(name="a", description="The query", format="sql", tables=(
            Table(name="song", columns=(Column(name="id", type="integer"), Column(name="title"))),
            Table(name="band", columns=(Column(name="name"),)),
        )), "The query; one SELECT statement; tables: song(id integer, title text),"
            " band(name text)."),
    ],
)  # fmt: skip
def test_programs_are_described(slot, says):
    spec = ExpertSpec(name="e", description="d", slots=(slot,))
    found = function_spec(spec, "e")["parameters"]["properties"]["a"]
    assert found == {"type": "string", "description": says}


def test_names_are_made_plain_and_stay_apart():
    names = tool_names(["calculator", "my tool", "my.tool", "é" * 80, "ü" * 80])
    assert names == {
        "calculator": "calculator",
        "my_tool": "my tool",
        "my_tool_2": "my.tool",
        "_" * 64: "é" * 80,
        "_" * 62 + "_2": "ü" * 80,
    }
