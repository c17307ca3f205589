import json

import pytest

from mrkl.schema import read_schema, slots_from_schema
from mrkl_core.errors import ValueFormatError
from mrkl_core.values import Slot


def only(schema, **rest):
    """Return the slot of a schema with one property."""
    (slot,) = slots_from_schema({"properties": {"x": schema}, **rest}, "it")
    return slot


def problem(schema):
    with pytest.raises(ValueFormatError) as caught:
        read_schema(schema, "it")
    return str(caught.value)


# Types


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({}, "string"),
        (True, "string"),
        ({"type": []}, "string"),
        ({"type": "null"}, "string"),
        ({"type": "any", "default": 5}, "integer"),
        ({"type": "", "description": "a token"}, "string"),
        ({"type": "HashMap"}, "object"),
        ({"type": "ArrayList"}, "array"),
        ({"type": "Dict[str, int]"}, "object"),
        ({"type": "Optional[int]"}, "integer"),
        ({"type": ["integer", "string"]}, "string"),
        ({"properties": {}}, "object"),
        ({"items": {}}, "array"),
        ({"enum": [1, 2]}, "integer"),
        ({"enum": [1, 2.5]}, "number"),
        ({"enum": ["a", 1]}, "string"),
        ({"const": True}, "boolean"),
        ({"default": [1]}, "array"),
    ],
)
def test_the_type_is_named_or_follows(schema, kind):
    assert only(schema).type == kind


@pytest.mark.parametrize(
    ("schema", "format"),
    [
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "date-time"}, "date-time"),
        ({"type": "string", "format": "TIME"}, "time"),
        ({"type": "string", "format": "duration"}, "duration"),
        ({"type": "string", "format": "expression"}, "expression"),
        ({"type": "string", "format": "sql"}, "sql"),
        ({"type": "string", "format": "question"}, "question"),
        ({"type": "datetime"}, "date-time"),
        ({"type": "string", "format": "email"}, None),
        ({"type": "string", "format": 3}, None),
        ({"type": "integer", "format": "date"}, None),
    ],
)
def test_formats_that_the_router_fills_are_kept(schema, format):
    assert only(schema).format == format


@pytest.mark.parametrize("written", ["list[str]", "array<string>", "string[]", "List(str)"])
def test_generic_names_tell_the_elements(written):
    slot = only({"type": written, "description": "names"})
    assert slot.items == Slot(name="x", description="names")


def test_a_generic_name_of_something_unknown_has_open_elements():
    assert only({"type": "list[Pet]"}).items is None


def test_descriptions_fall_back_to_titles_and_names():
    slots = slots_from_schema(
        {"properties": {"pointA": {"description": " "}, "$b": {"title": "B"}, "$$": {}}}, "it"
    )
    assert [slot.description for slot in slots] == ["point a", "B", "$$"]
    assert only({"description": "half \ud800"}).description == "half ?"


# Arrays and objects


def test_what_arrays_and_objects_hold_is_read():
    stop = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "nights": {"type": "integer"}},
        "required": ["city"],
    }
    slot = only({"type": "array", "items": stop, "description": "the stops"})
    assert slot.items == Slot(
        name="x",
        description="the stops",
        type="object",
        properties=(
            Slot(name="city", description="city"),
            Slot(name="nights", description="nights", type="integer", required=False),
        ),
    )


@pytest.mark.parametrize(
    ("items", "kind"),
    [
        ({"type": "integer"}, "integer"),
        ([{"type": "integer"}, {"type": "integer"}], "integer"),
        ([{"type": "integer"}, {"type": "string"}], None),
        (True, None),
        ({}, None),
        ({"type": "any", "description": "whatever"}, None),
        ({"type": "any", "enum": [1, 2]}, "integer"),
    ],
)
def test_elements_are_read_if_they_are_alike(items, kind):
    found = only({"type": "tuple", "items": items}).items
    assert (found and found.type) == kind


def test_choices_of_an_array_are_those_of_its_elements():
    slot = only({"type": "array", "enum": ["a", "b"]})
    assert (slot.enum, slot.items.enum) == ((), ("a", "b"))


