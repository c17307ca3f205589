import inspect

import pytest

import mrkl.errors
from mrkl_core import errors
from mrkl_core.errors import MRKLError, UnknownExpertError, did_you_mean


def _classes():
    return [
        item
        for item in vars(errors).values()
        if inspect.isclass(item) and issubclass(item, MRKLError)
    ]


def _drawn():
    """Return (class, parent, builtin) for each line of the drawing."""
    stack, rows = [], []
    for line in inspect.getdoc(errors).splitlines():
        name = line.strip(" │├└─")
        if not name.split(" ")[0].endswith("Error"):
            continue
        # The drawing stands four spaces in, and each level three characters further.
        depth = (len(line) - len(line.lstrip(" │├└─")) - 4) // 3
        word, _, builtin = name.partition(" (")
        del stack[depth:]
        rows.append((word, stack[-1] if stack else None, builtin.rstrip(")") or None))
        stack.append(word)
    return rows


def test_the_drawing_shows_exactly_the_classes():
    drawn = _drawn()
    assert sorted(name for name, _, _ in drawn) == sorted(cls.__name__ for cls in _classes())
    for name, parent, builtin in drawn:
        bases = [base.__name__ for base in getattr(errors, name).__bases__]
        assert bases == [base for base in (parent or "Exception", builtin) if base]


def test_codes_are_unique_and_follow_the_class_names():
    codes = [cls.code for cls in _classes()]
    assert len(set(codes)) == len(codes)
    assert all(code == code.lower() and " " not in code for code in codes)


def test_the_public_module_offers_the_whole_tree():
    assert sorted(mrkl.errors.__all__) == sorted(cls.__name__ for cls in _classes())


def test_an_error_reads_as_message_and_remedy():
    error = MRKLError("No tea.", hint="Boil water.", pot=3)
    assert str(error) == "No tea. Boil water."
    assert error.to_dict() == {
        "code": "mrkl_error",
        "message": "No tea.",
        "hint": "Boil water.",
        "context": {"pot": 3},
    }


def test_context_becomes_json_data():
    context = MRKLError("x", a=(1, 2), b=None, c=object).to_dict()["context"]
    assert context == {"a": [1, 2], "b": None, "c": "<class 'object'>"}


def test_an_unknown_expert_is_a_key_error_with_a_readable_text():
    error = UnknownExpertError("No expert 'x'.", hint="Known: y.")
    assert isinstance(error, KeyError)
    assert str(error) == "No expert 'x'. Known: y."


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("calc", ["calculator", "units"], "Known: calculator, units. Did you mean 'calculator'?"),
        ("zzz", ["b", "a"], "Known: a, b."),
        ("x", [], "None is known."),
    ],
)
def test_did_you_mean_lists_what_is_known(name, known, expected):
    assert did_you_mean(name, known) == expected
