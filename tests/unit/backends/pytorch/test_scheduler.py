import pytest
import torch
from tiny_checkpoints import blocks_config

from mrkl_backends.pytorch.configs import read_architecture
from mrkl_backends.pytorch.pages import PAGE_TOKENS, PagePool
from mrkl_backends.pytorch.reply import Reply
from mrkl_backends.pytorch.requests import Request, Stream
from mrkl_backends.pytorch.scheduler import Scheduler
from mrkl_backends.pytorch.scores import Scores

ARCHITECTURE = read_architecture(blocks_config("A2/64"))


def scheduler(pages=20, most_running=4, step_tokens=24):
    pool = PagePool(ARCHITECTURE, pages=pages, dtype=torch.float32, device="cpu")
    return Scheduler(pool, most_running=most_running, step_tokens=step_tokens)


def reply(prompt, max_tokens=8):
    request = Request(prompt=tuple(prompt), max_tokens=max_tokens)
    return Reply(request, Stream(lambda stream: None), vocab_size=120, most_drafted=8)


def step(made):
    """Take a step of a model that writes 7 and nothing else; return what each reply read."""
    logits = torch.zeros(9, 120)
    logits[:, 7] = 1.0
    readings = made.readings()
    for one, reading in readings:
        list(one.go_on(reading, Scores(logits[: reading.part.scored])))
    return [(one, len(reading.part.tokens), len(reading.draft)) for one, reading in readings]


def test_prompts_share_a_step_in_the_order_in_which_they_came():
    made = scheduler()
    first, second = reply(range(30)), reply(range(5))
    assert made.admit(first)
    assert made.admit(second)
    assert step(made) == [(first, 24, 0)]
    assert step(made) == [(first, 6, 0), (second, 5, 0)]


def test_replies_go_on_before_prompts_are_read():
    made = scheduler()
    first, second = reply([1]), reply(range(100))
    made.admit(first)
    step(made)
    made.admit(second)
    assert step(made) == [(first, 1, 0), (second, 23, 0)]


def test_drafts_need_a_phrase_that_came_before_and_few_replies():
    made = scheduler()
    first = reply([7, 7, 7, 7, 7, 7])
    made.admit(first)
    assert step(made) == [(first, 10, 4)]
    assert len(first.tokens) == 11
    others = [reply([k]) for k in range(2)]
    assert all(map(made.admit, others))
    assert step(made)[0] == (first, 1, 0)


def test_a_draft_never_goes_beyond_the_longest_reply():
    made = scheduler()
    first = reply([7] * 9, max_tokens=3)
    made.admit(first)
    assert step(made) == [(first, 11, 2)]
    assert first.tokens == [7] * 12
    assert first.room == 0


@pytest.mark.parametrize("changes", [{"most_running": 1}, {"pages": 3}])
def test_who_has_no_room_waits_and_nothing_has_changed(changes):
    made = scheduler(**changes)
    first, second = reply(range(20)), reply(range(40))
    made.admit(first)
    step(made)
    made.keep(first)
    free = made.free_pages
    assert not made.admit(second)
    assert (made.free_pages, second.past, made.running) == (free, 0, [first])
    made.end(first)
    assert made.admit(second)
    assert second.past == PAGE_TOKENS


def test_what_has_ended_is_not_kept():
    made = scheduler()
    first = reply(range(40))
    made.admit(first)
    step(made)
    step(made)
    made.end(first)
    made.keep(first)
    second = reply(range(40))
    made.admit(second)
    assert second.past == 0
