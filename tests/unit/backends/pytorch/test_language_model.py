import asyncio
import json
import math
import time
from contextlib import aclosing
from pathlib import Path

import pytest
import torch
from tiny_checkpoints import EVERY_KIND, blocks_config, llama_config
from tiny_models import LLAMA_3, write_model

from mrkl_backends.pytorch.attention_state import OneSequence
from mrkl_backends.pytorch.language_model import LocalModel, with_documents
from mrkl_backends.pytorch.loading import load_model
from mrkl_core.errors import BackendError, ModelNotFoundError, SettingsError
from mrkl_core.protocols import LanguageModel
from mrkl_core.values import Content, Generation, Message

ASK = (Message(role="user", content="What is 15% of 2,480?"),)


def load(folder: Path) -> LocalModel:
    return LocalModel.load(folder, name="tiny")


@pytest.fixture
def model(tmp_path: Path):
    found = load(write_model(tmp_path / "tiny", blocks_config(EVERY_KIND), template=LLAMA_3))
    yield found
    found.close()


def greedy(folder: Path, prompt: list[int], stop: frozenset[int], count: int) -> list[int]:
    """The slow twin: the whole sequence anew for every token."""
    whole = load_model(folder)
    tokens = list(prompt)
    with torch.inference_mode():
        while len(tokens) < len(prompt) + count:
            places = torch.arange(len(tokens))
            hidden = whole.hidden_states(torch.tensor(tokens), places, OneSequence())
            tokens.append(int(whole.logits(hidden[-1:])[0].argmax()))
            if tokens[-1] in stop:
                break
    return tokens[len(prompt) :]


def test_a_reply_is_what_the_plain_model_writes(model: LocalModel, tmp_path: Path) -> None:
    assert isinstance(model, LanguageModel)
    assert model.name == "tiny"
    request, _ = model.prepare(ASK, max_tokens=12)
    known = greedy(tmp_path / "tiny", list(request.prompt), model.stop_tokens, 12)
    whole = asyncio.run(model.generate(ASK, max_tokens=12))
    text = [token for token in known if token not in model.stop_tokens]
    assert whole.text == model.tokenizer.decode(text).lstrip()
    assert (whole.prompt_tokens, whole.completion_tokens) == (len(request.prompt), len(known))


def test_a_stream_ends_with_the_whole(model: LocalModel) -> None:
    async def run():
        return [event async for event in model.stream(ASK, max_tokens=12)]

    *stretches, whole = asyncio.run(run())
    assert isinstance(whole, Generation)
    assert "".join(event.text for event in stretches if isinstance(event, Content)) == whole.text


def test_many_conversations_do_not_mix(model: LocalModel) -> None:
    questions = [[Message(role="user", content=f"Question {k}?")] for k in range(5)]

    async def run():
        alone = [await model.generate(one, max_tokens=8) for one in questions]
        together = await asyncio.gather(*(model.generate(one, max_tokens=8) for one in questions))
        return alone, list(together)

    alone, together = asyncio.run(run())
    assert alone == together


def test_a_reader_that_leaves_frees_its_place(tmp_path: Path) -> None:
    model = load(write_model(tmp_path / "base"))

    async def run():
        async with aclosing(model.stream(ASK, max_tokens=400)) as events:
            async for _ in events:
                break

    asyncio.run(run())
    whole = asyncio.run(model.generate(ASK, max_tokens=2))
    assert whole.completion_tokens <= 2
    model.close()


def test_a_longest_reply_is_cut_to_what_fits(model: LocalModel) -> None:
    request, _ = model.prepare(ASK, max_tokens=10**6)
    assert len(request.prompt) + request.max_tokens == model.engine.capacity == 512


def test_a_prompt_that_cannot_fit_is_refused(model: LocalModel) -> None:
    long = (Message(role="user", content="word " * 2000),)
    with pytest.raises(BackendError, match="512"):
        asyncio.run(model.generate(long))


