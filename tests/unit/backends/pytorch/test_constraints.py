"""Whatever a model writes under a constraint matches it; random weights are the hardest case."""

import json
import re

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_checkpoints import llama_config, write_checkpoint
from tiny_tokenizer import SPECIAL, tiny_tokenizer
from tokenizers import Tokenizer as Pieces
from tokenizers import models

from mrkl_backends.pytorch.constraints import Grammars
from mrkl_backends.pytorch.engine import Engine
from mrkl_backends.pytorch.loading import load_model
from mrkl_backends.pytorch.requests import Request
from mrkl_backends.pytorch.sampling import SamplingSettings
from mrkl_backends.pytorch.tokenizer import Tokenizer
from mrkl_core.errors import BackendError, SettingsError

TOKENIZER = Tokenizer(tiny_tokenizer())
STOP = {TOKENIZER.token_id(SPECIAL[1]), TOKENIZER.token_id(SPECIAL[4])}
VOCABULARY = 416  # more than the tokenizer knows, as models have
GRAMMARS = Grammars(TOKENIZER, vocab_size=VOCABULARY, stop_tokens=STOP)
PERSON = {
    "type": "object",
    "properties": {
        "router": {"type": "string", "maxLength": 6},
        "question": {"type": "integer", "minimum": 0, "maximum": 120},
    },
    "required": ["router", "question"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    config = llama_config(vocab_size=VOCABULARY)
    folder = write_checkpoint(tmp_path_factory.mktemp("checkpoint"), config)
    made = Engine(load_model(folder))
    yield made
    made.close()


def written(engine, constraint, *, seed=0, max_tokens=400, temperature=2.0, **changes):
    """Return a reply's text, and its events."""
    request = Request(
        prompt=tuple(TOKENIZER.encode("What is it?")),
        max_tokens=max_tokens,
        sampling=SamplingSettings(temperature=temperature, seed=seed, **changes),
        stop_tokens=STOP,
        constraint=constraint,
    )
    events = list(engine.submit(request))
    return TOKENIZER.decode(event.token for event in events), events


def schemas(depth=2):
    """Return schemas that bound what is written, each with a check of values against it."""
    plain = st.one_of(
        st.integers(0, 5).map(
            lambda most: (
                {"type": "string", "maxLength": most},
                lambda value: isinstance(value, str) and len(value) <= most,
            )
        ),
        st.tuples(st.integers(-200, 200), st.integers(0, 300)).map(
            lambda pair: (
                {"type": "integer", "minimum": pair[0], "maximum": sum(pair)},
                lambda value: type(value) is int and pair[0] <= value <= sum(pair),
            )
        ),
        st.just(({"type": "boolean"}, lambda value: isinstance(value, bool))),
        st.just(({"type": "null"}, lambda value: value is None)),
        st.lists(st.text(max_size=5), min_size=1, max_size=3).map(
            lambda choices: ({"enum": choices}, lambda value: value in choices)
        ),
    )
    if not depth:
        return plain
    inner = schemas(depth - 1)
    return st.one_of(plain, inner.map(_array), st.lists(inner, max_size=3).map(_object))


def _array(item):
    schema, fits = item
    return (
        {"type": "array", "items": schema, "minItems": 1, "maxItems": 2},
        lambda value: isinstance(value, list) and 1 <= len(value) <= 2 and all(map(fits, value)),
    )


def _object(members):
    names = [f"{'question'[: 3 + k]}{k}" for k in range(len(members))]
    schema = {
        "type": "object",
        "properties": {name: one for name, (one, _) in zip(names, members, strict=True)},
        "required": names,
        "additionalProperties": False,
    }
    checks = [fits for _, fits in members]
    return (
        schema,
        lambda value: (
            list(value) == names
            and all(fits(one) for fits, one in zip(checks, value.values(), strict=True))
        ),
    )


@given(schemas(), st.integers(0, 10**6))
@settings(deadline=None, max_examples=60)
def test_random_weights_write_json_of_any_schema(engine, made, seed):
    schema, fits = made
    text, events = written(engine, GRAMMARS.json_schema(schema), seed=seed)
    assert events[-1].finish_reason == "stop"
    value = json.loads(text)
    assert fits(value)


def test_json_is_spaced_as_python_does_whatever_the_schema_wants(engine):
    wanted = {**PERSON, "x-guidance": {"whitespace_flexible": True}}
    text, _ = written(engine, GRAMMARS.json_schema(wanted))
    assert text == json.dumps(json.loads(text), ensure_ascii=False)


def test_a_reply_cut_short_says_so(engine):
    text, events = written(engine, GRAMMARS.json_schema(PERSON), max_tokens=5)
    assert (len(events), events[-1].finish_reason) == (5, "length")
    assert text.startswith('{"router')


def test_forced_tokens_are_written_without_a_step_each(engine):
    before = engine.counts.steps
    text, events = written(engine, GRAMMARS.regex('The router reads a "[ab]" and picks an expert.'))
    assert re.fullmatch('The router reads a "[ab]" and picks an expert.', text)
    forced = [event for event in events if event.logprob == 0]
    assert len(forced) > 5
    assert engine.counts.steps - before == len(events) - len(forced)
    # As the tokenizer itself would write them, as long as the model has had no choice.
    begun = next(k for k, event in enumerate(events) if event.logprob)
    assert [event.token for event in events[:begun]] == TOKENIZER.encode(text)[:begun]
    assert begun > 2


def test_a_wholly_forced_reply_takes_no_step_and_frees_its_place(engine):
    before = engine.counts.steps
    text, events = written(engine, GRAMMARS.regex("The router!"))
    assert text.startswith("The router")
    assert engine.counts.steps - before == sum(event.logprob != 0 for event in events) <= 1
    text, events = written(engine, GRAMMARS.regex("The router reads a question"), max_tokens=2)
    assert (len(events), events[-1].finish_reason) == (2, "length")
    assert engine.counts.steps - before <= 1
    assert engine.free_pages == engine.pages


def test_forced_tokens_count_for_penalties(engine):
    # The only free choice is between a repeated token and a new one.
    constraint = GRAMMARS.regex("aaaaaaaa(a|Q)")
    text, _ = written(engine, constraint, temperature=0.0, presence_penalty=100.0)
    assert text == "aaaaaaaaQ"


def test_a_grammar_is_kept(engine):
    constraint = GRAMMARS.lark('start: "say " WORD (" and " WORD)?\nWORD: /[a-d]{1,3}/')
    text, events = written(engine, constraint)
    assert re.fullmatch("say [a-d]{1,3}( and [a-d]{1,3})?", text)
    assert events[-1].finish_reason == "stop"


@pytest.mark.parametrize(("before", "start"), [("<think>", "<think>"), ("", "")])
def test_reasoning_before_the_json_stays_free(engine, before, start):
    constraint = GRAMMARS.json_schema(PERSON, before=before)
    for token in TOKENIZER.encode(f'{start}No {{"tag"}} <is> a token.</think>\n\n'):
        assert constraint.allowed()[token]
        constraint.accept(token)
    answer = []
    while not constraint.is_finished:
        answer.append(int(constraint.allowed().nonzero()[-1]))
        constraint.accept(answer[-1])
    assert list(json.loads(TOKENIZER.decode(answer))) == ["router", "question"]


def test_reasoning_cannot_be_left_out_where_it_is_asked_for():
    constraint = GRAMMARS.json_schema(PERSON, before="<think>")
    assert not constraint.allowed()[TOKENIZER.encode("{")[0]]


def test_tokens_beyond_the_tokenizer_and_special_ones_are_never_allowed():
    mask = GRAMMARS.lark("start: /(.|\\n)*/").allowed()
    assert mask.shape == (VOCABULARY,)
    assert not mask[TOKENIZER.pieces.get_vocab_size() :].any()
    special = {TOKENIZER.token_id(token) for token in SPECIAL}
    assert {token for token in special if mask[token]} == STOP


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"type": "foo"}, "foo"),
        ({"type": "string", "pattern": "("}, "unclosed group"),
        ({"type": "array", "uniqueItems": True}, "uniqueItems"),
        ({"enum": []}, "Unsatisfiable"),
        ({"$ref": "http://example.org/other"}, "example.org"),
        ({"const": float("nan")}, "JSON"),
        ({"const": object()}, "object"),
    ],
)
@pytest.mark.parametrize("before", [None, "<think>"])
def test_a_schema_that_cannot_be_used_is_refused_with_its_fault(schema, fault, before):
    with pytest.raises(SettingsError, match="JSON schema cannot be used") as caught:
        GRAMMARS.json_schema(schema, before=before)
    assert fault in caught.value.context["fault"]


