"""The streaming parser against a twin that reads the whole reply at once."""

import itertools
import re
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrkl_backends.nemotron.conversation import as_text
from mrkl_backends.nemotron.families import Family
from mrkl_backends.nemotron.templates import render
from mrkl_backends.nemotron.tool_calls import (
    CallEvent,
    MalformedToolCalls,
    ToolCallParser,
    ToolCalls,
    read_calls,
)
from mrkl_core.values import Content, Message, ToolCall

A = ToolCall(name="a", arguments={})
B = ToolCall(name="b", arguments={"x": [1, {"y": "z"}], "t": "é"})
A_TEXT = '{"name": "a", "arguments": {}}'
TAGS = ToolCall(name="a", arguments={"t": '</TOOLCALL>"]</TOOLCALL>\\'})
TAGS_INSIDE = (
    '<TOOLCALL>[{"name": "a", "arguments": {"t": "</TOOLCALL>\\"]</TOOLCALL>\\\\"}}]</TOOLCALL>'
)
B_TEXT = '{"arguments": {"x": [1, {"y": "z"}], "t": "é"}, "name": "b"}'


def calls(text: str, *found: ToolCall) -> ToolCalls:
    return ToolCalls(calls=found, text=text)


def merged(events: Iterable[CallEvent]) -> list[CallEvent]:
    result: list[CallEvent] = []
    for event in events:
        last = result[-1] if result else None
        if isinstance(event, Content) and isinstance(last, Content):
            result[-1] = Content(text=last.text + event.text)
        else:
            result.append(event)
    return result


def read(pieces: Iterable[str], parser: ToolCallParser | None = None) -> list[CallEvent]:
    parser = parser or ToolCallParser()
    events = [event for piece in pieces for event in parser.feed(piece)]
    events += parser.finish()
    assert parser.finish() == ()
    assert all(event.text for event in events)
    return merged(events)


CASES: list[tuple[str, list[CallEvent]]] = [
    ("", []),
    ("Hello <TOOL", [Content(text="Hello <TOOL")]),
    (f"<TOOLCALL>[{A_TEXT}]</TOOLCALL>", [calls(f"<TOOLCALL>[{A_TEXT}]</TOOLCALL>", A)]),
    (
        f"Let me see.\n\n<TOOLCALL>[{A_TEXT}, {B_TEXT}]</TOOLCALL>\nDone.",
        [
            Content(text="Let me see.\n\n"),
            calls(f"<TOOLCALL>[{A_TEXT}, {B_TEXT}]</TOOLCALL>", A, B),
            Content(text="\nDone."),
        ],
    ),
    (
        f"<TOOLCALL>[{A_TEXT}]</TOOLCALL> and <TOOLCALL>\n[\n{B_TEXT}\n]\n</TOOLCALL>",
        [
            calls(f"<TOOLCALL>[{A_TEXT}]</TOOLCALL>", A),
            Content(text=" and "),
            calls(f"<TOOLCALL>\n[\n{B_TEXT}\n]\n</TOOLCALL>", B),
        ],
    ),
    ("<TOOLCALL>[]</TOOLCALL>Hi", [calls("<TOOLCALL>[]</TOOLCALL>"), Content(text="Hi")]),
    # Nano models leave an empty list, sometimes without its closing tag.
    ("<TOOLCALL>[] Hi [1]", [calls("<TOOLCALL>[]"), Content(text=" Hi [1]")]),
    ("<TOOLCALL>[]", [calls("<TOOLCALL>[]")]),
    # What is missing is supplied.
    (f"<TOOLCALL>[{A_TEXT}]", [calls(f"<TOOLCALL>[{A_TEXT}]", A)]),
    (f"<TOOLCALL>[{A_TEXT}] \n</TOOLC", [calls(f"<TOOLCALL>[{A_TEXT}] \n</TOOLC", A)]),
    (f"<TOOLCALL>[{A_TEXT}", [calls(f"<TOOLCALL>[{A_TEXT}", A)]),
    (
        f"<TOOLCALL>[{A_TEXT}</TOOLCALL>x",
        [calls(f"<TOOLCALL>[{A_TEXT}</TOOLCALL>", A), Content(text="x")],
    ),
    (f"<TOOLCALL>{A_TEXT}]</TOOLCALL>", [calls(f"<TOOLCALL>{A_TEXT}]</TOOLCALL>", A)]),
    (
        f"<TOOLCALL>{A_TEXT}, {B_TEXT}</TOOLCALL>",
        [calls(f"<TOOLCALL>{A_TEXT}, {B_TEXT}</TOOLCALL>", A, B)],
    ),
    (f"<TOOLCALL>\n{A_TEXT}", [calls(f"<TOOLCALL>\n{A_TEXT}", A)]),
    # Tags inside strings are text.
    (f"{TAGS_INSIDE}!", [calls(TAGS_INSIDE, TAGS), Content(text="!")]),
    # Other readings of arguments.
    ('<TOOLCALL>[{"name": "a"}]', [calls('<TOOLCALL>[{"name": "a"}]', A)]),
    (
        '<TOOLCALL>[{"name": "a", "arguments": null}]',
        [calls('<TOOLCALL>[{"name": "a", "arguments": null}]', A)],
    ),
    (
        '<TOOLCALL>[{"name": "a", "arguments": "{\\"x\\": 1}"}]',
        [
            calls(
                '<TOOLCALL>[{"name": "a", "arguments": "{\\"x\\": 1}"}]',
                ToolCall(name="a", arguments={"x": 1}),
            )
        ],
    ),
    # Text behind a list ends the block.
    (
        f"<TOOLCALL>[{A_TEXT}]]</TOOLCALL>",
        [calls(f"<TOOLCALL>[{A_TEXT}]", A), Content(text="]</TOOLCALL>")],
    ),
    ("a <TOOLCALL", [Content(text="a <TOOLCALL")]),
    ("</TOOLCALL><TOOLCALLS>", [Content(text="</TOOLCALL><TOOLCALLS>")]),
]


