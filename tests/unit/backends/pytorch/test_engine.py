"""The engine: many requests at once, each as if it were alone; bad ones never take it down."""

import asyncio
import subprocess
import sys
import threading
import time
from dataclasses import fields
from types import SimpleNamespace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_checkpoints import EVERY_KIND, blocks_config, llama_config, write_checkpoint

from mrkl_backends.pytorch.attention_state import OneSequence
from mrkl_backends.pytorch.engine import Engine, EngineCounts, EngineSettings
from mrkl_backends.pytorch.loading import load_model
from mrkl_backends.pytorch.requests import Request
from mrkl_backends.pytorch.sampling import SamplingSettings
from mrkl_core.errors import BackendError, BackendUnavailableError, MRKLError

SMALL = EngineSettings(cache_tokens=640, most_running=4, most_waiting=8, step_tokens=24)
FIELDS = fields(EngineCounts)


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


def likeliest_after(model, tokens, reply):
    """Read prompt and reply at once; return the likeliest token where each of the reply stands.

    A reply is the greedy one if this gives it again: each token follows from those before it.
    """
    ids = torch.tensor([*tokens, *reply])
    with torch.inference_mode():
        hidden = model.hidden_states(ids, torch.arange(len(ids)), OneSequence())
        return model.logits(hidden[len(tokens) - 1 : -1]).argmax(-1).tolist()


def tokens_of(stream):
    return [event.token for event in stream]


def until(condition, seconds=60.0):
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

    is_free = False

    def __init__(self, tokens):
        self.left = list(tokens)

    def allowed(self):
        mask = torch.zeros(120, dtype=torch.bool)
        mask[self.left[0]] = True
        return mask

    def accept(self, token):
        assert token == self.left.pop(0)

    def forced(self):
        return ()

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
        ({"alternatives": 21}, "alternatives"),
        ({"alternatives": -1}, "alternatives"),
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


def test_closing_ends_a_reply_that_is_being_written(model):
    engine = Engine(model, EngineSettings(cache_tokens=640, most_drafted=0))
    events = iter(engine.submit(Request(prompt=prompt(4), max_tokens=500)))
    next(events)
    engine.close()
    with pytest.raises(BackendUnavailableError, match="closed"):
        list(events)
    assert engine.free_pages == engine.pages


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


def counted(engine, request):
    """Return a reply's tokens, and what the engine did for it."""
    before = engine.counts
    tokens = tokens_of(engine.submit(request))
    after = engine.counts
    done = {
        field.name: getattr(after, field.name) - getattr(before, field.name) for field in FIELDS
    }
    return tokens, SimpleNamespace(**done)


def test_a_beginning_that_was_read_before_is_not_read_again(engine, model):
    asked = Request(prompt=prompt(70), max_tokens=1)
    first, done = counted(engine, asked)
    assert (done.tokens_read, done.tokens_shared, done.steps) == (70, 0, 3)
    again, done = counted(engine, asked)
    assert (done.tokens_read, done.tokens_shared, done.steps) == (6, 64, 1)
    longer, done = counted(engine, Request(prompt=(*prompt(70), 5, 6), max_tokens=9))
    assert (done.tokens_shared, longer) == (64, greedy(model, (*prompt(70), 5, 6), 9))
    assert first == again == greedy(model, prompt(70), 1)


def test_a_conversation_goes_on_from_what_was_written(engine, model):
    said = prompt(30)
    reply, _ = counted(engine, Request(prompt=said, max_tokens=20))
    assert reply == greedy(model, said, 20)
    said += (*reply, 9)
    reply, done = counted(engine, Request(prompt=said, max_tokens=5))
    assert (done.tokens_shared, reply) == (48, greedy(model, said, 5))


def test_nothing_is_shared_between_tenants(engine):
    def asked(tenant):
        return Request(prompt=prompt(70), max_tokens=8, tenant=tenant)

    (anna, _), (ben, done) = counted(engine, asked("anna")), counted(engine, asked("ben"))
    assert (done.tokens_shared, anna) == (0, ben)
    assert counted(engine, asked("anna"))[1].tokens_shared == 64


def test_a_prompt_is_shared_while_its_reply_is_written(engine, model):
    first = engine.submit(Request(prompt=prompt(40), max_tokens=100))
    events = iter(first)
    next(events)
    again, done = counted(engine, Request(prompt=prompt(40), max_tokens=7))
    assert (done.tokens_shared, again) == (32, greedy(model, prompt(40), 7))
    events.close()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 90), st.integers(1, 30))), st.data())
