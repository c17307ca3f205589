import pytest
import torch

from mrkl_backends.pytorch.attention_state import causal, in_blocks


def plainly(queries, keys, values):
    """Attend by one masked product of all tokens, in float32."""
    count, total, group = len(queries), len(keys), queries.shape[1] // keys.shape[1]
    queries, keys, values = (one.float().transpose(0, 1) for one in (queries, keys, values))
    keys, values = (one.repeat_interleave(group, 0) for one in (keys, values))
    scores = queries @ keys.transpose(1, 2) / queries.shape[-1] ** 0.5
    later = torch.ones(count, total, dtype=torch.bool).triu_(total - count + 1)
    return (scores.masked_fill(later, -torch.inf).softmax(-1) @ values).transpose(0, 1)


@pytest.mark.parametrize(("heads", "kv_heads", "width"), [(4, 2, 32), (3, 3, 16), (8, 1, 64)])
@pytest.mark.parametrize(
    ("attend", "count", "total"),
    [
        *((in_blocks, *both) for both in ((64, 128), (300, 300), (70, 333), (65, 64 + 512))),
        *((causal, *both) for both in ((300, 300), (63, 300), (90, 90))),
    ],
)
def test_many_tokens_in_bfloat16_find_what_they_find_in_float32(
    heads, kv_heads, width, attend, count, total
):
    turned = torch.randn(count, heads + 2 * kv_heads, width).bfloat16()[:, :heads]
    keys, values = torch.randn(2, total, kv_heads, width).bfloat16()
    found = attend(turned, keys, values)
    wanted = plainly(turned, keys, values)
    assert found.dtype == torch.bfloat16
    assert found.shape == wanted.shape
    assert float((found - wanted).square().mean().sqrt()) < 0.006 * float(wanted.std())
    assert torch.allclose(found.float(), wanted, atol=0.04)


def test_a_long_text_is_read_in_smaller_blocks_to_the_same_effect():
    queries = torch.randn(80, 32, 16).bfloat16()
    keys, values = torch.randn(2, 9000, 2, 16).bfloat16()
    found, wanted = in_blocks(queries, keys, values), plainly(queries, keys, values)
    assert torch.allclose(found.float(), wanted, atol=0.01)