@pytest.mark.parametrize(("reply", "expected"), CASES)
def test_calls_are_found_wherever_the_reply_is_split(reply: str, expected: list[CallEvent]) -> None:
    assert twin(reply) == expected
    assert read([reply]) == expected
    assert read(list(reply)) == expected
    for at in range(len(reply) + 1):
        assert read([reply[:at], "", reply[at:]]) == expected


MALFORMED = [
    ("", "it is not JSON: Expecting value"),
    ("[", "it is not JSON"),
    ("]", "it is not JSON"),
    ("[}", "it is not JSON"),
    ("nonsense", "it is not JSON"),
    ("12", "it is not a list of calls"),
    ('"[]"', "it is not a list of calls"),
    ('[{"name": "a", "arguments": {"x": 1}', "it is not JSON"),
    ('[{"name": "a", "arguments": {"x": "unfinish', "it is not JSON"),
    (f"[{A_TEXT},]", "it is not JSON"),
    (f"[{A_TEXT},", "it is not JSON"),
    (f"[{A_TEXT}, {{", "it is not JSON"),
    (f"{A_TEXT} {B_TEXT}", "it is not JSON"),
    ("[{'name': 'a'}]", "it is not JSON"),
    ("[1]", "a call is not an object"),
    ("[[]]", "a call is not an object"),
    ('[{"arguments": {}}]', "a call has no name"),
    ('[{"name": " "}]', "a call has no name"),
    ('[{"name": 1}]', "a call has no name"),
    ('[{"name": "a", "arguments": [1]}]', "the arguments of 'a' are not an object"),
    ('[{"name": "a", "arguments": "[1]"}]', "the arguments of 'a' are not an object"),
    (
        '[{"name": "a", "arguments": "Paris"}]',
        "the arguments of 'a': it is not JSON: Expecting value",
    ),
    (
        '[{"name": "a", "parameters": {}, "id": 1}]',
        r"other than 'name' and 'arguments': \['id', 'parameters'\]",
    ),
    ('[{"name": "a", "name": "b"}]', "an object has a key twice"),
    ('[{"name": "a", "arguments": {"x": NaN}}]', "it is not JSON: Out of range"),
    ('[{"name": "a", "arguments": {"x": 1e999}}]', "it is not JSON: Out of range"),
    ('[{"name": "a", "arguments": {"x": "\\ud800"}}]', "a string holds half a character"),
    (
        '[{"name": "a", "arguments": {"x": ' + "1" * 5_000 + "}}]",
        "it is not JSON: Exceeds the limit",
    ),
    ("[" * 20_000 + "]" * 20_000, "it is nested too deeply"),
]


