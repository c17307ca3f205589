from collections.abc import Iterable

import pytest

from mrkl_backends.nemotron.reply import ReplyEvent, ReplyParser
from mrkl_backends.nemotron.tool_calls import MalformedToolCalls, ToolCallParser, ToolCalls
from mrkl_core.values import Content, Reasoning, ToolCall

BLOCK = '<TOOLCALL>[{"name": "a"}]</TOOLCALL>'
CALLED = ToolCalls(calls=(ToolCall(name="a", arguments={}),), text=BLOCK)


def read(pieces: Iterable[str], prompt: str = "") -> list[ReplyEvent]:
    parser = ReplyParser(prompt=prompt)
    events = [event for piece in pieces for event in parser.feed(piece)]
    result: list[ReplyEvent] = []
    for event in (*events, *parser.finish()):
        last = result[-1] if result else None
        if isinstance(event, Content | Reasoning) and type(event) is type(last):
            result[-1] = type(event)(text=last.text + event.text)
        else:
            result.append(event)
    return result


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (
            f"<think>I could {BLOCK} now.</think>No.",
            [Reasoning(text=f"I could {BLOCK} now."), Content(text="No.")],
        ),
        (f"<think>Hm.</think>\n\n{BLOCK}", [Reasoning(text="Hm."), CALLED]),
        (
            f"<think></think>\n\nWell. {BLOCK} So.",
            [Content(text="Well. "), CALLED, Content(text=" So.")],
        ),
        (f"{BLOCK}<think>x</think>", [CALLED, Content(text="<think>x</think>")]),
        (f"<think>Never closed {BLOCK}", [Reasoning(text=f"Never closed {BLOCK}")]),
        (
            "<think>a</think><TOOLCALL>[{",
            [
                Reasoning(text="a"),
                MalformedToolCalls(
                    text="<TOOLCALL>[{",
                    reason="it is not JSON: Expecting property name enclosed in double quotes:"
                    " line 1 column 3 (char 2)",
                ),
            ],
        ),
    ],
)
def test_reasoning_content_and_calls_are_told_apart(reply: str, expected: list[ReplyEvent]) -> None:
    assert read([reply]) == expected
    assert read(list(reply)) == expected
    for at in range(len(reply) + 1):
        assert read([reply[:at], reply[at:]]) == expected


def test_calls_follow_a_prefilled_pair() -> None:
    assert read(list(BLOCK), "<think>\n\n</think>\n\n") == [CALLED]


def test_the_limits_are_those_of_the_call_parser() -> None:
    parser = ReplyParser(calls=ToolCallParser(max_calls=0))
    [event] = parser.feed(BLOCK)
    assert isinstance(event, MalformedToolCalls)
