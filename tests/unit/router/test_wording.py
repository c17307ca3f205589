from mrkl_core.values import Call
from mrkl_router.antecedents import Given
from mrkl_router.composition import Part
from mrkl_router.wording import whole, wording

QUESTION = "é: weather in Rome, in Oslo and in Bonn tomorrow"


def given(question, words):
    start = question.index(words)
    call = Call(name="e", arguments={}, provenance={}, confidence=1.0)
    return Given(start, start + len(words), words, "step:0", call, {})


def test_a_stretch_stands_as_it_is():
    said = whole(QUESTION, 3, 18)
    assert said.text == "weather in Rome"
    assert said.place(11, 15) == (14, 18)
    assert said.given_at(11, 15) is None


def test_what_belongs_to_others_is_left_out():
    hidden = (QUESTION.index(", in Oslo"), QUESTION.index("tomorrow"))
    said = wording(QUESTION, Part(3, len(QUESTION), hidden=(hidden,)), (), {})
    assert said.text == "weather in Rome tomorrow"
    start, end = said.place(16, 24)
    assert QUESTION[start:end] == "tomorrow"
    assert said.place(11, 24) is None


def test_words_that_stand_for_a_value_are_said_as_one():
    question = "take 15% of last year's sales and add it, please"
    inner, it = given(question, "last year's sales"), given(question, "it")
    part = Part(0, len(question), inner=((inner.start, inner.end),))
    said = wording(question, part, (it, inner), {(it.start, it.end): "100 yen"})
    assert said.text == "take 15% of that and add 100 yen, please"
    start, end = said.span_of(it)
    assert said.text[start:end] == "100 yen"
    assert said.given_at(start, start + 3) == it
    assert said.given_at(12, 16) == inner
    assert said.place(start, start + 3) is None
    assert said.place(5, 7) == (5, 7)
    start, end = said.place(said.text.index("please"), len(said.text))
    assert question[start:end] == "please"
