"""The engine: many requests at once, each as if it were alone; bad ones never take it down."""

import asyncio
import threading
import time

import pytest
import torch
from tiny_checkpoints import EVERY_KIND, blocks_config, write_checkpoint

from mrkl_backends.pytorch.attention_state import OneSequence
from mrkl_backends.pytorch.engine import Engine, EngineSettings
from mrkl_backends.pytorch.loading import load_model
from mrkl_backends.pytorch.requests import Request
from mrkl_backends.pytorch.sampling import SamplingSettings
from mrkl_core.errors import BackendError, BackendUnavailableError, MRKLError

SMALL = EngineSettings(cache_tokens=640, most_running=4, most_waiting=8, step_tokens=24)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkpoint")
    return load_model(write_checkpoint(folder, blocks_config(EVERY_KIND)))


@pytest.fixture
def engine(model):
    made = Engine(model, SMALL)
    yield made
    made.close()


def prompt(length, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return tuple(torch.randint(2, 120, (length,), generator=generator).tolist())


def greedy(model, tokens, count):
    """Write by reading the whole sequence anew for every token."""
    tokens = list(tokens)
    with torch.inference_mode():
        for _ in range(count):
            ids = torch.tensor(tokens)
            hidden = model.hidden_states(ids, torch.arange(len(ids)), OneSequence())
            tokens.append(int(model.logits(hidden[-1:]).argmax()))
    return tokens[-count:]


def tokens_of(stream):
    return [event.token for event in stream]


def until(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.002)
    return condition()


def test_many_at_once_get_what_each_would_get_alone(engine, model):
    prompts = [prompt(length, seed=length) for length in (3, 50, 17, 80, 1, 30)]
    streams = [engine.submit(Request(prompt=one, max_tokens=12)) for one in prompts]
    found = [tokens_of(stream) for stream in streams]
    assert found == [greedy(model, one, 12) for one in prompts]
    assert engine.free_pages == engine.pages


def test_the_last_token_says_why_it_is_the_last(engine, model):
    wanted = greedy(model, prompt(9), 6)
    events = list(engine.submit(Request(prompt=prompt(9), max_tokens=6)))
    assert [event.finish_reason for event in events] == [None] * 5 + ["length"]
    stop = next(k for k, token in enumerate(wanted) if token not in wanted[:k] and k)
    request = Request(prompt=prompt(9), max_tokens=6, stop_tokens={wanted[stop]})
    events = list(engine.submit(request))
    assert [event.token for event in events] == wanted[: stop + 1]
    assert events[-1].finish_reason == "stop"
    assert all(event.logprob <= 0 for event in events)


class Fixed:
    """Lets only these tokens through, in this order."""

    def __init__(self, tokens):
        self.left = list(tokens)

    def allowed(self):
        mask = torch.zeros(120, dtype=torch.bool)
        mask[self.left[0]] = True
        return mask

    def accept(self, token):
        assert token == self.left.pop(0)

    @property
    def is_finished(self):
        return not self.left


def test_a_constraint_is_kept_and_ends_the_reply(engine):
    request = Request(prompt=prompt(5), max_tokens=9, constraint=Fixed([7, 8, 9]))
    events = list(engine.submit(request))
    assert [event.token for event in events] == [7, 8, 9]
    assert events[-1].finish_reason == "stop"


class Broken(Fixed):
    def allowed(self):
        raise ZeroDivisionError("no mask")


def test_a_request_that_fails_ends_alone(engine, model):
    good = engine.submit(Request(prompt=prompt(20), max_tokens=8))
    bad = engine.submit(Request(prompt=prompt(4), max_tokens=8, constraint=Broken([])))
    with pytest.raises(BackendError, match="ZeroDivisionError"):
        list(bad)
    assert tokens_of(good) == greedy(model, prompt(20), 8)
    assert engine.free_pages == engine.pages


def test_sampling_does_not_depend_on_who_else_is_served(engine):
    sampling = SamplingSettings(temperature=1.0, seed=3)
    request = Request(prompt=prompt(8), max_tokens=20, sampling=sampling)
    alone = tokens_of(engine.submit(request))
    others = [engine.submit(Request(prompt=prompt(30, k), max_tokens=20)) for k in range(3)]
    assert tokens_of(engine.submit(request)) == alone
    assert all(len(tokens_of(other)) == 20 for other in others)


def test_a_cancelled_reply_gives_its_place_back(engine):
    stream = engine.submit(Request(prompt=prompt(4), max_tokens=400))
    events = iter(stream)
    next(events)
    assert engine.free_pages < engine.pages
    events.close()
    assert until(lambda: engine.free_pages == engine.pages)


def test_a_request_that_waits_can_be_cancelled(engine):
    first = engine.submit(Request(prompt=prompt(4), max_tokens=500))
    second = engine.submit(Request(prompt=prompt(4), max_tokens=500))
    second.cancel()
    assert tokens_of(second) == []
    first.cancel()
    assert until(lambda: engine.free_pages == engine.pages)


def test_streams_can_be_read_on_an_event_loop(engine, model):
    async def read(length):
        request = Request(prompt=prompt(length), max_tokens=10)
        return [event.token async for event in engine.submit(request)]

    async def both():
        return await asyncio.gather(read(6), read(40))

    assert asyncio.run(both()) == [greedy(model, prompt(length), 10) for length in (6, 40)]


def test_leaving_an_async_stream_cancels_it(engine):
    async def first():
        stream = engine.submit(Request(prompt=prompt(4), max_tokens=400)).__aiter__()
        event = await anext(stream)
        await stream.aclose()
        return event

    assert asyncio.run(first()).finish_reason is None
    assert until(lambda: engine.free_pages == engine.pages)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prompt": ()}, "no token"),
        ({"prompt": (1, 120)}, "120"),
        ({"prompt": (-1,)}, "-1"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_tokens": -5}, "max_tokens"),
        ({"max_tokens": 10**9}, "at most 512"),
        ({"prompt": tuple([2] * 600)}, "at most 512"),
    ],
)
def test_what_can_never_be_served_is_refused_at_once(engine, changes, message):
    with pytest.raises(BackendError, match=message):
        engine.submit(Request(**{"prompt": (1, 2), "max_tokens": 4, **changes}))


