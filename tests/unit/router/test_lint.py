import numpy as np
import pytest

from mrkl_core.errors import UnknownExpertError
from mrkl_core.values import ExpertSpec, Score, Slot
from mrkl_router.lint import Collision, LearningRouter, collisions, lint
from mrkl_router.router import NeuralRouter
from mrkl_router.spec_lint import spec_findings
from mrkl_router.weights import load_weights

WORDS = ("sing", "song", "tea", "cup", "brew", "loud")


class WordCounts:
    """Encodes a text by which of a few words it holds."""

    def encode(self, texts):
        rows = [[1e-3, *(word in text.split() for word in WORDS)] for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(len(texts), len(WORDS) + 1)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class NearestExample:
    """A router that scores an expert by its nearest example."""

    def __init__(self, *specs):
        self.encoder = WordCounts()
        self.specs = {spec.name: spec for spec in specs}

    def register(self, spec):
        self.specs[spec.name] = spec

    def unregister(self, name):
        del self.specs[name]

    def explain(self, question, *, experts):
        scores = [
            Score(expert=name, score=self.score(question, name), threshold=0.4) for name in experts
        ]
        return tuple(sorted(scores, key=lambda score: -score.score))

    def score(self, question, name):
        return float(self.similarities(question, name).max(initial=0.0))

    def similarities(self, question, name):
        examples = self.encoder.encode(self.specs[name].examples)
        return examples @ self.encoder.encode([question])[0]


class AverageExample(NearestExample):
    """A router that scores an expert by the average of its examples."""

    def score(self, question, name):
        return float(self.similarities(question, name).mean())


def spec(name, *examples, **rest):
    return ExpertSpec(
        **{"name": name, "description": f"It does {name} for you.", "examples": examples, **rest}
    )


SINGER = spec("singer", "sing a song", "a loud song", "sing loud")
TEA = spec("tea", "brew tea", "a cup of tea", "brew a cup")


def test_tools_that_lie_apart_do_not_collide():
    assert collisions(NearestExample(TEA), SINGER, [TEA]) == ()
    assert collisions(NearestExample(), SINGER, []) == ()
    assert collisions(NearestExample(TEA), spec("mute"), [TEA, spec("deaf")]) == ()


def test_each_example_is_judged_without_having_been_seen():
    greedy = spec("greedy", "sing a song", "a cup of tea", "brew tea")
    router = NearestExample(TEA, greedy)
    (found,) = collisions(router, greedy, [TEA, greedy])
    assert found == Collision(
        expert="greedy",
        other="tea",
        lost=("a cup of tea", "brew tea"),
        taken=("brew tea", "a cup of tea"),
        examples=3,
        others_examples=3,
    )
    assert list(router.specs) == ["tea", "greedy"]


def test_examples_of_others_can_be_won():
    odd = spec("odd", "sing", "brew tea", "brew a cup of tea", "brew a cup")
    (found,) = collisions(AverageExample(odd), SINGER, [odd])
    assert (found.lost, found.taken) == ((), ("sing",))
    (finding,) = (one for one in lint(AverageExample(odd), SINGER, [odd]) if one.texts)
    assert finding.message == "'singer' wins 1 of 4 examples of 'odd'."
    assert finding.severity == "warning"


def test_the_router_forgets_the_tool_even_when_it_fails():
    class Failing(NearestExample):
        def explain(self, question, *, experts):
            raise UnknownExpertError("no")

    router = Failing(TEA)
    with pytest.raises(UnknownExpertError):
        collisions(router, SINGER, [TEA])
    assert list(router.specs) == ["tea"]


def test_many_examples_are_folded():
    many = spec("many", *(f"sing song {i}" for i in range(40)))
    others = [spec(f"o{i}", *(f"brew {j} {i}" for j in range(30))) for i in range(100)]
    assert collisions(NearestExample(*others), many, others) == ()


def test_findings_say_what_to_do():
    greedy = spec("greedy", "sing a song", "a cup of tea", "brew tea")
    found = lint(NearestExample(TEA), greedy, [TEA])
    assert [(one.code, one.severity) for one in found] == [
        ("collision", "error"),
        ("few-examples", "warning"),
    ]
    assert found[0].message == (
        "'tea' wins 2 of the 3 examples of 'greedy'. 'greedy' wins 2 of 3 examples of 'tea'."
    )
    assert found[0].texts == ("a cup of tea", "brew tea")


def codes(spec, *others):
    return {finding.code: finding for finding in spec_findings(spec, others)}


def test_slips_of_a_spec_are_found():
    found = codes(
        spec(
            "weather.get",
            "is it raining",
            "Is it raining?",
            "will it snow",
            description="Weather get.",
            negatives=("Will it  snow?",),
            slots=(Slot(name="cityName", description="city name"),),
        ),
        spec("weather_get", description="weather get"),
    )
    assert {code: (one.severity, one.texts) for code, one in found.items()} == {
        "few-examples": ("warning", ()),
        "repeated-example": ("warning", ("is it raining",)),
        "example-is-negative": ("error", ("will it snow",)),
        "short-description": ("warning", ()),
        "same-description": ("error", ()),
        "same-name": ("warning", ()),
        "undescribed-argument": ("warning", ("cityName",)),
    }
    assert found["undescribed-argument"].message == "1 argument without a description."
    assert found["example-is-negative"].message == "1 question among examples and negatives."


def test_a_good_spec_has_no_slips():
    good = spec("good", *"abcde", slots=(Slot(name="city", description="the city"),))
    assert codes(good, good, TEA) == {}
    assert list(codes(spec("bare"))) == ["no-examples"]


def test_the_trained_router_finds_a_double():
    router = NeuralRouter(load_weights())
    assert isinstance(router, LearningRouter)
    play = spec(
        "play_music",
        "play some jazz",
        "put on a song by queen",
        "play my workout playlist",
        "i want to hear some music",
        description="Plays music.",
    )
    double = spec(
        "start_song",
        "play a song by the beatles",
        "put on some music",
        "play my favourite playlist",
        "i want to listen to jazz",
        description="Starts music.",
    )
    oven = spec(
        "oven",
        "heat the oven to 180 degrees",
        "turn the oven off",
        "preheat the oven",
        "set the oven to 200",
        description="Controls the oven.",
    )
    router.register(play)
    assert collisions(router, oven, [play]) == ()
    before = router.explain("play some jazz", experts=["play_music"])
    (found,) = collisions(router, double, [play])
    assert (found.expert, found.other) == ("start_song", "play_music")
    assert found.lost or found.taken
    assert router.explain("play some jazz", experts=["play_music"]) == before
