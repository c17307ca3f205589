"""The console script and a local checkpoint, in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_checkpoints import EVERY_KIND, blocks_config
from tiny_models import LLAMA_3, write_model

from mrkl_router.weights import SHIPPED

SCRIPT = Path(sys.executable).with_name("mrkl")


@pytest.fixture
def mrkl(tmp_path):
    def run(*arguments, **environment):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MRKL_")}
        folders = {"MRKL_CACHE_DIR": str(tmp_path / "cache"), "MRKL_OFFLINE": "1"}
        return subprocess.run(
            [SCRIPT, *map(str, arguments)],
            cwd=tmp_path,
            env={**kept, **folders, **environment},
            capture_output=True,
            timeout=300,
        )

    return run


@pytest.fixture
def folder(tmp_path):
    return write_model(tmp_path / "tiny", blocks_config(EVERY_KIND), template=LLAMA_3)


def test_a_heterogeneous_model_writes_the_same_twice(mrkl, folder):
    records = []
    for _ in range(2):
        done = mrkl("generate", "--model", folder, "--prompt", "The router", "--raw",
                    "--max-tokens", "8", "--json")  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b"")
        records.append(json.loads(done.stdout))
        assert records[-1].pop("ms") > 0
    assert records[0] == records[1]
    assert records[0]["token_ids"]


def test_inspection_needs_no_weights(mrkl, folder):
    (folder / "model.safetensors").unlink()
    done = mrkl("model", "inspect", folder, "--json")
    assert done.returncode == 0
    blocks = json.loads(done.stdout)["blocks"]
    assert {block["attention"] for block in blocks} == {"normal", "linear", "none"}


@pytest.mark.skipif(
    not (SHIPPED / "manifest.json").is_file(), reason="the router's weights are not built yet"
)
def test_a_local_model_answers_what_no_expert_can(mrkl, folder):
    done = mrkl("ask", "--json", "--model", folder, "--think", "off",
                "Order me a large pizza with extra cheese", MRKL_AGENT_CALLS="0")  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    answer = json.loads(done.stdout)
    assert answer["steps"][-1]["expert"] == "language_model"
    assert answer["usage"]["completion_tokens"] > 0