@settings(deadline=None, max_examples=25)
def test_any_order_of_requests_gives_what_each_gives_alone(model, wanted, data):
    # Prompts begin alike, and all together have far more pages than there are.
    room = EngineSettings(cache_tokens=160, most_running=3, step_tokens=24)
    engine = Engine(model, room)
    streams = []
    for seed, length, most in wanted:
        asked = (*prompt(40), *prompt(50, seed + 1))[:length]
        tenant = data.draw(st.sampled_from(["", "anna"]))
        stream = engine.submit(Request(prompt=asked, max_tokens=most, tenant=tenant))
        streams.append((stream, asked, most))
    for stream, asked, most in streams:
        found = tokens_of(stream)
        assert len(found) == most
        assert found == likeliest_after(model, asked, found)
    assert engine.free_pages == engine.pages
    engine.close()


def test_drafts_change_the_number_of_steps_and_nothing_else(model):
    plain = Engine(model, EngineSettings(cache_tokens=640, most_drafted=0))
    drafting = Engine(model, EngineSettings(cache_tokens=640))
    saved = 0
    for seed in range(6):
        phrase = prompt(12, seed)
        asked = Request(prompt=phrase * 3 + phrase[: seed + 3], max_tokens=90 + seed)
        wanted, without = counted(plain, asked)
        found, done = counted(drafting, asked)
        assert found == wanted == likeliest_after(model, asked.prompt, found)
        assert done.steps + done.drafts_right == without.steps == asked.max_tokens
        assert done.tokens_drafted >= done.drafts_right
        assert without.tokens_drafted == 0
        saved += without.steps - done.steps
    # Replies of random weights go round in circles, which is what drafts are good at.
    assert saved > 20
    assert drafting.free_pages == drafting.pages
    plain.close()
    drafting.close()


def test_a_draft_ends_where_the_reply_does(engine, model):
    phrase = prompt(12) * 3
    reply = greedy(model, phrase, 40)
    for token in sorted(set(reply)):
        end = reply.index(token) + 1
        asked = Request(prompt=phrase, max_tokens=40, stop_tokens={token})
        events = list(engine.submit(asked))
        assert [event.token for event in events] == reply[:end]
        assert [event.finish_reason for event in events] == [None] * (end - 1) + ["stop"]


@pytest.mark.parametrize("sampling", [{"temperature": 1.0, "seed": 1}, {"presence_penalty": 0.1}])
def test_only_greedy_replies_are_drafted(engine, sampling):
    asked = Request(prompt=(5, 6, 7) * 8, max_tokens=30, sampling=SamplingSettings(**sampling))
    assert counted(engine, asked)[1].tokens_drafted == 0


def test_the_likeliest_tokens_are_told_on_request(engine, model):
    events = list(engine.submit(Request(prompt=prompt(9), max_tokens=3, alternatives=4)))
    known = list(prompt(9))
    for event in events:
        with torch.inference_mode():
            hidden = model.hidden_states(
                torch.tensor(known), torch.arange(len(known)), OneSequence()
            )
            logprobs = model.logits(hidden[-1:])[0].log_softmax(0)
        values, tokens = logprobs.topk(4)
        assert [token for token, _ in event.alternatives] == tokens.tolist()
        found = [logprob for _, logprob in event.alternatives]
        assert found == pytest.approx(values.tolist(), abs=1e-4)
        assert event.alternatives[0] == (event.token, pytest.approx(event.logprob, abs=1e-4))
        known.append(event.token)
    assert next(iter(engine.submit(Request(prompt=(5,), max_tokens=1)))).alternatives == ()


def test_a_vocabulary_smaller_than_the_alternatives_is_told_whole(tmp_path):
    model = load_model(write_checkpoint(tmp_path, llama_config(vocab_size=7)))
    engine = Engine(model, SMALL)
    (event,) = engine.submit(Request(prompt=(5,), max_tokens=1, alternatives=20))
    assert sorted(token for token, _ in event.alternatives) == list(range(7))
    engine.close()


def test_a_program_may_end_while_the_engine_writes(tmp_path):
    folder = write_checkpoint(tmp_path / "checkpoint", llama_config())
    program = f"""
from pathlib import Path
from mrkl_backends.pytorch.engine import Engine
from mrkl_backends.pytorch.loading import load_model
from mrkl_backends.pytorch.requests import Request
engine = Engine(load_model(Path({str(folder)!r}), dtype="bfloat16"))
next(iter(engine.submit(Request(prompt=(1, 2), max_tokens=400))))
engine.submit(Request(prompt=(1, 2), max_tokens=400))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
