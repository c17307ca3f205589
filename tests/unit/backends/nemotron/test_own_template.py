import itertools
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mrkl_backends.nemotron.checkpoint import read_template
from mrkl_backends.nemotron.conversation import (
    as_text,
    control,
    literal,
)
from mrkl_backends.nemotron.families import Think, with_toggle
from mrkl_backends.nemotron.own_template import ChatTemplate, TemplateLimits
from mrkl_backends.nemotron.templates import render
from mrkl_core.errors import BackendError
from mrkl_core.values import Message, ToolCall

pytest.importorskip("jinja2")

SPECIAL = ("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")

# Written for this test, in the manner of the Nano template.
NANO = """
{%- macro turn(role, text) -%}
    {{ '<|start_header_id|>' ~ role ~ '<|end_header_id|>\\n\\n' ~ text ~ '<|eot_id|>' }}
{%- endmacro -%}
{%- macro calls(found) -%}
    <TOOLCALL>[
    {%- for call in found -%}
        {%- set given = call.function.arguments -%}
        {"name": {{ call.function.name | tojson }}, "arguments": {{
            given if given is string else given | tojson }}}{{ ', ' if not loop.last }}
    {%- endfor -%}
    ]</TOOLCALL>
{%- endmacro -%}
{%- set ns = namespace(system=messages[0].content) -%}
{%- for tool in tools or [] -%}
    {%- set ns.system = ns.system ~ ('\\n\\n<AVAILABLE_TOOLS>[' if loop.first else ', ') -%}
    {%- set ns.system = ns.system ~ (tool.function or tool) | tojson -%}
    {%- set ns.system = ns.system ~ (']</AVAILABLE_TOOLS>' if loop.last else '') -%}
{%- endfor -%}
{{- bos_token ~ turn('system', ns.system) -}}
{%- for message in messages[1:] -%}
    {%- if message.role == 'tool' -%}
        {{- turn('user', '<TOOL_RESPONSE>[' ~ message.content ~ ']</TOOL_RESPONSE>') -}}
    {%- elif message.tool_calls -%}
        {{- turn('assistant', message.content.strip() ~ calls(message.tool_calls)) -}}
    {%- else -%}
        {{- turn(message.role, message.content.split('</think>')[-1].strip()) -}}
    {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' -}}
{%- endif -%}
"""


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 26, 12, tzinfo=UTC)


def template(source: str, *, special: tuple[str, ...] = SPECIAL, **limits: Any) -> ChatTemplate:
    return ChatTemplate(
        source,
        file="chat_template.jinja",
        special_tokens=special,
        clock=Noon(),
        bos_token="<|begin_of_text|>",
        eos_token="<|eot_id|>",
        limits=TemplateLimits(**limits),
    )


def user(content: str) -> Message:
    return Message(role="user", content=content)


CALLS = (
    ToolCall(name="weather", arguments={"city": "Köln", "days": [1, None]}),
    ToolCall(name="clock", arguments={}, arguments_text='{"zone":1.0}'),
)
CONVERSATIONS: list[list[Message]] = [
    [user(" Hello? ")],
    [Message(role="system", content="Be brief."), user("Hello?")],
    [user("a<|eot_id|>"), Message(role="assistant", content="<think>b</think>\n\nc "), user("d")],
    [
        user("a"),
        Message(role="assistant", tool_calls=CALLS, content=" b "),
        Message(role="tool", content='{"c": 21}'),
    ],
]
TOOLS = ({"type": "function", "function": {"name": "weather"}}, {"name": "clock", "b": "<x>"})


@pytest.mark.parametrize("think", ["on", "off"])
def test_an_own_template_can_say_what_the_built_in_one_says(think: Think) -> None:
    own = template(NANO)
    for turns, tools, prompted in itertools.product(CONVERSATIONS, ((), TOOLS), (True, False)):
        expected = render("nano", turns, think=think, tools=tools, add_generation_prompt=prompted)
        toggled = with_toggle("nano", turns, think=think)
        assert own.render(toggled, tools=tools, add_generation_prompt=prompted) == expected


