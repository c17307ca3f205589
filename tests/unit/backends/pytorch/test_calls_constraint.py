"""Calls of tools match their schemas whatever the model would write; all else stays free."""

import json

import pytest
import torch
from tiny_checkpoints import llama_config, write_checkpoint
from tiny_tokenizer import SPECIAL, tiny_tokenizer

from mrkl_backends.nemotron.tags import CALLS_CLOSE
from mrkl_backends.nemotron.thinking import ThinkingParser
from mrkl_backends.nemotron.tool_calls import ToolCallParser, ToolCalls
from mrkl_backends.pytorch.calls_constraint import CallsConstraint
from mrkl_backends.pytorch.constraints import Grammars
from mrkl_backends.pytorch.engine import Engine
from mrkl_backends.pytorch.loading import load_model
from mrkl_backends.pytorch.requests import Request
from mrkl_backends.pytorch.sampling import SamplingSettings
from mrkl_backends.pytorch.text_stream import TextStream
from mrkl_backends.pytorch.tokenizer import Tokenizer

TOKENIZER = Tokenizer(tiny_tokenizer())
STOP = {TOKENIZER.token_id(SPECIAL[1]), TOKENIZER.token_id(SPECIAL[4])}
VOCABULARY = 416
GRAMMARS = Grammars(TOKENIZER, vocab_size=VOCABULARY, stop_tokens=STOP)


def tool(name, parameters=None):
    spec = {"name": name, "description": "d"}
    return {
        "type": "function",
        "function": spec | ({"parameters": parameters} if parameters else {}),
    }


ADD = tool(
    "add",
    {
        "type": "object",
        "properties": {
            "a": {"type": "integer", "minimum": 0, "maximum": 99},
            "unit": {"enum": ["m", "km"]},
        },
        "required": ["a"],
    },
)
NOW = tool('say "now"')


def constraint(tools=(ADD, NOW), prompt=""):
    return CallsConstraint(
        GRAMMARS.tool_calls(tools), TextStream(TOKENIZER), ThinkingParser(prompt=prompt)
    )


def accept(made, text):
    for token in TOKENIZER.encode(text):
        made.accept(token)


def drawn(made, seed):
    """Go on at random until the block has ended; return its text behind the tag."""
    generator = torch.Generator().manual_seed(seed)
    tokens = []
    while not made.is_free:
        forced = made.forced()
        allowed = made.allowed()
        if forced:
            assert all(made.allowed()[token] or k for k, token in enumerate(forced))
        choice = forced or [int(torch.multinomial(allowed.float(), 1, generator=generator))]
        for token in choice:
            assert token not in STOP
            made.accept(token)
            tokens.append(token)
        assert len(tokens) < 5000
    return TOKENIZER.decode(tokens)


def calls_of(text):
    parser = ToolCallParser()
    (found,) = (*parser.feed(text), *parser.finish())
    assert isinstance(found, ToolCalls)
    return found.calls


@pytest.mark.parametrize("seed", range(8))
def test_a_block_that_has_begun_becomes_calls_of_the_tools(seed):
    made = constraint()
    accept(made, "Let me see. <TOOLCALL")
    for call in calls_of("<TOOLCALL" + drawn(made, seed)):
        if call.name == "add":
            assert set(call.arguments) <= {"a", "unit"}
            assert 0 <= call.arguments["a"] <= 99
            assert call.arguments.get("unit", "m") in ("m", "km")
        else:
            assert (call.name, call.arguments) == ('say "now"', {})
    assert made.is_free
    assert made.allowed() is None
    assert not made.is_finished


def test_what_is_no_block_stays_free():
    made = constraint()
    for text in ("The <T", "OOL is <", "TOOL> and <TOOLCALx", " done ", "[{"):
        accept(made, text)
        assert (made.is_free, made.allowed(), made.forced()) == (True, None, ())