def test_settings_of_sampling(model: LocalModel) -> None:
    request, _ = model.prepare(ASK, think="on", seed=5)
    assert (request.sampling.temperature, request.sampling.top_p) == (0.6, 0.95)
    request, _ = model.prepare(ASK, temperature=0.25)
    assert request.sampling.temperature == 0.25
    raw, _ = model.prepare_raw("What", temperature=1.5, seed=3)
    assert (raw.sampling.temperature, raw.sampling.seed) == (1.5, 3)
    assert raw.prompt == (*model.begin, *model.tokenizer.encode("What"))
    with pytest.raises(SettingsError, match="temperature"):
        model.prepare_raw("What", temperature=-1)


def test_raw_text_is_never_control(model: LocalModel) -> None:
    raw, _ = model.prepare_raw("<|eot_id|>")
    assert model.tokenizer.token_id("<|eot_id|>") not in raw.prompt


def test_documents_stand_numbered_before_the_users_last_words() -> None:
    talk = [Message(role="user", content="One?"), Message(role="assistant", content="Two.")]
    talk.append(Message(role="user", content="Three?"))
    first, second, third = with_documents(talk, ["A\n", "B"])
    assert (first, second) == (talk[0], talk[1])
    assert third.content == "Document 1:\nA\n\nDocument 2:\nB\n\nThree?"
    assert with_documents(talk, []) == talk
    assert with_documents(talk[1:2], ["A"]) == talk[1:2]


def test_documents_reach_the_prompt(model: LocalModel) -> None:
    with_window, _ = model.prepare(ASK, windows=["Anna's fare is 12."])
    without, _ = model.prepare(ASK)
    assert len(with_window.prompt) > len(without.prompt)
    assert "Anna" in model.tokenizer.decode(with_window.prompt)


def test_scores_are_those_of_the_plain_model(model: LocalModel, tmp_path: Path) -> None:
    begin = [*model.begin, *model.tokenizer.encode("The router")]
    rest = model.tokenizer.encode(" reads")
    whole = load_model(tmp_path / "tiny")
    with torch.inference_mode():
        tokens = torch.tensor(begin + rest)
        hidden = whole.hidden_states(tokens, torch.arange(len(tokens)), OneSequence())
        logprobs = whole.logits(hidden).log_softmax(-1)
    known = sum(float(logprobs[len(begin) - 1 + k, token]) for k, token in enumerate(rest))
    found = asyncio.run(model.score("The router", [" reads", "", " 🙂"]))
    assert math.isclose(found[0], known, rel_tol=1e-4)
    assert found[1] == 0.0
    assert found[2] < 0


def test_a_model_without_a_first_token(tmp_path: Path) -> None:
    model = load(write_model(tmp_path / "tiny", llama_config(bos_token_id=None)))
    assert model.begin == ()
    assert asyncio.run(model.score("", ["The"])) == (0.0,)
    assert asyncio.run(model.generate(ASK, max_tokens=2)).completion_tokens <= 2
    model.close()


def test_small_files_are_checked_before_the_weights(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "tiny")
    (folder / "model.safetensors").write_bytes(b"")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelNotFoundError, match=r"tokenizer\.json"):
        load(folder)


def test_two_models_at_once(tmp_path: Path) -> None:
    started = time.monotonic()
    models = [load(write_model(tmp_path / str(seed), seed=seed)) for seed in (1, 2)]

    async def run():
        return await asyncio.gather(*(one.generate(ASK, max_tokens=8) for one in models))

    first, second = asyncio.run(run())
    assert first.text != second.text
    for one in models:
        one.close()
    assert time.monotonic() - started < 60


SCHEMA = {
    "type": "object",
    "properties": {"expert": {"enum": ["units", "web"]}, "sure": {"type": "boolean"}},
    "required": ["expert", "sure"],
    "additionalProperties": False,
}


