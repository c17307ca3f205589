import json

from tiny_tokenizer import tiny_tokenizer

from mrkl_backends.nemotron.reply import ReplyParser
from mrkl_backends.pytorch.requests import TokenEvent
from mrkl_backends.pytorch.text_stream import TextStream
from mrkl_backends.pytorch.tokenizer import Tokenizer
from mrkl_backends.pytorch.written import Written
from mrkl_core.values import Content, Reasoning, ToolCall

TOKENIZER = Tokenizer(tiny_tokenizer())
STOP = TOKENIZER.token_id("<|eot_id|>")


def written(text: str, *, parser: bool = True, stop: bool = True, reason: str = "stop"):
    """Feed the tokens of ``text``; return the events and what took them."""
    ids = TOKENIZER.encode(text) + ([STOP] if stop else [])
    reader = Written(TextStream(TOKENIZER), ReplyParser() if parser else None, {STOP})
    events = []
    for place, token in enumerate(ids, start=1):
        events += reader.add(TokenEvent(token, 0.0, reason if place == len(ids) else None))
    events += reader.finish()
    assert reader.token_ids == ids
    return events, reader


def joined(events, kind) -> str:
    return "".join(event.text for event in events if isinstance(event, kind))


def test_reasoning_is_kept_apart() -> None:
    events, reader = written("<think>\nHöhe 🙂?\n</think>\n\nIt is 372.")
    whole = reader.generation(7)
    assert (whole.reasoning, whole.text) == ("Höhe 🙂?", "It is 372.")
    assert joined(events, Reasoning) == whole.reasoning
    assert joined(events, Content) == whole.text
    assert (whole.finish_reason, whole.prompt_tokens) == ("stop", 7)
    assert (
        whole.completion_tokens
        == len(TOKENIZER.encode("<think>\nHöhe 🙂?\n</think>\n\nIt is 372.")) + 1
    )


def test_calls_are_read() -> None:
    _, reader = written('<TOOLCALL>[{"name": "add", "arguments": {"a": 1}}]</TOOLCALL>')
    whole = reader.generation(7)
    (call,) = whole.tool_calls
    assert (call.name, call.arguments, call.problem) == ("add", {"a": 1}, "")
    assert whole.text == ""


def test_a_malformed_call_is_no_call_to_run() -> None:
    _, reader = written("<TOOLCALL>[nonsense]</TOOLCALL>")
    whole = reader.generation(7)
    (call,) = whole.tool_calls
    assert isinstance(call, ToolCall)
    assert call.name == ""
    assert "nonsense" in (call.arguments_text or "")
    assert call.problem


def test_without_a_parser_all_is_content() -> None:
    text = '<think>no</think> <TOOLCALL>[{"name": "add"}]</TOOLCALL>'
    events, reader = written(text, parser=False)
    whole = reader.generation(7)
    assert whole.text == joined(events, Content) == text
    assert (whole.reasoning, whole.tool_calls) == ("", ())


def test_the_last_token_counts_unless_it_is_a_stop_token() -> None:
    _, reader = written("It is 372.", stop=False, reason="length")
    whole = reader.generation(7)
    assert (whole.text, whole.finish_reason) == ("It is 372.", "length")
    _, reader = written("It is 372.", stop=False)
    ended = reader.generation(7)
    assert ended.text == "It is 372."  # ended by a constraint, say


def test_the_record_is_json_data() -> None:
    call = '<TOOLCALL>[{"name": "add", "arguments": {"a": 1}}]</TOOLCALL>'
    _, reader = written(f"<think>Hm.</think> Yes. {call}")
    record = json.loads(json.dumps(reader.to_dict(7)))
    assert record["reasoning"] == "Hm."
    assert record["usage"] == {"prompt_tokens": 7, "completion_tokens": len(record["token_ids"])}
    assert [(one["name"], one["arguments"]) for one in record["tool_calls"]] == [("add", {"a": 1})]
    _, plain = written("It is 372.")
    assert set(plain.to_dict(7)) == {"text", "token_ids", "finish_reason", "usage"}