def test_a_hundred_bad_requests_leave_the_engine_alive(engine, model):
    for k in range(100):
        with pytest.raises(MRKLError):
            list(
                engine.submit(
                    Request(
                        prompt=((), (999,), (1,), (2,))[k % 4],
                        max_tokens=(4, 4, -1, 4)[k % 4],
                        constraint=Broken([]) if k % 4 == 3 else None,
                    )
                )
            )
    assert tokens_of(engine.submit(Request(prompt=(5, 6), max_tokens=3))) == greedy(
        model, (5, 6), 3
    )


def test_too_many_waiting_are_refused_and_the_others_are_served(model):
    engine = Engine(model, SMALL)
    streams = []

    def crowd():
        for _ in range(50):
            streams.append(engine.submit(Request(prompt=prompt(4), max_tokens=300)))

    with pytest.raises(BackendUnavailableError, match="waiting"):
        crowd()
    assert len(streams) >= SMALL.most_waiting
    engine.close()
    for stream in streams:
        with pytest.raises(BackendUnavailableError, match="closed"):
            list(stream)
    with pytest.raises(BackendUnavailableError, match="closed"):
        engine.submit(Request(prompt=(1,), max_tokens=1))


def test_an_engine_that_never_served_closes(model):
    engine = Engine(model)
    assert engine.free_pages == engine.pages
    engine.close()


def test_a_step_that_fails_fails_its_requests_and_the_engine_goes_on(tmp_path):
    model = load_model(write_checkpoint(tmp_path, blocks_config("A2/64 A2/64")))
    engine = Engine(model, SMALL)
    weight = model.layers[1].attention.output.weight
    model.layers[1].attention.output.weight = torch.nn.Parameter(torch.ones(3, 3), False)
    with pytest.raises(BackendError, match="The model failed"):
        list(engine.submit(Request(prompt=(1, 2), max_tokens=4)))
    model.layers[1].attention.output.weight = weight
    assert len(tokens_of(engine.submit(Request(prompt=(1, 2), max_tokens=4)))) == 4
    engine.close()


def test_threads_that_come_and_go_leave_nothing_behind(engine):
    def client(seed):
        for k in range(6):
            stream = engine.submit(Request(prompt=prompt(5 + k, seed), max_tokens=15))
            for taken, _ in enumerate(stream):
                if taken == 3 and (seed + k) % 2:
                    break

    threads = [threading.Thread(target=client, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    assert until(lambda: engine.free_pages == engine.pages)


def test_a_request_waits_until_there_are_pages_for_it(engine):
    streams = [engine.submit(Request(prompt=prompt(4, k), max_tokens=400)) for k in range(2)]
    assert [len(tokens_of(stream)) for stream in streams] == [400, 400]