def test_a_reply_matches_the_schema_asked_for(model: LocalModel) -> None:
    whole = asyncio.run(model.generate(ASK, json_schema=SCHEMA))
    value = json.loads(whole.text)
    assert (list(value), whole.finish_reason) == (["expert", "sure"], "stop")
    request, written = model.prepare_raw("It is", temperature=3.0, seed=1, json_schema=SCHEMA)
    for event in model.engine.submit(request):
        list(written.add(event))
    list(written.finish())
    assert json.loads(written.generation(len(request.prompt)).text)["expert"] in ("units", "web")


def test_a_schema_that_cannot_be_used_is_refused(model: LocalModel) -> None:
    with pytest.raises(SettingsError, match="foo"):
        asyncio.run(model.generate(ASK, json_schema={"type": "foo"}))


JSON = '{"expert": "units", "sure": true}'


def allows(model: LocalModel, text: str, **options) -> bool:
    """Tell whether a reply may begin so."""
    request, _ = model.prepare(ASK, json_schema=SCHEMA, **options)
    assert request.constraint is not None
    for token in model.tokenizer.encode(text):
        if not request.constraint.allowed()[token]:
            return False
        request.constraint.accept(token)
    return True


def test_reasoning_goes_before_the_json_where_the_model_reasons(tmp_path: Path) -> None:
    model = load(write_model(tmp_path / "Llama-3_3-Nemotron-Super-49B-v1_5"))
    assert allows(model, f"<think>Well.</think>\n\n{JSON}", think="on")
    assert not allows(model, JSON, think="on")
    assert allows(model, JSON, think="off")
    assert not allows(model, "<think>", think="off")
    model.close()


def test_a_prompt_that_ends_inside_reasoning_lets_it_go_on(tmp_path: Path) -> None:
    model = load(write_model(tmp_path / "tiny", template=LLAMA_3 + "{{ '<think>\n' }}"))
    assert allows(model, f"Well.</think>\n{JSON}")
    assert not allows(model, f"Well.</think> Then {JSON}")
    model.close()


def test_a_model_without_toggle_does_not_reason_first(model: LocalModel) -> None:
    assert allows(model, JSON, think="on")


ADD = {
    "name": "add",
    "parameters": {
        "type": "object",
        "properties": {"a": {"type": "integer", "minimum": 0, "maximum": 9}},
        "required": ["a"],
    },
}


@pytest.fixture
def caller(tmp_path: Path):
    found = load(write_model(tmp_path / "Llama-3.1-Nemotron-Nano-8B-v1"))
    yield found
    found.close()


def test_calls_that_have_begun_are_kept_to_the_tools(caller: LocalModel) -> None:
    request, _ = caller.prepare(ASK, tools=[ADD], think="off")
    assert request.constraint.is_free
    for token in caller.tokenizer.encode("I add. <TOOLCALL"):
        request.constraint.accept(token)
    forced = caller.tokenizer.decode(request.constraint.forced())
    assert forced.startswith('>[{"name": "add", "arguments": {"a":')
    assert caller.prepare(ASK, think="off")[0].constraint is None


def test_a_call_may_stand_in_place_of_json(caller: LocalModel) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "null"}}, "required": ["n"]}
    for text in ('{"n": null}', '<TOOLCALL>[{"name": "add", "arguments": {"a": 3}}]</TOOLCALL>'):
        request, _ = caller.prepare(ASK, tools=[ADD], think="off", json_schema=schema)
        for token in caller.tokenizer.encode(text):
            request.constraint.accept(token)
        assert request.constraint.is_finished
        assert not request.constraint.is_free


def test_a_tokenizer_that_cannot_be_constrained_still_calls_tools(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "Llama-3.1-Nemotron-Nano-8B-v1")
    file = folder / "tokenizer.json"
    known = json.loads(file.read_text())
    file.write_text(json.dumps(known | {"decoder": None}))
    model = load(folder)
    request, _ = model.prepare(ASK, tools=[ADD], think="off")
    model.close()
    assert request.constraint is None