def test_a_tag_may_come_in_pieces_and_more_than_once():
    made = constraint((NOW,))
    for piece in ("<", "TOOL", "CA", "LL"):
        assert made.is_free
        accept(made, piece)
    first = drawn(made, 1)
    accept(made, " and <TOOLCALL")
    assert not made.is_free
    assert drawn(made, 2).startswith('>[{"name": "say \\"now\\"", "arguments": {}}')
    assert first.endswith(CALLS_CLOSE)


@pytest.mark.parametrize(("text", "is_free"), [('<TOOLCALL>[{"na', False), ("<TOOLCALL>{x", True)])
def test_the_rest_of_the_token_counts(text, is_free):
    class Whole(TextStream):
        def feed(self, token):
            return text

    made = CallsConstraint(GRAMMARS.tool_calls((ADD,)), Whole(TOKENIZER), ThinkingParser())
    made.accept(5)
    assert made.is_free is is_free
    if not is_free:
        assert TOKENIZER.decode(made.forced()).startswith('me": "add"')


def test_reasoning_calls_nothing():
    made = constraint(prompt="<think>\n")
    accept(made, "I could say <TOOLCALL")
    assert made.is_free
    accept(made, ">[]</TOOLCALL> </think> <TOOLCALL")
    assert not made.is_free


def test_odd_schemas_do_not_take_the_tools_away():
    cyclic = {"type": "object"}
    cyclic["properties"] = cyclic
    odd = [
        tool("never", {"type": "object", "properties": {"a": False}, "required": ["a"]}),
        tool("cyclic", cyclic),
        tool("unknown", {"type": "object", "properties": {"a": {"type": "number", "odd": 1}}}),
        tool("open", {"type": "object", "additionalProperties": {"type": "integer"}}),
        {"name": "bare", "parameters": {"$defs": {"n": {"type": "null"}}, "$ref": "#/$defs/n"}},
    ]
    made = constraint(odd)
    accept(made, '<TOOLCALL>[{"name": "never", "arguments": {"x": [1]}}, {"name": "cyclic", "arg')
    accept(made, 'uments": {}}, {"name": "open", "arguments": {"z": 7}}, {"name": "unknown", "arg')
    accept(made, 'uments": {"a": 1.5}}]</TOOLCALL')
    assert not made.is_free
    accept(made, ">")
    assert made.is_free


PERSON = {"type": "object", "properties": {"n": {"type": "integer", "maximum": 9, "minimum": 0}},
          "required": ["n"], "additionalProperties": False}  # fmt: skip


@pytest.mark.parametrize("before", [None, "", "<think>"])
def test_a_schema_may_stand_beside_tools(before):
    begin = "" if before is None else before + "So.</think>\n"
    for text in ('{"n": 7}', '<TOOLCALL>[{"name": "add", "arguments": {"a": 5}}]</TOOLCALL>'):
        made = GRAMMARS.json_schema(PERSON, before=before, tools=(ADD,))
        accept(made, begin + text)
        assert made.is_finished
        assert not made.is_free


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkpoint")
    return load_model(write_checkpoint(folder, llama_config(vocab_size=VOCABULARY)))


@pytest.mark.parametrize("temperature", [0.0, 2.0])
def test_an_engine_writes_calls_and_then_freely(model, temperature):
    # The prompt has told the constraint that the block has begun already.
    made = constraint()
    accept(made, "<TOOLCALL")
    engine = Engine(model)
    request = Request(
        prompt=tuple(TOKENIZER.encode("<TOOLCALL")),
        max_tokens=400,
        sampling=SamplingSettings(temperature=temperature, seed=1),
        constraint=made,
    )
    text = TOKENIZER.decode([event.token for event in engine.submit(request)])
    engine.close()
    block, tag, rest = text.partition(CALLS_CLOSE)
    assert tag
    assert rest
    assert {call["name"] for call in json.loads(block[1:])} <= {"add", 'say "now"'}
