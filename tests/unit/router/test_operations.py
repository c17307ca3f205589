"""Operations on an earlier result: which words are one, and which are none."""

import pytest

from mrkl_router.operations import begins_with_operator, operations_of


def program(words):
    """Return what words do with the result X."""
    done = "X"
    for operation in operations_of(words):
        number = words[slice(*operation.number)] if operation.number else ""
        inner = done if done == "X" else f"({done})"
        done = operation.program.replace("X", inner).replace("N", number)
    return None if done == "X" else done


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("and times 3?", "X*3"),
        ("x 3", "X*3"),
        ("* 3", "X*3"),
        ("multiply it by two and a half", "X*two and a half"),
        ("divided by 4?", "X/4"),
        ("÷ 4", "X/4"),
        ("split that between 8 people", "X/8"),
        ("plus 1,000", "X+1,000"),
        ("minus 100", "X-100"),
        ("and minus 10%", "X*(1-10/100)"),
        ("take 20% off", "X*(1-20/100)"),
        ("with 20 percent off", "X*(1-20/100)"),
        ("add 7% tax", "X*(1+7/100)"),
        ("add 20 per cent VAT to that", "X*(1+20/100)"),
        ("less a 10% discount", "X*(1-10/100)"),
        ("what is 20% of that?", "X*20/100"),
        ("Double it again please", "X*2"),
        ("twice that number", "X*2"),
        ("halve the result", "X/2"),
        ("half of that", "X*half"),
        ("what's a third of it", "X*a third"),
        ("and squared?", "X**2"),
        ("to the power of 4", "X**4"),
        ("the square root of that?", "sqrt(X)"),
        ("round it to the nearest whole number", "round(X)"),
        ("rounded up", "ceil(X)"),
        ("and rounded to 2 decimal places?", "round(X*10**2)/10**2"),
        ("round that to three decimals", "round(X*10**three)/10**three"),
        ("100 minus that", "100-X"),
        ("subtract that from 100", "100-X"),
        ("100 divided by the answer", "100/X"),
        ("5 less than that", "X-5"),
        ("add 10 and divide by 2", "(X+10)/2"),
        ("divide it by 3, and then add 4", "(X/3)+4"),
        ("double it, then subtract 5", "(X*2)-5"),
    ],
)
def test_words_are_an_operation(words, wanted):
    assert program(words) == wanted


@pytest.mark.parametrize(
    "words",
    [
        "what is 3 times 4?",
        "half of 90",
        "double 21",
        "the square root of 49",
        "add 3 and 4",
        "subtract 15 from 40",
        "and 20%?",
        "and half?",
        "-5",
        "times minus 3",
        "minus that",
        "5 of that",
        "plus 15 dollars",
        "times 3 instead",
        "times the 4th",
        "that",
        "is it a holiday",
        "and in Oslo?",
        "",
    ],
)
def test_words_are_none(words):
    assert operations_of(words) == []


def test_a_plain_minus_may_be_a_negative_number():
    assert operations_of("and minus 10")[0].plain_minus
    assert not operations_of("and minus 10%")[0].plain_minus
    assert not operations_of("subtract 10")[0].plain_minus


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("times 3 plus 10", True),
        ("and divided by 4 or so", True),
        ("minus that", True),
        ("rounded to 3 significant figures", True),
        ("round 3.75 up", False),
        ("plus the weather in Rome", False),
        ("minus 7 degrees in fahrenheit", True),
        ("add 3 and 4", False),
        ("3 times 4", False),
    ],
)
def test_an_operator_at_the_beginning_lacks_its_first_operand(words, begins):
    assert begins_with_operator(words) == begins


def test_pointers_are_bytes_of_the_whole_question():
    question = "für Zoë: times 3"
    words = question[9:]
    (operation,) = operations_of(words)
    template = operation.template(question, 9, "{answer:0|number}")
    assert template == "{answer:0|number}*{17:18|number}"
    assert question.encode()[17:18] == b"3"
