"""Our engine and llama.cpp compute the same function, for every kind of block.

llama.cpp is an optional peer (the extra ``peers``): where it is not installed this is skipped, and
``python -m bench.engine`` says the same.
"""

from contextlib import closing

import pytest

from bench.engine_equality import TOLERANCE, against_llama_cpp, compare, draw_prompts
from bench.random_models import BLOCK_KINDS, SIZES, heterogeneous, write_random

pytest.importorskip("llama_cpp", reason="of the peers extra")
gguf_writer = pytest.importorskip("bench.gguf_writer", reason="of the bench extra")


@pytest.mark.parametrize("kind", BLOCK_KINDS)
def test_greedy_tokens_and_logits_are_those_of_llama_cpp(kind):
    found = against_llama_cpp({kind: BLOCK_KINDS[kind]}, prompts=20, tokens=16)[kind]
    assert found["equal"] == 1
    assert found["near_ties"] == 0
    assert found["tokens"] == 20 * 16
    assert found["logits_error"] < TOLERANCE


def test_other_weights_are_found_out(tmp_path):
    from bench.llama_cpp_peer import LlamaCpp

    for name, seed in (("ours", 3), ("theirs", 4)):
        config = heterogeneous(BLOCK_KINDS["no attention"])
        write_random(tmp_path / name, config, seed=seed, dtype="float32", scale=0.1)
    path = tmp_path / "model.gguf"
    gguf_writer.write_gguf(tmp_path / "theirs", path, "F32")
    prompts = draw_prompts(256, 3, seed=1)
    with closing(LlamaCpp(path, threads=1, context=64, all_logits=True)) as peer:
        found = compare(tmp_path / "ours", peer, prompts, 8)
    assert found.equal < 0.5
    assert found.logits_error > 0.1


@pytest.mark.parametrize(("stored_as", "most"), [("F16", 0.02), ("BF16", 0.1), ("Q8_0", 0.1)])
def test_files_in_fewer_bits_stay_near(tmp_path, stored_as, most):
    from bench.llama_cpp_peer import LlamaCpp

    write_random(tmp_path, SIZES["tiny"], seed=3, dtype="float32", scale=0.1)
    path = tmp_path / "model.gguf"
    gguf_writer.write_gguf(tmp_path, path, stored_as)
    with closing(LlamaCpp(path, threads=1, context=64, all_logits=True)) as peer:
        found = compare(tmp_path, peer, draw_prompts(256, 3, seed=1), 1)
    assert TOLERANCE < found.logits_error < most