@pytest.mark.parametrize(("body", "reason"), MALFORMED)
def test_a_malformed_block_keeps_its_text(body: str, reason: str) -> None:
    for block in (f"<TOOLCALL>{body}</TOOLCALL>", f"<TOOLCALL>{body}"):
        [before, event, *after] = read(["Hm ", block])
        assert before == Content(text="Hm ")
        assert isinstance(event, MalformedToolCalls)
        assert re.search(reason, event.reason)
        assert event.text + "".join(event.text for event in after) == block


def test_a_quote_too_many_does_not_swallow_the_reply() -> None:
    block = '<TOOLCALL>[{"name": "a", "arguments": {"size": "5" wide"}}]</TOOLCALL>'
    reply = f"{block} Sorry. <TOOLCALL>[{A_TEXT}]</TOOLCALL>"
    expected = twin(reply)
    assert [type(event) for event in expected] == [MalformedToolCalls, Content, ToolCalls]
    for at in range(len(reply) + 1):
        assert read([reply[:at], reply[at:]]) == expected


def test_one_bad_call_stops_the_whole_block() -> None:
    [event] = read([f'<TOOLCALL>[{A_TEXT}, {{"name": 1}}]</TOOLCALL>'])
    assert isinstance(event, MalformedToolCalls)


def test_blocks_are_bounded_in_length() -> None:
    body = '[{"name": "a", "arguments": {"t": "' + "x" * 100 + '"}}]'
    reply = f"<TOOLCALL>{body}</TOOLCALL>!"
    for limit in range(0, len(body) + 3, 3):
        whole = read([reply], ToolCallParser(max_characters=limit))
        assert "".join(event.text for event in whole) == reply
        assert whole == twin(reply, max_characters=limit)
        for at in range(0, len(reply), 7):
            parser = ToolCallParser(max_characters=limit)
            assert read([reply[:at], reply[at:]], parser) == whole
    assert isinstance(read([reply], ToolCallParser(max_characters=len(body)))[0], ToolCalls)
    assert isinstance(read([reply], ToolCallParser(max_characters=60))[0], MalformedToolCalls)


def test_a_list_followed_by_endless_space_is_bounded() -> None:
    reply = "<TOOLCALL>[]" + " " * 100
    whole = read([reply], ToolCallParser(max_characters=20))
    assert whole == [calls("<TOOLCALL>[]" + " " * 29), Content(text=" " * 71)]
    assert read(list(reply), ToolCallParser(max_characters=20)) == whole


def test_calls_are_bounded_in_number() -> None:
    one = f"<TOOLCALL>[{A_TEXT}]</TOOLCALL>"
    two = f"<TOOLCALL>[{A_TEXT}, {A_TEXT}]</TOOLCALL>"
    events = read([one, two, one, one], ToolCallParser(max_calls=2))
    reason = "the reply has more than 2 calls"
    assert events == [
        calls(one, A),
        MalformedToolCalls(text=two, reason=reason),
        calls(one, A),
        MalformedToolCalls(text=one, reason=reason),
    ]


def test_blocks_are_bounded_in_number() -> None:
    reply = "<TOOLCALL>[]</TOOLCALL>" * 3 + "<TOOL"
    parser = ToolCallParser(max_blocks=2)
    block = "<TOOLCALL>[]</TOOLCALL>"
    assert read(list(reply), parser) == [calls(block), calls(block), Content(text=f"{block}<TOOL")]


