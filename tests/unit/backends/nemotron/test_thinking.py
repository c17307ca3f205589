"""The streaming parser against a twin that reads the whole reply at once."""

import itertools
import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrkl_backends.nemotron.conversation import as_text
from mrkl_backends.nemotron.tags import begun
from mrkl_backends.nemotron.templates import render
from mrkl_backends.nemotron.thinking import ThinkingParser
from mrkl_core.values import Content, Message, Reasoning

CASES = [
    ("", "", ""),
    ("Hello.", "", "Hello."),
    ("  Hello.\n", "", "  Hello.\n"),
    ("   ", "", "   "),
    ("<think>Let me see.</think>Four.", "Let me see.", "Four."),
    ("<think>\nLet me\n\nsee. \n</think>\n\nFour.\n", "Let me\n\nsee.", "Four.\n"),
    ("\n <think>a</think>b", "a", "b"),
    ("<think></think>Four.", "", "Four."),
    ("<think>\n\n</think>\n\nFour.", "", "Four."),
    ("<think>a</think>", "a", ""),
    ("<think>a</think>\n\n", "a", ""),
    ("<think>Never closed. ", "Never closed.", ""),
    ("<think>", "", ""),
    ("<think>a</thin", "a</thin", ""),
    ("<think>a </", "a </", ""),
    ("<thi", "", "<thi"),
    (" <", "", " <"),
    ("<thinking>a</thinking>", "", "<thinking>a</thinking>"),
    ("<Think>a</Think>b", "", "<Think>a</Think>b"),
    ("No, <think>a</think>b", "", "No, <think>a</think>b"),
    ("a</think>b", "", "a</think>b"),
    ("<think>a<think>b</think>c</think>d", "a<think>b", "c</think>d"),
    (
        "<think>a < b </ c </thinkx </think> <think>d</think>",
        "a < b </ c </thinkx",
        "<think>d</think>",
    ),
    ("<<think>a</think>b", "", "<<think>a</think>b"),
    ("<think><</think>", "<", ""),
    ("<think>a<</think>b", "a<", "b"),
    ("<think>\u00e9\U0001f600</think>\U0001f600", "\u00e9\U0001f600", "\U0001f600"),
]


def read(pieces: Iterable[str], prompt: str = "") -> tuple[str, str]:
    """Return reasoning and content, having checked that content never comes before reasoning."""
    parser = ThinkingParser(prompt=prompt)
    events = [event for piece in pieces for event in parser.feed(piece)]
    events += parser.finish()
    assert parser.finish() == ()
    assert all(event.text for event in events)
    kinds = "".join("r" if isinstance(event, Reasoning) else "c" for event in events)
    assert re.fullmatch("r*c*", kinds)
    reasoning = "".join(event.text for event in events if isinstance(event, Reasoning))
    return reasoning, "".join(event.text for event in events if isinstance(event, Content))


def twin(reply: str) -> tuple[str, str]:
    opened = re.match(r"\s*<think>", reply)
    if not opened:
        return "", reply
    reasoning, _, content = reply[opened.end() :].partition("</think>")
    return reasoning.strip(), content.lstrip()


@pytest.mark.parametrize(("reply", "reasoning", "content"), CASES)
def test_a_reply_is_parted_wherever_it_is_split(reply: str, reasoning: str, content: str) -> None:
    expected = (reasoning, content)
    assert twin(reply) == expected
    assert read([reply]) == expected
    assert read(list(reply)) == expected
    for at in range(len(reply) + 1):
        assert read([reply[:at], "", reply[at:]]) == expected


REPLIES = st.lists(
    st.sampled_from(
        ["<think>", "</think>", "<", "</", "think", ">", " ", "\n", "a", "\u00a0", "/"]
    ),
    max_size=12,
).map("".join)


def split(reply: str, cuts: Iterable[int]) -> list[str]:
    edges = [0, *sorted(cut % (len(reply) + 1) for cut in cuts), len(reply)]
    return [reply[start:end] for start, end in itertools.pairwise(edges)]


@given(REPLIES, st.lists(st.integers(0, 100)))
def test_any_split_reads_like_the_twin(reply: str, cuts: list[int]) -> None:
    assert read(split(reply, cuts)) == twin(reply)


def test_text_is_shown_as_soon_as_it_is_clear() -> None:
    parser = ThinkingParser()
    assert parser.feed("<thin") == ()
    assert parser.feed("k>One <") == (Reasoning(text="One"),)
    assert parser.feed("b> two ") == (Reasoning(text=" <b> two"),)
    assert parser.feed("</think") == ()
    assert parser.feed(">\n") == ()
    assert parser.feed("\nThree ") == (Content(text="Three "),)
    assert parser.feed("</think>") == (Content(text="</think>"),)


def test_one_feed_can_hold_both_kinds() -> None:
    assert ThinkingParser().feed("<think>a</think>b") == (Reasoning(text="a"), Content(text="b"))


def test_all_is_content_behind_a_prefilled_pair() -> None:
    prompt = as_text(render("v1.5", [Message(role="user", content="Hi")], think="off"))
    for reply in ("Hello.", "<think>a</think>b", "\n<think>"):
        assert read([reply], prompt) == ("", reply)
        assert read(list(reply), "x<think></think>") == ("", reply)


@pytest.mark.parametrize("prompt", ["x<think>", "x<think>\n"])
def test_reasoning_goes_on_behind_a_prefilled_opening(prompt: str) -> None:
    assert read(list("\na</think>\nb"), prompt) == ("a", "b")


@pytest.mark.parametrize("prompt", ["", "</think>", "<think>a</think>", "<think></think>x"])
def test_other_prompts_leave_the_reply_as_it_is(prompt: str) -> None:
    assert read(["<think>a</think>b"], prompt) == ("a", "b")


def test_the_beginning_of_a_tag_is_found() -> None:
    assert [begun(text, "<ab>") for text in ("", "x", "x<", "x<a", "<ab", "<ab>", "<a<")] == [
        *(0, 0, 1, 2, 3, 0, 1)
    ]
