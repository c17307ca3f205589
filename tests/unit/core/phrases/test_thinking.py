import pytest

from mrkl_core.phrases.thinking import needs_thinking

LONG = "I moved from Rome to Oslo last year and now my landlord says that the flat is sold, what "


@pytest.mark.parametrize(
    "question",
    [
        "Why is the sky blue?",
        "Prove that the square root of two is irrational.",
        "What are the pros and cons of working from home?",
        "Compare Rome with Athens",
        "what if the moon were closer",
        "Plan a weekend in Oslo",
        "Could a llama birth twice during the War in Vietnam?",
        "In chess, is a rook worth more than a bishop?",
        "Tom has a car. Would the car fit into a garage?",
        "Tom has 3 apples and buys twice as many. How many apples are there?",
        LONG + "ought I to do with my things?",
    ],
)
def test_these_need_thinking(question):
    assert needs_thinking(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote Emma?",
        "what country was slovakia",
        "How many people live in Oslo?",
        "How many people lived in Oslo in 1990?",
        "When did Rome fall?",
        "are you a robot?",
        "Can you tell me a joke?",
        "Is it raining?",
        "tell me a joke",
        "Hello!",
        "Translate good morning into French",
        "3 4 5",
        "",
    ],
)
def test_these_do_not(question):
    assert not needs_thinking(question)
