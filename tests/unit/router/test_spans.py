import numpy as np
import pytest

from mrkl_router.spans import MAX_PIECES, SpanHead, best_spans, byte_offset, whole_words
from mrkl_router.word_pieces import Pieces


@pytest.fixture(scope="module")
def head(router_parts):
    return SpanHead(*router_parts)


def test_byte_offsets_count_bytes():
    assert byte_offset("naïve", 3) == 4


@pytest.mark.parametrize(
    ("start", "end", "wanted"), [(0, 3, (0, 5)), (2, 5, (0, 5)), (6, 8, (6, 8)), (8, 10, (8, 10))]
)
def test_spans_never_cut_a_word_but_may_cut_a_number_from_its_unit(start, end, wanted):
    assert whole_words("miles 10km", start, end) == wanted


def test_candidates_are_ranked_and_distinct():
    probs = np.array([[0.1, 0.7, 0.2], [0.1, 0.1, 0.8]], dtype=np.float32)
    found = best_spans(probs, Pieces((1, 2), ((0, 3), (4, 7))), "foo bar", keep=3)
    assert [(c.start, c.end) for c in found] == [(0, 7), (4, 7), (0, 3)]
    assert found[0].absent == pytest.approx(0.01)


def test_the_likeliest_spans_are_found_among_those_that_are_short_enough():
    words = [f"w{k}" for k in range(60)]
    text = " ".join(words)
    at = [text.index(word) for word in words]
    pieces = Pieces((1,) * 60, tuple((a, a + len(w)) for a, w in zip(at, words, strict=True)))
    probs = np.random.default_rng(7).random((2, 61)).astype(np.float32)
    chances = {
        (pieces.spans[first][0], pieces.spans[last][1]): float(
            probs[0, 1 + first] * probs[1, 1 + last]
        )
        for first in range(60)
        for last in range(first, min(60, first + MAX_PIECES))
    }
    found = best_spans(probs, pieces, text, keep=8)
    wanted = sorted(chances, key=chances.__getitem__, reverse=True)[:8]
    assert [(c.start, c.end) for c in found] == wanted
    assert [c.score for c in found] == [chances[span] for span in wanted]


def test_spans_without_a_chance_are_no_candidates():
    probs = np.array([[0.2, 0.8, 0.0], [0.4, 0.6, 0.0]], dtype=np.float32)
    found = best_spans(probs, Pieces((1, 2), ((0, 3), (4, 7))), "foo bar", keep=3)
    assert [(c.start, c.end) for c in found] == [(0, 3)]


def test_reading_gives_bytes_of_the_passage(head):
    passage = "Zoë Müller founded the café in Graz in 1998. It sells cake."
    (span,) = head.read("When was the café founded?", [passage])
    assert span is not None
    assert passage.encode()[span.start : span.end].decode() == "1998"


def test_the_shipped_head_loads():
    assert SpanHead.load().candidates(["the city"], ["Oslo"])


def test_an_empty_text_has_no_candidates(head):
    assert head.candidates(["the city"], [""]) == [[]]
    assert head.read("who?", [""]) == (None,)