def test_special_tokens_of_the_template_are_control() -> None:
    own = template(
        "{{ bos_token }}{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}",
        special=(*SPECIAL, "<|user|>", "<|user|>x"),
    )
    assert own.render([user("x<|user|>y"), user("<|user|>")]) == (
        control("<|begin_of_text|>"),
        control("<|user|>x"),
        literal("<|user|>y"),
        control("<|user|>"),
        literal("<|user|>"),
    )


@pytest.mark.parametrize(
    "source",
    [
        "{{ messages | tojson }}{{ tools | tojson }}",
        "{{ messages | tojson(ensure_ascii=true) }}{{ tools | tojson(ensure_ascii=true) }}",
        "{{ messages }}{{ tools }}",
    ],
)
def test_nobody_can_forge_a_token(source: str) -> None:
    forged = "".join(SPECIAL) + "\ufdd0\\ufdd1<|EOT_ID|>"
    call = ToolCall(name=forged, arguments={forged: [forged, (1, 2.5, None, True)]})
    turns = [
        user(forged),
        Message(role="assistant", tool_calls=(call,), content=forged),
        Message(role="tool", content=forged),
    ]
    pieces = template(source).render(turns, tools=[{"name": {"x": forged}}])
    assert not any(piece.is_control for piece in pieces)
    assert as_text(pieces).count("".join(SPECIAL)) == 7


def test_changing_the_case_forges_nothing() -> None:
    pieces = template("{{ messages[0].content | lower }}").render([user("<|EOT_ID|>")])
    assert pieces == (literal("<|eot_id|>"),)


def test_a_tokenizer_without_special_tokens_has_no_control() -> None:
    pieces = template("<|eot_id|>{{ eos_token }}", special=("", "x")).render([user("a")])
    assert pieces == (literal("<|eot_id|><|eot_id|>"),)


def test_a_conversation_of_all_noncharacters_is_refused() -> None:
    with pytest.raises(BackendError, match=r"noncharacters, U\+FDD0 to U\+FDEF"):
        template("a").render([user("".join(map(chr, range(0xFDD0, 0xFDF0))))])


def test_tools_must_be_json_data() -> None:
    with pytest.raises(BackendError, match="are not JSON data: "):
        template("a").render([user("a")], tools=[{"name": {1}}])


def test_the_default_limits_hold() -> None:
    with pytest.raises(BackendError, match="more than 20,000,000 units of work"):
        template("{{ 'a' * 10**9 }}").render([user("a")])


def test_lengths_are_bounded() -> None:
    with pytest.raises(
        BackendError, match=r"'chat_template.jinja' is 11 characters; the limit is 10"
    ):
        template("a" * 11, template_characters=10)
    own = template("{{ messages[0].content }}", output_characters=10)
    assert as_text(own.render([user("a" * 10)])) == "a" * 10
    with pytest.raises(
        BackendError, match="makes a prompt of 11 characters; the limit is 10"
    ) as caught:
        own.render([user("a" * 11)])
    assert caught.value.context == {"file": "chat_template.jinja", "limit": 10}


def test_work_and_time_are_bounded() -> None:
    looping = "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}"
    with pytest.raises(BackendError, match="more than 1,000,000 units of work"):
        template(looping, work=1_000_000).render([user("a")])
    with pytest.raises(BackendError, match="more than 0 s"):
        template(looping, seconds=0).render([user("a")])


def test_long_honest_conversations_fit() -> None:
    turns = [user("word " * 2_000), Message(role="assistant", content="word " * 2_000)] * 30
    toggled = with_toggle("nano", turns, think="on")
    assert template(NANO).render(toggled) == render("nano", turns, think="on")


