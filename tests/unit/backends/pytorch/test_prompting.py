import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tiny_models import LLAMA_3, write_model
from tiny_tokenizer import tiny_tokenizer
from tokenizers import Tokenizer as Pieces
from tokenizers import models

from mrkl_backends.nemotron.conversation import as_text
from mrkl_backends.pytorch.prompting import MachineClock, Prompts
from mrkl_backends.pytorch.tokenizer import Tokenizer
from mrkl_core.errors import BackendError
from mrkl_core.values import Message

ASK = (Message(role="user", content="Who?"),)
TOOL = {"name": "add", "description": "Adds.", "parameters": {"type": "object", "properties": {}}}


def prompts(folder: Path, **options) -> Prompts:
    return Prompts.read(folder, clock=MachineClock(), **options)


def test_the_checkpoints_own_template_goes_first(tmp_path: Path) -> None:
    found = prompts(write_model(tmp_path / "tiny", template=LLAMA_3))
    text = as_text(found.pieces(ASK))
    assert text == (
        "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nWho?<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\n"
    )
    assert found.family is None


def test_text_that_spells_a_token_is_text(tmp_path: Path) -> None:
    found = prompts(write_model(tmp_path / "tiny", template=LLAMA_3))
    pieces = found.pieces([Message(role="user", content="<|eot_id|>")])
    assert sum(piece.is_control and piece.text == "<|eot_id|>" for piece in pieces) == 1


@pytest.mark.parametrize(
    ("name", "think", "start"),
    [
        ("Llama-3.1-Nemotron-Nano-8B-v1", "on", "detailed thinking on"),
        ("Llama-3.1-Nemotron-Nano-8B-v1", "auto", "detailed thinking off"),
        ("Llama-3_3-Nemotron-Super-49B-v1", "off", "detailed thinking off"),
        ("Llama-3_3-Nemotron-Super-49B-v1_5", "off", "\n\n"),
    ],
)
def test_families_without_a_template_get_theirs(tmp_path: Path, name, think, start) -> None:
    text = as_text(prompts(write_model(tmp_path / name)).pieces(ASK, think=think))
    assert text.startswith(
        f"<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n{start}<|eot_id|>"
    )
    assert "Who?" in text
    assert text.endswith("</think>\n\n") is ("v1_5" in name)


def test_a_familys_own_template_gets_the_toggle(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "Llama-3.1-Nemotron-Nano-8B-v1", template=LLAMA_3)
    text = as_text(prompts(folder).pieces(ASK, think="on"))
    assert "system<|end_header_id|>\n\ndetailed thinking on<|eot_id|>" in text


def test_auto_is_the_familys_own_default_unless_the_messages_say(tmp_path: Path) -> None:
    newer = prompts(write_model(tmp_path / "Llama-3_3-Nemotron-Super-49B-v1_5"))
    older = prompts(write_model(tmp_path / "Llama-3_3-Nemotron-Super-49B-v1"))
    assert (newer.thinks(ASK, "auto"), older.thinks(ASK, "auto")) == ("on", "off")
    quiet = (Message(role="system", content="/no_think"), *ASK)
    loud = (Message(role="system", content="detailed thinking on"), *ASK)
    assert (newer.thinks(quiet, "auto"), older.thinks(loud, "auto")) == ("off", "on")
    assert newer.thinks(quiet, "on") == "on"


def test_sampling_is_what_the_cards_advise(tmp_path: Path) -> None:
    found = prompts(write_model(tmp_path / "Llama-3_3-Nemotron-Super-49B-v1_5"))
    assert (found.sampling(ASK, "on").temperature, found.sampling(ASK, "on").top_p) == (0.6, 0.95)
    assert found.sampling(ASK, "off").temperature == 0


def test_a_base_model_reads_the_messages_one_after_another(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "tiny")
    talk = (Message(role="system", content="Be brief."), *ASK)
    assert as_text(prompts(folder, begin="<s>").pieces(talk)) == "<s>Be brief.\nWho?"
    assert as_text(prompts(folder).pieces(talk)) == "Be brief.\nWho?"
    with pytest.raises(BackendError, match="cannot be offered tools"):
        prompts(folder).pieces(ASK, tools=[TOOL])


def tuned(folder: Path, endings=(), **config) -> Prompts:
    write_model(folder)
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | config))
    tokenizer = Tokenizer(tiny_tokenizer())
    return prompts(folder, begin="<s>", tokenizer=tokenizer, endings=endings)


@pytest.mark.parametrize(
    ("name", "endings", "config"),
    [
        ("Meta-Llama-3-8B-Instruct", (), {}),
        ("my-chat_v2", (), {}),
        ("any", (1, 4), {}),
        ("any", (), {"_name_or_path": "someone/Llama-3.2-1B-Instruct"}),
    ],
)
def test_a_tuned_llama_3_gets_the_template_of_llama_3(tmp_path: Path, name, endings, config):
    found = tuned(tmp_path / name, endings, **config)
    talk = (Message(role="system", content=" Be brief.\n"), *ASK)
    assert as_text(found.pieces(talk)) == (
        "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
        "<|start_header_id|>user<|end_header_id|>\n\nWho?<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\n"
    )
    with pytest.raises(BackendError, match="no place for tools"):
        found.pieces(ASK, tools=[TOOL])
    with pytest.raises(BackendError, match="no place for tools"):
        found.pieces([*ASK, Message(role="tool", content="5")])


@pytest.mark.parametrize(("name", "endings"), [("Llama-3.1-8B", (1,)), ("chatty-instructor", ())])
def test_a_base_model_with_the_vocabulary_of_llama_3_stays_one(tmp_path: Path, name, endings):
    assert as_text(tuned(tmp_path / name, endings).pieces(ASK)) == "<s>Who?"


def test_a_tuned_model_of_another_vocabulary_is_not_taken_for_llama_3(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "other-7b-instruct")
    other = Tokenizer(Pieces(models.BPE()))
    assert as_text(prompts(folder, tokenizer=other, endings=(4,)).pieces(ASK)) == "Who?"


def test_a_template_that_takes_too_much_is_stopped(tmp_path: Path) -> None:
    found = prompts(write_model(tmp_path / "tiny", template="{{ 'x' * 10**10 }}"))
    with pytest.raises(BackendError, match="units of work"):
        found.pieces(ASK)


def test_a_damaged_tokenizer_configuration_is_named(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "tiny")
    (folder / "tokenizer_config.json").write_text(json.dumps([1]))
    with pytest.raises(BackendError, match=r"tokenizer_config\.json"):
        prompts(folder)


def test_the_machines_clock_knows_its_zone() -> None:
    now = MachineClock().now()
    assert abs((now - datetime.now(UTC)).total_seconds()) < 60
