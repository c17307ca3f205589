"""Steps that begin before the tokens of the one before are known: the same replies, sooner."""

import time

import plain_kernels
import pytest
import torch
from tiny_checkpoints import EVERY_KIND, blocks_config, write_checkpoint

from mrkl_backends.pytorch.engine import Engine, EngineSettings
from mrkl_backends.pytorch.gpu_steps import GpuSteps
from mrkl_backends.pytorch.loading import load_model
from mrkl_backends.pytorch.requests import Request
from mrkl_backends.pytorch.sampling import SamplingSettings
from mrkl_backends.pytorch.scores import Scores
from mrkl_backends.pytorch.steps import Steps
from mrkl_core.errors import BackendError

ROOM = EngineSettings(cache_tokens=1600, most_running=8, step_tokens=100, most_drafted=0)


class Watched:
    """Steps of a GPU by plain kernels, which note what was begun and what was asked for."""

    def __init__(self, model, pool):
        self._steps = GpuSteps(model, pool, plain_kernels, plain_kernels.Host())
        self.begun, self.asked, self.ahead, self.left_to_fail = 0, set(), [], 0

    def scores(self, parts):
        self.begun += 1
        number = self.begun
        if any(token < 0 for part in parts for token in part.tokens):
            if self.left_to_fail:
                self.left_to_fail -= 1
                raise ZeroDivisionError("the card is gone")
            self.ahead.append(number)
            assert number - 1 not in self.asked
        found = self._steps.scores(parts)

        def likeliest():
            self.asked.add(number)
            return [found.likeliest(row) for row in range(sum(part.scored for part in parts))]

        return Scores(found.logits, likeliest, leads=found.leads)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkpoint")
    return load_model(write_checkpoint(folder, blocks_config(EVERY_KIND)))


@pytest.fixture
def serve(model):
    """Return an engine that begins steps ahead, with its watched steps."""
    made = []

    def serve(**changes):
        watched = []

        def steps(model, pool):
            watched.append(Watched(model, pool))
            return Steps(model, pool, watched[0])

        settings = {name: getattr(ROOM, name) for name in ROOM.__slots__} | changes
        made.append(Engine(model, EngineSettings(**settings), steps=steps))
        return made[-1], watched[0]

    yield serve
    for engine in made:
        engine.close()


@pytest.fixture
def plainly(model):
    """Write by an engine that reads every token before it goes on."""
    engine = Engine(model, ROOM, steps=Steps)
    yield lambda request: [event.token for event in engine.submit(request)]
    engine.close()


def prompt(length, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return tuple(torch.randint(2, 120, (length,), generator=generator).tolist())


def ask(length, tokens, **changes):
    return Request(prompt=prompt(length, length), max_tokens=tokens, **changes)


def written(engine, requests):
    streams = [engine.submit(request) for request in requests]
    return [[event.token for event in stream] for stream in streams]


def test_a_lone_reply_is_written_a_step_ahead(serve, plainly):
    engine, steps = serve()
    assert written(engine, [ask(9, 40)]) == [plainly(ask(9, 40))]
    assert steps.ahead == list(range(2, 41))
    assert engine.counts.steps == 40
    assert engine.free_pages == engine.pages


def test_replies_that_come_and_go_get_what_each_gets_alone(serve, plainly):
    engine, steps = serve()
    requests = [ask(length, 5 + length % 30) for length in (3, 70, 9, 40, 1, 120, 22, 8, 33, 64)]
    assert written(engine, requests) == [plainly(request) for request in requests]
    assert len(steps.ahead) > 10
    assert engine.free_pages == engine.pages


def test_a_stop_token_ends_the_reply_and_what_was_begun_is_in_vain(serve, plainly):
    engine, steps = serve()
    whole = plainly(ask(9, 40))
    for token in set(whole):
        end = whole.index(token) + 1
        events = list(engine.submit(ask(9, 40, stop_tokens={token})))
        assert [event.token for event in events] == whole[:end]
        assert events[-1].finish_reason == "stop"
        # The pages that the step in vain wrote to serve others.
        assert written(engine, [ask(30, 12)]) == [plainly(ask(30, 12))]
    assert steps.ahead
    assert engine.free_pages == engine.pages


def test_one_reply_ends_while_another_goes_on(serve, plainly):
    engine, steps = serve()
    stop = plainly(ask(9, 20))[6]
    short, long = ask(9, 20, stop_tokens={stop}), ask(12, 60)
    assert written(engine, [short, long]) == [plainly(short), plainly(long)]
    assert len(steps.ahead) > 50


@pytest.mark.parametrize(
    "changes",
    [
        {"sampling": SamplingSettings(temperature=1.0, seed=2)},
        {"sampling": SamplingSettings(repetition_penalty=1.3)},
        {"alternatives": 2},
    ],
)
def test_who_needs_logits_on_the_host_is_waited_for(serve, plainly, changes):
    engine, steps = serve()
    assert written(engine, [ask(9, 12, **changes)]) == [plainly(ask(9, 12, **changes))]
    assert steps.ahead == []


def test_a_draft_is_waited_for_only_where_a_phrase_may_come_again(serve, plainly):
    engine, steps = serve(most_drafted=8)
    requests = [Request(prompt=(5, 6, 7) * 6, max_tokens=60), ask(15, 60)]
    for request in requests:
        assert written(engine, [request]) == [plainly(request)]
    assert engine.counts.tokens_drafted > 0
    assert len(steps.ahead) > 10


def test_a_cancelled_reply_gives_its_place_back_while_a_step_runs(serve, plainly):
    engine, _ = serve()
    events = iter(engine.submit(ask(9, 400)))
    for _ in range(5):
        next(events)
    events.close()
    deadline = time.monotonic() + 60
    while engine.free_pages < engine.pages and time.monotonic() < deadline:
        time.sleep(0.002)
    assert engine.free_pages == engine.pages
    assert written(engine, [ask(20, 9)]) == [plainly(ask(20, 9))]


def test_a_step_ahead_that_fails_fails_its_replies_and_the_engine_goes_on(serve, plainly):
    engine, steps = serve()
    steps.left_to_fail = 1
    with pytest.raises(BackendError, match="the card is gone"):
        written(engine, [ask(9, 20)])
    assert engine.free_pages == engine.pages
    assert written(engine, [ask(9, 20)]) == [plainly(ask(9, 20))]
