"""Whatever is emitted under the grammar parses as an expression of the calculator."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mrkl_core.provenance import expand
from mrkl_experts.calculator.parser import parse
from mrkl_router.program_tokens import END, INDEX, GrammarState, is_program
from mrkl_router.programs import find_mentions, render

QUESTION = "what is 12 and 3.5 and forty two"
NUMBERS = find_mentions(QUESTION)
POINTERS = [mention.pointer(QUESTION, 0) for mention in NUMBERS]


def _closes(name, state, allowed):
    wanted = {"(": state.function is not None, "2": state.operand}
    return INDEX[name] in allowed and wanted.get(name, True)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=25))
def test_random_walks_through_the_grammar_are_expressions(choices):
    state, tokens = GrammarState(), []
    for choice in choices:
        allowed = state.allowed(len(NUMBERS))
        token = allowed[choice % len(allowed)]
        if token == INDEX[END]:
            break
        tokens.append(token)
        state = state.after(token)
    while INDEX[END] not in (allowed := state.allowed(len(NUMBERS))):
        closing = next(
            INDEX[name] for name in ("(", ")", ",", "2") if _closes(name, state, allowed)
        )
        tokens.append(closing)
        state = state.after(closing)
    assert is_program([*tokens, INDEX[END]], len(NUMBERS))
    template = render(tokens, POINTERS)
    expression = expand(template, QUESTION)
    assert "{" not in expression
    if expression.count("(") < 30:
        parse(expression)
