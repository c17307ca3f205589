"""Whatever stands in a tool spec: a typed error, or a bounded spec that keeps what is required."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mrkl.arguments import check_arguments
from mrkl.bounds import ARGUMENTS, CHOICES, NESTED_ARGUMENTS
from mrkl.registry import check_spec
from mrkl.tools import read_tools
from mrkl_core.codec import from_dict, to_dict
from mrkl_core.errors import ArgumentError, MRKLError
from mrkl_core.values import ExpertSpec

KEYS = [
    "name", "description", "parameters", "type", "properties", "required", "items", "enum",
    "const", "default", "anyOf", "oneOf", "allOf", "$ref", "$defs", "definitions", "format",
    "nullable", "title", "examples", "negatives", "function", "x", "y", "input_schema",
]  # fmt: skip
WORDS = [
    "object", "string", "integer", "array", "null", "date", "expression", "x", "y", "#",
    "#/$defs/x", "#/properties/x", "#/definitions/y", "list[str]", "", "天気", "\ud800", "\x00",
]  # fmt: skip

leaves = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats()
    | st.sampled_from(WORDS)
    | st.text(max_size=5)
)
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
        | st.dictionaries(st.text(max_size=4) | st.integers(), inner, max_size=3)
    ),
    max_leaves=25,
)

names = st.sampled_from(["x", "y", "z"])
references = st.sampled_from(["#", "#/$defs/x", "#/$defs/y", "#/properties/x"])
types = st.sampled_from(["string", "integer", "number", "boolean", "array", "object", "null"])


def _larger(inner):
    """Schemas of schemas: well-formed, yet of every shape."""
    keywords = {
        "type": types | st.lists(types, max_size=2),
        "properties": st.dictionaries(names, inner, max_size=3),
        "items": inner,
        "anyOf": st.lists(inner, max_size=3),
        "allOf": st.lists(inner, max_size=3),
        "enum": st.lists(leaves, max_size=3),
        "default": leaves,
        "$ref": references,
        "required": st.lists(names, max_size=2),
        "description": st.text(max_size=5),
    }
    return st.fixed_dictionaries({}, optional=keywords)


schemas = st.recursive(st.fixed_dictionaries({}, optional={"type": types}), _larger, max_leaves=12)


def count(slot):
    inside = [slot.items] if slot.items else []
    return 1 + sum(count(one) for one in (*inside, *slot.properties))


def read(tools):
    """Return the specs, or the error's text."""
    try:
        return read_tools(tools).specs
    except MRKLError as error:
        return str(error)


def check(tools):
    found = read(tools)
    if isinstance(found, str):
        assert 0 < len(found) < 4_000
        return
    for spec in found:
        check_spec(spec)
        assert len(spec.slots) <= ARGUMENTS
        assert sum(map(count, spec.slots)) <= NESTED_ARGUMENTS + ARGUMENTS
        assert sum(len(slot.enum) for slot in spec.slots) <= CHOICES
        data = json.loads(json.dumps(to_dict(spec)).encode())
        assert from_dict(ExpertSpec, data) == spec or "NaN" in json.dumps(data)


@settings(max_examples=150)
@given(anything)
@example([{"name": "x", "parameters": {"properties": {"x": {"$ref": "#/properties/x"}}}}])
def test_any_json_is_read_or_refused(tools):
    check(tools)
    check([tools])
    check([{"name": "x", "parameters": tools}])


@settings(max_examples=150)
@given(schemas, schemas)
def test_any_schema_is_read_or_refused(parameters, definition):
    definitions = {"x": definition, "y": parameters}
    check([{"name": "x", "parameters": {**parameters, "$defs": definitions}}])


values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150)
@given(schemas, values)
def test_any_argument_fits_or_is_refused(schema, value):
    found = read([{"name": "x", "parameters": {"properties": {"x": schema}, "$defs": {}}}])
    if isinstance(found, str):
        return
    try:
        check_arguments(found[0], {"x": value})
    except ArgumentError as error:
        message = str(error)
    else:
        json.dumps(value, allow_nan=False)
        return
    assert len(message) < 4_000


@given(st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=80), st.data())
def test_required_arguments_are_never_dropped(properties, data):
    chosen = st.sampled_from(properties) if properties else st.nothing()
    required = data.draw(st.lists(chosen, unique=True))
    parameters = {"properties": {name: {} for name in properties}, "required": required}
    found = read([{"name": "x", "parameters": parameters}])
    if not isinstance(found, str):
        assert {slot.name for slot in found[0].slots if slot.required} == set(required)


@given(st.text(min_size=1, max_size=40))
def test_names_come_back_as_given(name):
    found = read([{"name": name}])
    if isinstance(found, str):
        assert not name.isprintable() or name != name.strip()
    else:
        assert found[0].name == name