def test_faulty_grammars_and_expressions_are_refused():
    with pytest.raises(SettingsError, match="grammar cannot be used"):
        GRAMMARS.lark('start: "a')
    with pytest.raises(SettingsError, match=r"(?s)regular expression cannot be used.*unclosed"):
        GRAMMARS.regex("[a")


def test_a_token_that_does_not_match_is_an_error():
    constraint = GRAMMARS.regex("ab")
    with pytest.raises(BackendError, match="kept to its grammar"):
        constraint.accept(TOKENIZER.encode("Q")[0])
    with pytest.raises(BackendError, match="kept to its grammar"):
        constraint.allowed()


def test_a_tokenizer_that_cannot_be_read_by_bytes_is_refused():
    words = Tokenizer(Pieces(models.WordPiece({"a": 0, "[UNK]": 1}, unk_token="[UNK]")))
    with pytest.raises(BackendError, match="cannot be constrained"):
        Grammars(words, vocab_size=2, stop_tokens=())


class Stray:
    """Forces a token that no model knows."""

    is_finished = False

    def allowed(self):
        return torch.ones(VOCABULARY, dtype=torch.bool)

    def accept(self, token):
        pass

    def forced(self):
        return (VOCABULARY,)


def test_a_forced_token_beyond_the_vocabulary_fails_only_its_request(engine):
    with pytest.raises(BackendError, match="forces the token 416"):
        written(engine, Stray())
    assert written(engine, GRAMMARS.regex("ab"))[0] == "ab"
