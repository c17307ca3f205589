import pytest

from mrkl_core.errors import ExpertRefusedError, InvalidArgumentError
from mrkl_experts.calculator import Limits, parse
from mrkl_experts.calculator.tree import Constant, Number, Operation, from_wire, to_wire


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("7", Number(7)),
        ("2.50", Number(250, -2)),
        (".5", Number(5, -1)),
        ("5.", Number(5)),
        ("1.5e3", Number(15, 2)),
        ("2E-4", Number(2, -4)),
        ("pi", Constant("pi")),
        ("E", Constant("e")),
        ("1+2", Operation("add", (Number(1), Number(2)))),
        (
            "1-2-3",
            Operation("subtract", (Operation("subtract", (Number(1), Number(2))), Number(3))),
        ),
        (
            "2+3*4",
            Operation("add", (Number(2), Operation("multiply", (Number(3), Number(4))))),
        ),
        (
            "(2+3)*4",
            Operation("multiply", (Operation("add", (Number(2), Number(3))), Number(4))),
        ),
        (
            "2**3**4",
            Operation("power", (Number(2), Operation("power", (Number(3), Number(4))))),
        ),
        ("2^3", Operation("power", (Number(2), Number(3)))),
        ("-2**2", Operation("negate", (Operation("power", (Number(2), Number(2))),))),
        ("2**-1", Operation("power", (Number(2), Operation("negate", (Number(1),))))),
        (
            "-2*3",
            Operation("multiply", (Operation("negate", (Number(2),)), Number(3))),
        ),
        ("+3", Number(3)),
        ("15%", Operation("percent", (Number(15),))),
        ("50%**2", Operation("power", (Operation("percent", (Number(50),)), Number(2)))),
        ("log(8, 2)", Operation("log", (Number(8), Number(2)))),
        ("MAX(1,2,3)", Operation("max", (Number(1), Number(2), Number(3)))),
    ],
)
def test_parse_gives_the_tree(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("1+", "ends too early"),
        ("(1", "ends too early"),
        ("1)", "')' at character 2"),
        ("()", "')'"),
        ("1 2", "'2' at character 3"),
        ("2pi", "'pi'"),
        ("2(3)", "'('"),
        ("1//2", "'/'"),
        ("* 2", "'*'"),
        ("7 % 3", "mod(a, b)"),
        ("1,000", "without separators"),
        ("1,5", "without separators"),
        ("max(1,000)", "needless zero"),
        ("007", "needless zero"),
        ("1.2.3", "'.3'"),
        (".", "decimals like 0.5"),
        ("sqr(4)", "Did you mean 'sqrt'"),
        ("sqrt", "ends too early"),
        ("sqrt 4", "'(' is expected"),
        ("sqrt()", "')'"),
        ("sqrt(1,2)", "sqrt takes 1 argument, not 2"),
        ("log(1,2,3)", "log takes 1 or 2 arguments, not 3"),
        ("gcd(4)", "at least 2 arguments"),
        ("mod(4)", "mod takes 2 arguments, not 1"),
        ("pi(3)", "'('"),
        ("x + 1", "'x'"),
        ("__import__('os')", "separators"),
        ("lambda: 1", "':'"),
        ("1 if 2 else 3", "'if'"),
        ("[1]", "'['"),
        ("a.b", "'.' (character 2)"),
        ("5!", "factorial(n)"),
        ("2 = 2", "not an equation"),
    ],
)
def test_parse_explains_what_is_wrong(text, part):
    with pytest.raises(InvalidArgumentError) as caught:
        parse(text)
    assert part in str(caught.value)
    assert caught.value.context["argument"] == "expression"


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1001,
        "(" * 65 + "1" + ")" * 65,
        "-" * 65 + "1",
        "2**" * 65 + "2",
        "+".join(["1"] * 201),
        "1e1000000000",
        "1e-999999999999",
        "1e10001",
    ],
)
def test_parse_refuses_what_is_too_large(text):
    with pytest.raises(ExpertRefusedError):
        parse(text)


def test_parse_allows_what_just_fits():
    parse("(" * 63 + "1" + ")" * 63)
    parse("+".join(["1"] * 200))
    parse("1e9990")


def test_limits_can_be_narrowed():
    with pytest.raises(ExpertRefusedError, match="at most 3"):
        parse("1+23", Limits(characters=3))


def test_wire_form_gives_the_tree_back():
    tree = parse("-sqrt(2) + max(1, pi, 15%) / 3e-2")
    assert from_wire(to_wire(tree)) == tree
    assert to_wire(parse("1+pi")) == [["number", 1, 0], ["constant", "pi"], ["add", 2]]