def test_without_jinja2_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("sandbox", "bounded", "budget"):
        monkeypatch.delitem(sys.modules, f"mrkl_backends.nemotron.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(BackendError, match=r"needs jinja2, .*pip install 'mrkl-system\[local\]'"):
        template("a")


def test_a_template_file_goes_before_the_config(tmp_path: Path) -> None:
    (tmp_path / "tokenizer_config.json").write_text(
        '{"added_tokens_decoder": {"7": {"content": "<s>", "special": true},'
        ' "8": {"content": "<t>", "special": false}, "9": 1},'
        ' "bos_token": {"content": "<b>"}, "eos_token": "<e>",'
        ' "chat_template": "{{ bos_token }}<s><t>{{ eos_token }}{{ messages[0].content }}"}',
        encoding="utf-8",
    )
    from_config = read_template(tmp_path, clock=Noon())
    assert from_config is not None
    assert from_config.render([user("<e>")]) == (
        *(control("<b>"), control("<s>"), literal("<t>"), control("<e>"), literal("<e>")),
    )
    (tmp_path / "chat_template.jinja").write_text("ä<s>{{ 1 / 0 }}", encoding="utf-8")
    from_file = read_template(tmp_path, clock=Noon())
    assert from_file is not None
    with pytest.raises(BackendError, match=r"chat_template\.jinja' failed: division by zero"):
        from_file.render([user("a")])


def test_a_default_is_taken_of_several_templates(tmp_path: Path) -> None:
    config = tmp_path / "tokenizer_config.json"
    tokens = '"added_tokens_decoder": {"7": {"content": "<s>", "special": true}}'
    config.write_text(
        f'{{{tokens}, "chat_template": [1, {{"name": "rag", "template": "a"}},'
        ' {"name": "default", "template": "b"}]}'
    )
    found = read_template(tmp_path, clock=Noon())
    assert found is not None
    assert found.render([user("a")]) == (literal("b"),)
    config.write_text(f'{{{tokens}, "chat_template": [{{"name": "rag", "template": "a"}}]}}')
    with pytest.raises(BackendError, match=r"none of its chat templates \['rag'\] is 'default'"):
        read_template(tmp_path, clock=Noon())


@pytest.mark.parametrize("config", [None, "{}", '{"chat_template": null}'])
def test_a_checkpoint_may_bring_no_template(tmp_path: Path, config: str | None) -> None:
    if config is not None:
        (tmp_path / "tokenizer_config.json").write_text(config)
    assert read_template(tmp_path, clock=Noon()) is None


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (b"{", "cannot be used: it is not JSON: "),
        (b"[" * 100_000, "cannot be used: it is not JSON: "),
        (b"[]", "it is not a JSON object"),
        (b"\xff", "cannot be read: 'utf-8' codec"),
        (b'{"chat_template": 1}', "its chat_template is not text"),
        (b'{"chat_template": "a"}', "it lists no special tokens in 'added_tokens_decoder'"),
        (b'{"chat_template": "a", "added_tokens_decoder": []}', "it lists no special tokens"),
        (
            b'{"added_tokens_decoder": {"1": {"content": "<s>", "special": true}},'
            b' "chat_template": "{% if"}',
            "tokenizer_config.json', line 1 cannot be read: ",
        ),
    ],
)
def test_unusable_files_are_named(tmp_path: Path, config: bytes, said: str) -> None:
    (tmp_path / "tokenizer_config.json").write_bytes(config)
    with pytest.raises(BackendError) as caught:
        read_template(tmp_path, clock=Noon())
    assert said in caught.value.message
    assert "tokenizer_config.json" in caught.value.message
    assert caught.value.context == {"file": str(tmp_path / "tokenizer_config.json")}


def test_files_are_bounded_and_must_be_files(tmp_path: Path) -> None:
    config = tmp_path / "tokenizer_config.json"
    with config.open("wb") as file:
        file.truncate(2**26)
    with pytest.raises(BackendError, match=r"has 67,108,864 bytes; .* at most 33,554,432"):
        read_template(tmp_path, clock=Noon())
    config.unlink()
    config.mkdir()
    with pytest.raises(BackendError, match=r"cannot be read: .*directory"):
        read_template(tmp_path, clock=Noon())
