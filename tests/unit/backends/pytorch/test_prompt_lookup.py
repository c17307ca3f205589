from hypothesis import given
from hypothesis import strategies as st

from mrkl_backends.pytorch.prompt_lookup import Drafting, propose


def slow(history, match, length):
    """Look at every place, from the first to the last."""
    known = list(history)
    for start in range(len(history) - match):
        if history[start : start + match] == history[len(history) - match :]:
            known = list(history)
            for k in range(length):
                known.append(known[start + match + k])
    return tuple(known[len(history) :])


@given(st.lists(st.integers(0, 2), max_size=40), st.integers(1, 4), st.integers(-1, 9))
def test_the_last_place_that_ended_likewise_says_what_comes(history, match, length):
    assert propose(history, match=match, length=length) == slow(history, match, max(length, 0))


def test_a_phrase_that_comes_again_is_proposed():
    assert propose([5, 1, 2, 3, 7, 8, 9, 1, 2, 3], length=2) == (7, 8)
    assert propose([1, 2, 3, 4], length=2) == ()
    assert propose([]) == ()


def test_a_loop_is_proposed_as_if_it_went_on():
    assert propose([1, 1, 1, 1], length=8) == (1,) * 8
    assert propose([1, 2, 1, 2, 1], length=5) == (2, 1, 2, 1, 2)


def lengths(drafting, truth):
    """Return the length of each draft when so many tokens of each come true."""
    found = []
    for most_right in truth:
        length = drafting.next()
        found.append(length)
        if length:
            drafting.learn(length, min(length, most_right))
    return found


def test_drafts_grow_while_they_come_true_and_shrink_to_what_did():
    assert lengths(Drafting(20), [99, 99, 99, 99, 7, 99, 2, 99]) == [4, 8, 16, 20, 20, 7, 14, 4]


def test_drafts_that_do_not_pay_are_tried_ever_less():
    assert lengths(Drafting(8), [1] * 2000).count(4) < 15
    paused = lengths(Drafting(8), [0] * 9 + [2] + [0] * 16)
    assert paused[:10] == [4] + [0] * 8 + [4]
    assert paused[10:12] == [4, 0]


def test_without_drafts_there_are_none():
    assert lengths(Drafting(0), [9] * 5) == [0] * 5
    assert lengths(Drafting(1), [9, 9, 0, 9]) == [1, 1, 1, 0]
