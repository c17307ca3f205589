import json
import sys

import pytest

from mrkl.spec_files import read_spec_file
from mrkl_core.errors import InvalidExpertError, PluginLoadError, ValueFormatError

MODULE = """
import helper
from mrkl import expert
from mrkl.testing import FakeExpert

@expert(examples=["roll a die"])
def dice(sides: int) -> int:
    '''Rolls a die.'''
    return sides

again = dice
more = [FakeExpert("cook"), 3, FakeExpert]
"""


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def test_a_module_offers_its_experts(write):
    write("helper.py", "x = 1\n")
    before = list(sys.path)
    found = read_spec_file(write("mine.py", MODULE))
    assert [spec.name for spec in found.specs] == ["dice", "cook"]
    assert sys.path == before
    assert not any(name.startswith("mrkl_checked") for name in sys.modules)


@pytest.mark.parametrize("wrap", [lambda tool: tool, lambda tool: [tool], lambda t: {"tools": [t]}])
def test_json_holds_function_specs(write, wrap):
    tool = {"name": "a", "parameters": {"properties": {"x": {"type": "integer", "default": "?"}}}}
    found = read_spec_file(write("tools.json", json.dumps(wrap(tool))))
    assert [spec.name for spec in found.specs] == ["a"]
    assert list(found.notes) == ["a"]


@pytest.mark.parametrize(
    ("name", "text", "error", "message"),
    [
        ("a.json", "{", ValueFormatError, "is not JSON"),
        ("a.json", "[" * 100_000, ValueFormatError, "is not JSON"),
        ("a.json", "[]", ValueFormatError, "holds no expert"),
        ("a.py", "x = 1", ValueFormatError, "holds no expert"),
        ("a.py", "1/0", PluginLoadError, "cannot be run: ZeroDivisionError: division by zero"),
        ("a.py", "raise SystemExit(3)", PluginLoadError, "cannot be run: SystemExit: 3"),
        (
            "a.py",
            "from mrkl.testing import FakeExpert\n"
            "a = FakeExpert('x')\nb = FakeExpert('x', slots=())",
            ValueFormatError,
            "are called 'x'",
        ),
        (
            "a.py",
            "from mrkl.testing import FakeExpert\na = FakeExpert('')",
            InvalidExpertError,
            "cannot be ''",
        ),
    ],
)
def test_what_is_wrong_is_named(write, name, text, error, message):
    with pytest.raises(error) as caught:
        read_spec_file(write(name, text))
    assert message in str(caught.value)