def test_content_is_shown_as_soon_as_it_is_clear() -> None:
    parser = ToolCallParser()
    assert parser.feed("One <TOOL") == (Content(text="One "),)
    assert parser.feed("s> two") == (Content(text="<TOOLs> two"),)
    assert parser.feed("<TOOLCALL>[]") == ()
    assert parser.feed(" H") == (calls("<TOOLCALL>[]"), Content(text=" H"))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FAMILIES: tuple[Family, ...] = ("nano", "v1.5")
CALLS = st.builds(
    ToolCall,
    name=st.text(min_size=1).filter(lambda name: name.strip()),
    arguments=st.dictionaries(st.text(), JSON, max_size=3),
)


@given(st.lists(CALLS, min_size=1, max_size=3), st.sampled_from(FAMILIES))
def test_what_is_rendered_is_read_back(found: list[ToolCall], family: Family) -> None:
    turns = [Message(role="user", content="a"), Message(role="assistant", tool_calls=tuple(found))]
    pieces = render(family, turns, think="on", add_generation_prompt=False)
    written = as_text(pieces)
    block = written[written.rindex("<TOOLCALL>") :].removesuffix("<|eot_id|>")
    assert read([block]) == [calls(block, *found)]


PARTS = [
    *(
        "<TOOLCALL>",
        "</TOOLCALL>",
        "<TOOL",
        "</",
        "[",
        "]",
        "{",
        "}",
        '"',
        "\\",
        ",",
        " ",
        "x",
        "<",
    ),
    *(A_TEXT, B_TEXT, f"[{A_TEXT}]", '{"name": "', '", "arguments": {'),
]


@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join), st.lists(st.integers(0, 400)))
def test_any_split_reads_like_the_twin(reply: str, cuts: Sequence[int]) -> None:
    edges = [0, *sorted(cut % (len(reply) + 1) for cut in cuts), len(reply)]
    pieces = [reply[start:end] for start, end in itertools.pairwise(edges)]
    for limit in (20, 1_000):
        parser = ToolCallParser(max_characters=limit, max_blocks=3)
        events = read(pieces, parser)
        assert events == twin(reply, max_characters=limit, max_blocks=3)
        assert "".join(event.text for event in events) == reply


# The twin: slow, and with the whole reply before it.

STRING = r'"(?:[^"\\]|\\.)*"'


def twin(reply: str, *, max_characters: int = 65_536, max_blocks: int = 32) -> list[CallEvent]:
    events: list[CallEvent] = []
    for _ in range(max_blocks):
        before, tag, after = reply.partition("<TOOLCALL>")
        if not tag:
            break
        events.append(Content(text=before))
        list_end, block_end = twin_extent(after[: max_characters + 11], max_characters)
        text = tag + after[:block_end]
        try:
            events.append(ToolCalls(calls=read_calls(after[:list_end]), text=text))
        except ValueError as error:
            events.append(MalformedToolCalls(text=text, reason=str(error)))
        reply = after[block_end:]
    events.append(Content(text=reply))
    return merged(event for event in events if event.text)


def twin_extent(text: str, limit: int) -> tuple[int, int]:
    """Return where the list and the block end."""
    blanked = re.sub(STRING, lambda found: "s" * len(found[0]), text, flags=re.DOTALL)
    blanked = re.sub('".*', lambda found: "u" * len(found[0]), blanked, flags=re.DOTALL)
    tag = blanked.find("</TOOLCALL>")
    end = twin_list_end(blanked if tag < 0 else blanked[:tag])
    if end is not None:
        behind = re.compile(r"\s*</TOOLCALL>").match(text, end)
        cut_off = "</TOOLCALL>".startswith(text[end:].lstrip())
        return end, behind.end() if behind else len(text) if cut_off else end
    if tag < 0:
        tag = text.find("</TOOLCALL>")
    if tag >= 0:
        return tag, tag + len("</TOOLCALL>")
    return min(len(text), limit), min(len(text), limit)


def twin_list_end(blanked: str) -> int | None:
    if not blanked.lstrip().startswith("["):
        return None
    depth = 0
    for at, character in enumerate(blanked):
        depth += (character in "[{") - (character in "]}")
        if character in "]}" and depth == 0:
            return at + 1
    return None
