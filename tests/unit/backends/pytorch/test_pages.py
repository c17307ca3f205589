import pytest
import torch
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tiny_checkpoints import blocks_config, llama_config

from mrkl_backends.pytorch.configs import read_architecture
from mrkl_backends.pytorch.pages import PAGE_TOKENS, PagePool, pages_for

MIXED = read_architecture(blocks_config("A4/64 -/64 A1/64 L/64 A2/-"))


def pool(pages=8, architecture=MIXED, dtype=torch.float32):
    return PagePool(architecture, pages=pages, dtype=dtype, device="cpu")


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("architecture", [MIXED, read_architecture(llama_config())])
def test_a_token_takes_exactly_what_its_layers_keep(architecture, dtype):
    made = pool(3, architecture, dtype)
    each = architecture.kv_bytes_per_token(dtype.itemsize)
    assert made.bytes == 3 * PAGE_TOKENS * each
    assert each == 2 * architecture.head_dim * dtype.itemsize * sum(
        block.attention.kv_heads for block in architecture.blocks
    )
    assert [keys.shape[1] for keys in made.keys] == [
        architecture.blocks[layer].attention.kv_heads for layer in architecture.attention_layers
    ]


def test_neighbouring_pages_are_taken_where_there_are_some():
    made = pool()
    first, second, third = made.take(2), made.take(2), made.take(2)
    assert (first, second, third) == ([0, 1], [2, 3], [4, 5])
    made.give_back(second)
    made.give_back([first[0]])
    assert made.take(2) == [2, 3]
    assert made.take(3) == [0, 6, 7]


def test_pages_follow_the_one_before_where_they_can():
    made = pool()
    before = made.take(3)
    made.give_back(before[:2])
    assert made.take(2, after=2) == [3, 4]
    assert made.take(2, after=7) == [0, 1]
    assert made.take(3, after=4) == [5, 6, 7]


def test_a_shared_page_is_free_when_nobody_uses_it():
    made = pool(2)
    pages = made.take(2)
    made.share(pages[:1])
    made.give_back(pages)
    assert made.free == 1
    assert [made.users(page) for page in pages] == [1, 0]
    made.give_back(pages[:1])
    assert made.free == 2


@pytest.mark.parametrize(("tokens", "pages"), [(0, 0), (1, 1), (16, 1), (17, 2)])
def test_pages_for_tokens(tokens, pages):
    assert pages_for(tokens) == pages


class Bookkeeping(RuleBasedStateMachine):
    """No page is ever lost, or held by two who do not share it."""

    def __init__(self):
        super().__init__()
        self.pool = pool(6)
        self.held = []

    @rule(count=st.integers(1, 6))
    def take(self, count):
        if count <= self.pool.free:
            self.held.append(self.pool.take(count))

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def share(self, data):
        pages = data.draw(st.sampled_from(self.held))
        self.pool.share(pages)
        self.held.append(list(pages))

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def give_back(self, data):
        self.pool.give_back(self.held.pop(data.draw(st.integers(0, len(self.held) - 1))))

    @invariant()
    def every_page_is_free_or_held(self):
        assert self.pool.free == 6 - len({page for pages in self.held for page in pages})


TestBookkeeping = Bookkeeping.TestCase
TestBookkeeping.settings = settings(deadline=None, max_examples=40, stateful_step_count=50)
