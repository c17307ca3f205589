"""Operations on an earlier answer, against a twin that computes with fractions."""

import ast
import operator
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mrkl_core.templates import expand
from mrkl_router.operations import operations_of

#: Words with a number, and what they do with it, written out by hand.
STEPS = {
    "times {}": lambda x, n: x * n,
    "multiply that by {}": lambda x, n: x * n,
    "plus {}": lambda x, n: x + n,
    "add {} to it": lambda x, n: x + n,
    "subtract {}": lambda x, n: x - n,
    "take {} away": lambda x, n: x - n,
    "subtract it from {}": lambda x, n: n - x,
    "{} minus that": lambda x, n: n - x,
    "divide by {}": lambda x, n: x / n,
    "add {}%": lambda x, n: x + x * n / 100,
    "take {} percent off": lambda x, n: x - x * n / 100,
    "what is {}% of that": lambda x, n: x * n / 100,
    "double it": lambda x, n: x * 2,
    "half of that": lambda x, n: x / 2,
    "and squared": lambda x, n: x * x,
}
NUMBERS = st.integers(1, 10**6) | st.decimals("0.001", 10**4, places=3)
VALUES = st.integers(-(10**6), 10**6)
LEADS = st.sampled_from(["", "and ", "now ", "ok, ", "Zoë? and "])
ENDS = st.sampled_from(["", "?", " please"])


ACTIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def computed(node):
    """Compute an expression of exact numbers, brackets and operators."""
    if isinstance(node, ast.BinOp):
        return ACTIONS[type(node.op)](computed(node.left), computed(node.right))
    if isinstance(node, ast.UnaryOp):
        return -computed(node.operand)
    return Fraction(str(node.value))


@given(
    VALUES,
    st.lists(st.tuples(st.sampled_from(sorted(STEPS)), NUMBERS), min_size=1, max_size=3),
    LEADS,
    ENDS,
)
def test_operations_are_done_one_after_another(value, steps, lead, end):
    words = " and then ".join(form.format(number) for form, number in steps)
    base = len(lead)
    question = lead + words + end
    found = operations_of(question[base:])
    assert len(found) == len(steps)
    template, wanted = "{answer:0|number}", Fraction(value)
    for index, (operation, (form, number)) in enumerate(zip(found, steps, strict=True)):
        template = operation.template(question, base, f"({template})" if index else template)
        wanted = STEPS[form](wanted, Fraction(str(number)))
    expression = expand(template, question, {"answer:0": value})
    assert computed(ast.parse(expression, mode="eval").body) == wanted


@given(st.text(max_size=60))
def test_any_words_are_read_without_harm(words):
    for operation in operations_of(words):
        if operation.number is not None:
            start, end = operation.number
            assert 0 <= start < end <= len(words)
