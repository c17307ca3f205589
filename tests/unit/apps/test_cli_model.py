import json

import pytest
from published_models import nano_8b, super_49b, ultra_253b


@pytest.fixture
def folder(tmp_path):
    def make(config):
        (tmp_path / "config.json").write_text(json.dumps(config))
        return tmp_path

    return make


@pytest.mark.parametrize("config", [super_49b, ultra_253b, nano_8b])
def test_json_is_one_document(mrkl, folder, config):
    done = mrkl("model", "inspect", folder(config()), "--json", "--batch", 2, "--length", 100)
    assert (done.code, done.err, done.out.count("\n")) == (0, "", 1)
    found = json.loads(done.out)
    assert found["layers"] == len(found["blocks"])
    assert (found["memory"]["batch"], found["memory"]["length"]) == (2, 100)


def test_equal_neighbours_are_one_row(mrkl, folder):
    done = mrkl("model", "inspect", folder(super_49b()))
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert len(lines) == 1 + 25 + 2
    assert lines[0].split() == ["layers", "attention", "FFN", "parameters", "KV", "bytes"]
    half, full = "█" * 10, "█" * 20
    assert lines[1].split() == ["0", "8", "KV", "heads", "14,336", half, "503,332,864", "4,096"]
    assert lines[3].split() == ["6-7", "none", "14,336", half, "704,659,456"]
    assert lines[25].split()[:6] == ["71-79", "8", "KV", "heads", "28,672", full]
    assert lines[26] == (
        "nemotron-nas: 80 layers, 49,867,145,216 parameters, 200,704 bytes of cache a token."
    )
    assert lines[27].startswith("Memory in bfloat16 for 1 sequence of 4,096 tokens: 94.")
    assert "(weights 92.88 GiB, cache 784.00 MiB, working " in lines[27]


def test_all_rows_are_shown_on_demand(mrkl, folder):
    done = mrkl("model", "inspect", folder(super_49b()), "--all")
    assert len(done.out.splitlines()) == 1 + 80 + 2


def test_sub_blocks_that_are_not_normal_are_named(mrkl, folder):
    config = super_49b()
    linear = {"no_op": False, "replace_with_linear": True}
    nothing = {"no_op": True, "replace_with_linear": False}
    config["block_configs"] = [
        {"attention": linear, "ffn": nothing},
        {"attention": nothing, "ffn": linear},
    ]
    config |= {"num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4}
    config |= {"vocab_size": 10, "bos_token_id": None, "eos_token_id": None}
    done = mrkl("model", "inspect", folder(config), "--length", 1)
    rows = [line.split() for line in done.out.splitlines()]
    assert rows[1] == ["0", "linear", "none", "4,160"]
    assert rows[2] == ["1", "none", "linear", "4,160"]
    assert "KiB" in done.out


def test_the_picture_is_written(mrkl, folder, tmp_path):
    done = mrkl("model", "inspect", folder(super_49b()), "--picture", tmp_path / "blocks.svg")
    assert done.code == 0
    assert (tmp_path / "blocks.svg").read_text().startswith("<svg ")


@pytest.mark.parametrize(
    ("name", "message"),
    [("blocks.png", "is no SVG file"), ("no/such/blocks.svg", "cannot be written: No such file")],
)
def test_a_picture_that_cannot_be_written(mrkl, folder, tmp_path, name, message):
    done = mrkl("model", "inspect", folder(super_49b()), "--picture", tmp_path / name)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


@pytest.mark.parametrize(
    ("text", "code", "error"),
    [
        ("{", 1, "backend_error"),
        ('{"model_type": "mamba"}', 1, "backend_error"),
        (json.dumps(nano_8b() | {"hidden_size": "many"}), 1, "backend_error"),
        (None, 2, "model_not_found"),
    ],
)
def test_bad_folders_are_typed_errors(mrkl, tmp_path, text, code, error):
    if text is not None:
        (tmp_path / "config.json").write_text(text)
    done = mrkl("model", "inspect", tmp_path, "--json")
    assert done.code == code
    assert json.loads(done.out)["error"]["code"] == error
    plain = mrkl("model", "inspect", tmp_path)
    assert (plain.code, plain.out) == (code, "")
    assert plain.err.startswith("mrkl: ")


def test_bad_options_are_usage_errors(mrkl, folder):
    path = folder(nano_8b())
    for options in (["--batch", 0], ["--length", 10**9], ["--dtype", "int4"]):
        done = mrkl("model", "inspect", path, "--json", *options)
        assert done.code == 2
        assert json.loads(done.out)["error"]["code"] == "settings_error"
