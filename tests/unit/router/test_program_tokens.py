import pytest

from mrkl_router.program_tokens import INDEX, MAX_TOKENS, TOKENS, GrammarState, is_program

FIRST, SECOND = len(TOKENS), len(TOKENS) + 1


def ids(text):
    names = {"a": FIRST, "b": SECOND, "$": INDEX["<end>"]}
    return [names.get(word, INDEX.get(word, -1)) for word in text.split()]


@pytest.mark.parametrize(
    "text",
    ["a $", "a + b $", "- a $", "( a + b ) * 2 $", "sqrt ( a ) $", "max ( a , b ) $", "2 ** - a $"],
)
def test_infix_expressions_are_programs(text):
    assert is_program(ids(text), numbers=2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "$",
        "a",
        "a b $",
        "a + $",
        "( a $",
        "a ) $",
        "sqrt a $",
        "( a , b ) $",
        "+ a $",
        "a $ $",
        "mod ( a ) $",
        "sqrt ( a , b ) $",
        "mod ( a , b , a ) $",
    ],
)
def test_anything_else_is_not(text):
    assert not is_program(ids(text), numbers=2)


def test_a_pointer_beyond_the_numbers_is_refused():
    assert not is_program(ids("a + b $"), numbers=1)


def test_a_comma_is_allowed_only_directly_inside_a_call():
    state = GrammarState()
    for token in ids("max ( ( a"):
        state = state.after(token)
    assert INDEX[","] not in state.allowed(2)
    state = state.after(INDEX[")"])
    assert INDEX[","] in state.allowed(2)
    assert INDEX[")"] not in state.allowed(2)


def test_the_token_limit_leaves_room_for_four_operators():
    assert MAX_TOKENS >= 20
