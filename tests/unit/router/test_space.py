import numpy as np

from mrkl_router.encoder import WIDTH
from mrkl_router.space import packed, triangular


def test_a_triangle_is_unpacked_as_it_was_packed():
    lower = np.tril(np.arange(WIDTH * WIDTH, dtype=np.float32).reshape(WIDTH, WIDTH))
    assert len(packed(lower)) == WIDTH * (WIDTH + 1) // 2
    assert np.array_equal(triangular(packed(lower)), lower)
