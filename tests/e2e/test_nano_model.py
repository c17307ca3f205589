"""The trained model of our own, through the command: it gives labels as examples show."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mrkl_apps.cli.main import main

SCRIPT = Path(sys.executable).with_name("mrkl")
NANO = Path(__file__).resolve().parents[1] / "assets" / "nano"
SHOWN = (
    "book a table for two -> restaurant\nplay some jazz -> music\nwill it rain today -> weather\n"
    "reserve a table at six -> restaurant\nput on some rock -> music\n"
)


def generate(tmp_path, *arguments):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MRKL_")}
    done = subprocess.run(
        [SCRIPT, "generate", "--model", NANO, "--json", *arguments],
        env={**kept, "MRKL_CACHE_DIR": str(tmp_path), "MRKL_OFFLINE": "1"},
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)["text"]


@pytest.mark.parametrize(
    ("text", "label"),
    [("is it sunny in Rome", "weather"), ("find me a table at nine", "restaurant")],
)
def test_a_text_is_given_the_label_of_its_like(tmp_path, monkeypatch, capsys, text, label):
    # In this process, which has loaded PyTorch; the other test starts one.
    monkeypatch.setenv("MRKL_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("MRKL_OFFLINE", "1")
    monkeypatch.chdir(tmp_path)
    prompt = f"{SHOWN}{text} ->"
    with pytest.raises(SystemExit) as ended:
        main(["generate", "--model", str(NANO), "--json", "--raw", "--max-tokens", "5",
              "--prompt", prompt])  # fmt: skip
    assert not ended.value.code
    assert json.loads(capsys.readouterr().out)["text"].split()[0] == label


def test_a_question_is_answered_in_the_models_own_template(tmp_path):
    prompt = "Anna is a nurse. Ben is a pilot. Who is a pilot?"
    assert generate(tmp_path, "--max-tokens", "20", "--prompt", prompt).strip() == "Ben"
