import pytest
import torch

from mrkl_backends.pytorch.reply import Reply
from mrkl_backends.pytorch.requests import Request, Stream
from mrkl_backends.pytorch.sampling import SamplingSettings
from mrkl_backends.pytorch.scores import Scores
from mrkl_core.errors import BackendError

VOCABULARY = 12


class Script:
    """Allows one text; forces its tokens where told to."""

    is_free = False

    def __init__(self, text, forced_at=()):
        self.text, self.forced_at, self.place = text, forced_at, 0

    def allowed(self):
        mask = torch.zeros(VOCABULARY, dtype=torch.bool)
        mask[self.text[self.place]] = True
        return mask

    def accept(self, token):
        assert token == self.text[self.place]
        self.place += 1

    def forced(self):
        end = self.place
        while end in self.forced_at:
            end += 1
        return self.text[self.place : end]

    @property
    def is_finished(self):
        return self.place == len(self.text)


def reply(prompt=(1, 2), max_tokens=9, **changes):
    request = Request(prompt=prompt, max_tokens=max_tokens, **changes)
    made = Reply(request, Stream(lambda one: None), vocab_size=VOCABULARY, most_drafted=8)
    made.pages = (0, 1)
    return made


def rows(*tokens):
    return torch.nn.functional.one_hot(torch.tensor(tokens), VOCABULARY).float()


def go_on(made, *tokens, draft=True):
    """Take a step after which the model wants these tokens; return what is written."""
    reading = made.next(99, draft=draft)
    events = list(made.go_on(reading, Scores(rows(*tokens))))
    return [event.token for event in events]


def test_a_long_prompt_is_read_in_parts_before_anything_is_written():
    made = reply(prompt=(1, 2, 3, 4, 5))
    first = made.next(3, draft=True)
    assert (first.part.tokens, first.part.stretch.new, first.is_last) == ([1, 2, 3], 3, False)
    assert list(made.go_on(first, Scores(rows(9)))) == []
    assert (made.past, made.waiting, made.is_reading) == (3, 2, True)
    assert go_on(made, 9) == [9]
    assert (made.past, made.waiting, made.is_reading) == (5, 1, False)


def test_drafts_are_kept_up_to_the_first_that_is_wrong():
    made = reply(prompt=(1, 2, 3, 4, 5, 6, 1, 2, 3))
    reading = made.next(99, draft=True)
    assert (list(reading.draft), reading.part.scored) == ([4, 5, 6, 1], 5)
    assert go_on(made, 4, 5, 7, 0, 0) == [4, 5, 7]
    assert made.tokens == [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 7]
    # The token after the right ones is known, but not read.
    assert (made.past, made.waiting) == (11, 1)


def test_a_draft_that_is_wholly_right_gives_one_token_more():
    made = reply(prompt=(1, 2, 3, 4, 5, 1, 2, 3), max_tokens=4)
    assert go_on(made, 4, 5, 1, 2) == [4, 5, 1, 2]
    assert made.room == 0


def test_forced_tokens_go_before_between_and_behind_the_models_own():
    made = reply(constraint=Script([3, 4, 5, 6, 7, 8], forced_at={0, 1, 3, 5}))
    assert [event.token for event in made.begin()] == [3, 4]
    assert made.next(99, draft=True).part.tokens == [1, 2, 3, 4]
    assert go_on(made, 0) == [5, 6]
    reading = made.next(99, draft=True)
    assert reading.part.tokens == [5, 6]
    events = list(made.go_on(reading, Scores(rows(0))))
    assert [(event.token, event.finish_reason) for event in events] == [(7, None), (8, "stop")]
    assert events[0].logprob < events[1].logprob == 0.0


def test_forced_tokens_end_at_the_longest_reply_or_a_stop_token():
    made = reply(constraint=Script([3, 4, 5], forced_at={0, 1}), max_tokens=1)
    assert [event.finish_reason for event in made.begin()] == ["length"]
    made = reply(constraint=Script([3, 4, 5], forced_at={0, 1}), stop_tokens={3})
    assert [event.finish_reason for event in made.begin()] == ["stop"]


def test_forced_tokens_of_another_vocabulary_are_refused():
    with pytest.raises(BackendError, match="token 12"):
        list(reply(constraint=Script([12], forced_at={0})).begin())


@pytest.mark.parametrize(
    "changes",
    [
        {"sampling": SamplingSettings(temperature=1.0)},
        {"sampling": SamplingSettings(frequency_penalty=1.0)},
        {"constraint": Script([3])},
    ],
)
def test_what_is_not_plainly_greedy_is_not_drafted(changes):
    made = reply(prompt=(1, 2, 3, 4, 1, 2, 3), **changes)
    assert made.next(99, draft=True).draft == ()


def test_drafts_can_be_told_to_rest():
    assert reply(prompt=(1, 2, 3, 4, 1, 2, 3)).next(99, draft=False).draft == ()