def test_marks_on_members_count():
    slots = slots_from_schema(
        {"properties": {"a": {"required": True}, "b": {"required": False}, "c": {}}}, "it"
    )
    assert [slot.required for slot in slots] == [True, False, False]
    assert only({"type": "object", "required": ["who"]}).properties == ()
    assert only({"type": "object", "required": True, "properties": {"a": {}}}).required


def test_arguments_may_stand_without_a_schema_around_them():
    bare = {"type": {"type": "str"}, "properties": {"type": "str", "description": "what"}}
    slots = slots_from_schema({**bare, "required": ["properties"]}, "it")
    assert [(slot.name, slot.required) for slot in slots] == [("type", False), ("properties", True)]


# Alternatives and references


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["integer", "null"]},
        {"type": "integer", "nullable": True},
        {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        {"$ref": "#/$defs/Maybe"},
    ],
)
def test_what_may_be_null_need_not_be_asked_for(schema):
    slot = only(schema, required=["x"], **{"$defs": {"Maybe": {"type": ["integer", "null"]}}})
    assert (slot.type, slot.required) == ("integer", False)


def test_listed_constants_are_choices():
    schema = {"oneOf": [{"const": "a"}, {"const": "b"}, {"enum": ["c", "a"]}], "title": "T"}
    assert only(schema) == Slot(name="x", description="T", required=False, enum=("a", "b", "c"))


def test_parts_add_up():
    schema = {
        "allOf": [
            {"$ref": "#/definitions/Base"},
            {"properties": {"b": {}}, "required": ["b"]},
        ],
        "definitions": {"Base": {"type": "object", "properties": {"a": {}}, "required": ["a"]}},
    }
    assert [(slot.name, slot.required) for slot in slots_from_schema(schema, "it")] == [
        ("a", True),
        ("b", True),
    ]


def test_one_of_several_needs_is_no_need():
    schema = {"properties": {"a": {}, "b": {}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    assert not any(slot.required for slot in slots_from_schema(schema, "it"))


def test_nothing_but_null_is_anything():
    assert only({"anyOf": [{"type": "null"}]}).type == "string"


def test_references_follow_pointers():
    schema = {
        "properties": {"a": {"$ref": "#/properties/b~1c"}, "b/c": {"type": "number"}},
        "$defs": {},
    }
    assert slots_from_schema(schema, "it")[0].type == "number"
    assert only({"$ref": "#/$defs/any"}, **{"$defs": {"any": True}}).type == "string"


def test_a_tree_is_cut_where_it_begins_again():
    tree = {
        "type": "object",
        "properties": {
            "value": {"type": "integer"},
            "children": {"type": "array", "items": {"$ref": "#/$defs/Tree"}},
        },
    }
    slot = only({"$ref": "#/$defs/Tree"}, **{"$defs": {"Tree": tree}})
    value, children = slot.properties
    assert (value.type, children.items.type, children.items.properties) == ("integer", "object", ())
    assert only({"$ref": "#"}).type == "string"


# Bad input


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "string"}, "it: the parameters must be an object, not of type 'string'."),
        ({"properties": []}, ""),
        ({"properties": "x"}, "it: 'properties' must be an object, not 'x'."),
        ({"properties": {3: {}}}, "it, property 3: a name must be a text."),
        ({"properties": {"x": {"description": {}}}}, "it, property 'x': 'description' must be"),
        ({"properties": {"x": {"anyOf": 3}}}, "it, property 'x': 'anyOf' must be a list, not 3."),
        ({"properties": {"x": {"type": {"a": 1}}}}, "it, property 'x' has the unknown type {'a'"),
        ({"properties": {}, "required": [3]}, "it requires the unknown property 3."),
        (
            {"properties": {"x": {"$ref": "#/$defs/Unti"}}, "$defs": {"Unit": {}}},
            "it, property 'x' refers to '#/$defs/Unti', which the schema does not define. "
            "Known: Unit. Did you mean 'Unit'?",
        ),
        (
            {"properties": {"x": {"$ref": "https://example.org/schema"}}},
            "it, property 'x' refers to 'https://example.org/schema', which the schema does not",
        ),
        (
            {
                "properties": {"x": {"$ref": "#/$defs/A"}},
                "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}},
            },
            "it, property 'x' refers to itself: #/$defs/A -> #/$defs/B -> #/$defs/A.",
        ),
    ],
)
def test_what_is_malformed_is_named(schema, message):
    if message:
        assert problem(schema).startswith(message)
    else:
        assert slots_from_schema(schema, "it") == ()


