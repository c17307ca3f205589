import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_checkpoints import EVERY_KIND, blocks_config, llama_config, write_checkpoint

from mrkl_backends.pytorch.attention_state import OneSequence
from mrkl_backends.pytorch.loading import load_model
from mrkl_backends.pytorch.paged_batch import PagedBatch, Stretch
from mrkl_backends.pytorch.pages import PagePool


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    configs = {"every kind": blocks_config(EVERY_KIND), "llama": llama_config()}
    return {
        name: load_model(write_checkpoint(tmp_path_factory.mktemp("checkpoint"), config))
        for name, config in configs.items()
    }


def whole(model, tokens):
    ids = torch.tensor(tokens)
    return model.logits(model.hidden_states(ids, torch.arange(len(ids)), OneSequence()))


def step(model, pool, parts):
    """Run one step; ``parts`` are (pages, past, new tokens). Returns the logits of each."""
    stretches = [Stretch(pages, past, len(new)) for pages, past, new in parts]
    tokens = [token for _, _, new in parts for token in new]
    positions = [past + k for _, past, new in parts for k in range(len(new))]
    hidden = model.hidden_states(
        torch.tensor(tokens), torch.tensor(positions), PagedBatch(pool, stretches)
    )
    return model.logits(hidden).split([len(new) for _, _, new in parts])


def pool_for(model, pages=12):
    return PagePool(model.architecture, pages=pages, dtype=torch.float32, device="cpu")


@pytest.mark.parametrize("name", ["every kind", "llama"])
@pytest.mark.parametrize("pages", [[0, 1, 2], [7, 3, 5]])
def test_reading_token_by_token_equals_reading_the_whole(models, name, pages):
    model = models[name]
    tokens = [(7 * k + 3) % 120 for k in range(40)]
    pool = pool_for(model)
    with torch.inference_mode():
        wanted = whole(model, tokens)
        found = [step(model, pool, [(pages, k, [token])])[0] for k, token in enumerate(tokens)]
    assert torch.allclose(torch.cat(found), wanted, rtol=1e-5, atol=1e-5)


@given(
    st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=4), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
@settings(deadline=None, max_examples=30)
def test_any_sequences_in_any_chunks_equal_each_one_alone(models, chunks, rng):
    model = models["every kind"]
    pool = pool_for(model)
    pages = list(range(12))
    rng.shuffle(pages)
    sequences = [[rng.randrange(120) for _ in range(sum(one))] for one in chunks]
    held = [pages[3 * k : 3 * k + 3] for k in range(len(chunks))]
    found = [[] for _ in chunks]
    with torch.inference_mode():
        for turn in range(max(map(len, chunks))):
            active = [k for k, one in enumerate(chunks) if turn < len(one)]
            parts = []
            for k in active:
                past = sum(chunks[k][:turn])
                parts.append((held[k], past, sequences[k][past : past + chunks[k][turn]]))
            for k, logits in zip(active, step(model, pool, parts), strict=True):
                found[k].append(logits)
        for tokens, logits in zip(sequences, found, strict=True):
            wanted = whole(model, tokens)
            assert torch.allclose(torch.cat(logits), wanted, rtol=1e-4, atol=1e-4)


def test_neighbouring_pages_are_read_without_a_copy():
    assert Stretch([4, 5, 6], 20, 3).places() == slice(64, 87)
    assert Stretch([4], 0, 5).places() == slice(64, 69)
    assert Stretch([4, 6], 15, 2).places() == [*range(64, 80), 96]
    assert Stretch([6, 5], 15, 2).places() == [*range(96, 112), 80]
