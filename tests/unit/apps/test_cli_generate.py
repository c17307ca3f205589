import json
from pathlib import Path

import pytest
from tiny_checkpoints import EVERY_KIND, blocks_config, llama_config
from tiny_models import LLAMA_3, write_model

PROMPT = "The router reads a question"


@pytest.fixture
def generate(mrkl):
    def run(folder, *options):
        return mrkl("generate", "--model", folder, "--prompt", PROMPT, *options)

    return run


@pytest.fixture
def folder(tmp_path):
    return write_model(tmp_path / "tiny", blocks_config(EVERY_KIND), template=LLAMA_3)


def without_ms(done):
    record = json.loads(done.out)
    assert record.pop("ms") > 0
    return record


def test_json_is_one_document_and_the_same_again(generate, folder):
    options = ("--raw", "--json", "--max-tokens", 8)
    first, again = generate(folder, *options), generate(folder, *options)
    assert (first.code, first.err, first.out.count("\n")) == (0, "", 1)
    record = without_ms(first)
    assert record == without_ms(again)
    assert list(record) == ["text", "token_ids", "finish_reason", "usage"]
    assert record["finish_reason"] in ("stop", "length")
    assert len(record["token_ids"]) == record["usage"]["completion_tokens"] <= 8
    assert record["usage"]["prompt_tokens"] > 1


def test_without_json_the_text_is_printed(generate, folder):
    options = ("--raw", "--max-tokens", 8, "--dtype", "float32")
    record = without_ms(generate(folder, *options, "--json"))
    printed = generate(folder, *options).out
    assert len(printed) == len(record["text"]) + 1
    assert printed.endswith("\n")


def test_seeds_settle_what_is_drawn(generate, folder):
    def drawn(seed):
        options = ("--raw", "--json", "--temperature", 5, "--seed", seed, "--max-tokens", 12)
        return without_ms(generate(folder, *options))["token_ids"]

    assert drawn(1) == drawn(1)
    assert len({tuple(drawn(seed)) for seed in range(4)}) > 1


def test_the_template_and_the_windows_reach_the_prompt(generate, folder, tmp_path):
    def tokens(*options):
        done = generate(folder, "--json", "--max-tokens", 1, *options)
        return without_ms(done)["usage"]["prompt_tokens"]

    (tmp_path / "fares.txt").write_text("Anna's bus ticket is 12.")
    window = ("--windows", tmp_path / "fares.txt")
    assert tokens("--raw") < tokens() < tokens(*window) < tokens(*window, *window)


def test_reasoning_and_calls_are_told_apart(mrkl, tmp_path):
    # A template whose prompt ends inside the reasoning: all that follows is reasoning.
    template = LLAMA_3 + "{{ '<think>' }}"
    folder = write_model(tmp_path / "tiny", llama_config(eos_token_id=None), template=template)
    options = ("generate", "--model", folder, "--prompt", PROMPT, "--max-tokens", 8)
    record = without_ms(mrkl(*options, "--json"))
    assert (record["text"], bool(record["reasoning"])) == ("", True)
    plain = mrkl(*options)
    assert plain.out == "\n"
    assert plain.err


def truncated(folder: Path) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])


def pickled(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def wrong_shape(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"hidden_size": 64}))


def unknown_type(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "mamba"}))


def costly_template(folder: Path) -> None:
    write_model(folder, template="{{ 'x' * 10**10 }}")


def no_configuration(folder: Path) -> None:
    (folder / "config.json").unlink()


def no_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (pickled, "pickled weights only"),
        (truncated, "model.safetensors"),
        (wrong_shape, "shape"),
        (unknown_type, "model_type"),
        (costly_template, "template"),
        (no_configuration, "config.json"),
        (no_tokenizer, "tokenizer.json"),
    ],
)
def test_malformed_folders_are_failures(generate, folder, spoil, message):
    spoil(folder)
    done = generate(folder, "--json", "--max-tokens", 2)
    assert done.code == 1
    error = json.loads(done.out)["error"]
    assert error["code"] == "backend_error"
    assert message in error["message"]
    assert error["hint"]
    plain = generate(folder)
    assert (plain.code, plain.out) == (1, "")
    assert plain.err.startswith("mrkl: ")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--model", "nothing"], "model_not_found"),
        (["--dtype", "int4"], "settings_error"),
        (["--temperature", -1], "settings_error"),
    ],
)
def test_bad_options_are_usage_errors(generate, folder, options, code):
    done = generate(folder, "--json", *options)
    assert done.code == 2
    assert json.loads(done.out)["error"]["code"] == code


def test_a_window_that_is_no_text_is_named(generate, folder, tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe")
    for name in ("bad.txt", "absent.txt"):
        done = generate(folder, "--json", "--windows", tmp_path / name)
        assert done.code == 1
        assert json.loads(done.out)["error"]["code"] == "document_error"


@pytest.mark.parametrize("options", [("--raw",), ()])
def test_the_answer_matches_a_schema(generate, folder, tmp_path, options):
    choices = {"type": "array", "items": {"enum": ["units", "web"]}, "minItems": 2, "maxItems": 2}
    (tmp_path / "schema.json").write_text(json.dumps(choices))
    done = generate(folder, "--json", "--json-schema", tmp_path / "schema.json", *options)
    answer = json.loads(without_ms(done)["text"])
    assert len(answer) == 2
    assert set(answer) <= {"units", "web"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "Expecting"),
        ("[]", "no object"),
        ("[" * 100_000, "schema.json"),
        ('{"type": 3}', "type"),
    ],
)
def test_a_file_that_is_no_schema_is_refused(generate, folder, tmp_path, text, fault):
    (tmp_path / "schema.json").write_text(text)
    done = generate(folder, "--json", "--json-schema", tmp_path / "schema.json")
    assert done.code == 2
    error = json.loads(done.out)["error"]
    assert error["code"] == "settings_error"
    assert fault in error["message"]


def test_offline_nothing_is_fetched(mrkl, monkeypatch, tmp_path):
    monkeypatch.setenv("MRKL_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    done = mrkl("generate", "--model", "some/model", "--prompt", "x", "--json")
    assert done.code == 1
    assert "MRKL_OFFLINE" in json.loads(done.out)["error"]["hint"]