def nested(depth, inner):
    schema = inner
    for _ in range(depth):
        schema = {"type": "object", "properties": {"x": schema}, "required": ["x"]}
    return schema


def test_what_lies_deep_may_be_anything():
    read = read_schema(nested(1000, {"type": "string"}), "it")
    assert len(json.dumps(repr(read.slots))) < 5_000
    assert read.notes == (
        "it" + ", property 'x'" * 7 + " lies too deep to be read; any object is accepted.",
    )
    arrays = {"type": "array"}
    for _ in range(1000):
        arrays = {"type": "array", "items": arrays}
    assert len(read_schema({"properties": {"x": arrays}}, "it").notes) == 1


def test_parts_that_nest_too_deep_are_refused():
    schema = {}
    for _ in range(300):
        schema = {"allOf": [schema]}
    assert "nest deeper than 64" in problem({"properties": {"x": schema}})


def test_references_do_not_multiply():
    """Each of 40 definitions holds the next one twice: 2**40 schemas if written out."""
    for keyword in ("allOf", "anyOf"):
        definitions = {f"d{i}": {keyword: [{"$ref": f"#/$defs/d{i + 1}"}] * 2} for i in range(40)}
        schema = {"properties": {"x": {"$ref": "#/$defs/d0"}}, "$defs": {**definitions, "d40": {}}}
        assert "expand to more than 4,096 schemas" in problem(schema)
    wide = {
        f"d{i}": {"properties": {f"p{j}": {"$ref": f"#/$defs/d{i + 1}"} for j in range(30)}}
        for i in range(40)
    }
    schema = {"properties": {"x": {"$ref": "#/$defs/d0"}}, "$defs": {**wide, "d40": {}}}
    assert read_schema(schema, "it").notes


def test_required_arguments_beyond_the_bounds_are_an_error():
    names = [f"p{i}" for i in range(65)]
    many = {"properties": {name: {} for name in names}, "required": names}
    assert problem(many).startswith("it requires 65 arguments; at most 64 are read.")
    within = {"properties": {"x": {"type": "object", **many}}, "required": ["x"]}
    assert problem(within).startswith("it, property 'x' has 65 members; at most 64 are read.")
    listed = {"properties": {"x": {"enum": list(range(100_000))}}, "required": ["x"]}
    assert problem(listed).startswith(
        "it, property 'x' lists 100,000 values; at most 1,024 are read of all arguments together."
    )


def test_optional_arguments_beyond_the_bounds_are_left_out_and_noted():
    schema = {
        "properties": {
            "x": {"enum": list(range(100_000))},
            "y": {"enum": ["a" * 257]},
            "z": {"properties": {f"p{i}": {} for i in range(65)}},
            "kept": {},
        }
    }
    read = read_schema(schema, "it")
    assert [slot.name for slot in read.slots] == ["kept"]
    assert [note.rpartition(". ")[2] for note in read.notes] == [
        "The optional argument is left out."
    ] * 3


def test_listed_values_are_distinct_and_plain():
    assert only({"enum": ["a", "a", None, "b"]}).enum == ("a", "b")
    assert only({"enum": [1, True, 1.0]}).enum == (1, True, 1.0)
    assert only({"enum": [True, False]}).enum == ()
    assert only({"type": "string", "enum": [1, 2]}).type == "integer"
    assert only({"type": "number", "enum": [1, 2]}).type == "number"
    read = read_schema({"properties": {"x": {"enum": [{"a": 1}, ["b"], "\ud800"]}}}, "it")
    assert read.slots[0].enum == ()
    assert read.notes == (
        "it, property 'x' lists values that no question states; any is accepted.",
    )


def test_names_that_differ_in_case_are_two():
    slots = slots_from_schema({"properties": {"City": {}, "city": {}, "天気 1": {}}}, "it")
    assert [slot.name for slot in slots] == ["City", "city", "天気 1"]
