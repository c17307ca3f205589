"""The parts of the router's benchmarks on made-up rows; no public data."""

from fractions import Fraction

import pytest

from bench import bfcl, calibration, clinc150, fewshot, seal_tools, sgd, tool_latency, weights
from bench import word_problems as problems
from bench.deciding import Choice, tool_router
from mrkl_core.values import Abstain, Call, Clarify, Plan, Provenance

EXAMPLES = {
    "feed_cat": ["feed the cat", "give the cat its dinner", "put food in the cat's bowl"],
    "wash_car": ["wash the car", "get the mud off my car", "clean the car inside"],
}


def call(name, arguments=None, provenance=None):
    return Call(name=name, arguments=arguments or {}, provenance=provenance or {}, confidence=0.9)


class Fixed:
    """Chooses the tool whose name's first word the question has; surer the longer the question."""

    def __init__(self):
        self.names = []

    def fit(self, examples):
        self.names = list(examples)

    def choose(self, texts):
        return [
            (next((n for n in self.names if n.split("_")[0] in t), self.names[0]), len(t) / 100)
            for t in texts
        ]


def test_our_router_learns_intents_as_tools():
    chooser = fewshot.RouterChooser(tool_router())
    chooser.fit({"old": ["an old example"]})
    chooser.fit(EXAMPLES)
    found = chooser.choose(["the cat wants its dinner", "my car is muddy, clean it"])
    assert [name for name, _ in found] == ["feed_cat", "wash_car"]
    assert all(0 <= score <= 1 for _, score in found)


def test_shots_are_drawn_by_seed_and_intents_left_out():
    assert fewshot.by_intent([("x", "b"), ("y", "a"), ("x", "b")]) == {"a": ["y"], "b": ["x"]}
    assert fewshot.shots(EXAMPLES, 2, 1) == fewshot.shots(EXAMPLES, 2, 1)
    assert len(fewshot.shots(EXAMPLES, 9, 1)["feed_cat"]) == 3
    other = fewshot.other_set(EXAMPLES, [("feed it", "feed_cat"), ("wash it", "wash_car")], 2)
    assert list(other.examples) == ["wash_car"]
    assert (other.inside, other.outside) == ([("wash it", "wash_car")], ["feed it"])


def test_the_threshold_gives_up_few_right_answers_of_other_data(monkeypatch):
    monkeypatch.setattr(clinc150, "GIVEN_UP", 0.5)
    rows = [
        ("wash it", "wash_car"),
        ("wash it well", "wash_car"),
        ("wash it very well", "wash_car"),
    ]
    other = fewshot.OtherSet(EXAMPLES, rows, ["dig", "a long one that fits no tool"])
    found = clinc150.threshold_elsewhere(Fixed(), {"other": other})
    assert found["threshold"] == pytest.approx(0.12)
    there = found["there"]["other"]
    assert there["in_scope"] == pytest.approx(2 / 3)
    assert there["out_of_scope_recall"] == 0.5


ROW = bfcl.Row(
    "1",
    "simple",
    "Boil 2 eggs",
    [{"name": "boil", "parameters": {"properties": {"eggs": {"type": "integer"}}}}],
    ("boil", {"eggs": [2], "salt": [True, ""]}),
)


@pytest.mark.parametrize(
    ("decision", "outcome"),
    [
        (call("boil", {"eggs": 2}), "right"),
        (call("boil", {"eggs": 3}), "wrong arguments"),
        (call("fry", {"eggs": 2}), "wrong tool"),
        (Plan(calls=(call("boil"), call("boil"))), "several calls"),
        (Clarify(expert="boil", slot="eggs", text="?", confidence=0.9), "asked back"),
        (Abstain(reason="?"), "abstained"),
    ],
)
def test_a_wrong_call_is_an_error_and_anything_else_a_refusal(decision, outcome):
    assert bfcl.compare(ROW, decision)[0] == outcome


def test_a_call_where_no_tool_fits_is_wrong():
    nothing = bfcl.Row("2", "irrelevance", "Boil 2 eggs", ROW.tools, None)
    assert bfcl.compare(nothing, call("boil"))[0] == "called, but no tool fits"


def test_argument_kinds_are_counted_over_right_tools():
    asked = Clarify(expert="boil", slot="eggs", text="?", confidence=0.9)
    judged = [
        bfcl.Judged(ROW, decision, Choice("boil", 0.9, True), *bfcl.compare(ROW, decision), 1.0)
        for decision in (call("boil", {"eggs": 3}), asked)
    ]
    counts = bfcl.argument_kinds(judged)
    assert counts == {"any": {"left out": 1}, "integer": {"wrong": 1, "asked back": 1}}
    assert judged[1].names_a_tool
    assert not judged[1].calls


TOOLS = {
    name: {
        "name": name,
        "description": name,
        "parameters": {"properties": {"depth": {"type": "number"}}},
    }
    for name in ("dig", "fill", "rake", "sow")
}
DIG = {
    "id": "7",
    "query": "dig 2 m deep",
    "calling": [{"api": "dig", "parameters": {"depth": 2.0}}],
}


def test_ten_tools_hold_the_right_one_in_no_telling_place():
    places = {
        [t["name"] for t in seal_tools.sample_of_tools({**DIG, "id": str(k)}, TOOLS, 3)].index(
            "dig"
        )
        for k in range(20)
    }
    assert places == {0, 1, 2}


def test_tools_of_the_collection_become_function_specs():
    tool = {
        "api_name": "dig",
        "api_description": "Digs",
        "parameters": {"depth": {"type": "float", "description": "how deep"}, "odd": {}},
        "required": ["depth", "gone"],
    }
    spec = seal_tools.function_spec(tool)
    assert spec["parameters"]["required"] == ["depth"]
    assert spec["parameters"]["properties"]["depth"]["type"] == "number"
    assert spec["parameters"]["properties"]["odd"] == {"type": "string", "description": "odd"}


@pytest.mark.parametrize(
    ("decision", "outcome"),
    [
        (call("dig", {"depth": 2}), "right"),
        (call("dig", {}), "wrong arguments"),
        (call("rake"), "wrong tool"),
        (Plan(calls=(call("dig"), call("dig"))), "several calls"),
        (Abstain(reason="?"), "abstained"),
        (Clarify(expert="dig", slot="depth", text="?", confidence=0.5), "asked back"),
    ],
)
def test_one_call_rows_have_one_outcome(decision, outcome):
    assert seal_tools.outcome(DIG, decision, TOOLS) == outcome


def test_spans_are_those_of_the_question():
    def origin(kind, source):
        return Provenance(kind=kind, source=source, start=3, end=7, transform="copy")

    decision = call(
        "Ferry_Book",
        {"harbour": "Oban", "seats": 1, "deck": "upper"},
        {
            "harbour": origin("copied", "question"),
            "seats": origin("default", "spec"),
            "deck": origin("copied", "turn:0"),
        },
    )
    assert sgd.found_spans(decision) == {("harbour", 3, 7)}
    assert sgd.scores({"tp": 1, "gold": 2, "found": 2})["f1"] == 0.5
    assert sgd.scores({})["f1"] == 0


def test_an_intent_is_a_tool_with_optional_arguments():
    service = {
        "service_name": "Ferry",
        "description": "Crossings",
        "slots": [
            {"name": "harbour", "description": "where from", "is_categorical": False},
            {
                "name": "deck",
                "description": "which deck",
                "is_categorical": True,
                "possible_values": ["upper", "lower"],
            },
        ],
        "intents": [
            {
                "name": "Book",
                "description": "Book a crossing",
                "required_slots": ["harbour"],
                "optional_slots": {"deck": "upper"},
            }
        ],
    }
    (tool,) = sgd.service_tools(service)
    assert tool["name"] == "Ferry_Book"
    assert tool["parameters"]["required"] == []
    assert tool["parameters"]["properties"]["deck"]["enum"] == ["upper", "lower"]
    assert "enum" not in tool["parameters"]["properties"]["harbour"]


def test_values_are_exact_or_absent():
    assert problems.value("(1/3)*(2+0.5)-1") == Fraction(-1, 6)
    assert problems.value("-2*3") == -6
    for bad in (None, "1/0", "sqrt(4)", "2+", "2**3", "x"):
        assert problems.value(bad) is None
    assert problems.reaches(Fraction(64, 3), Fraction("21.3333"))
    assert not problems.reaches(Fraction(21), Fraction("21.3333"))
    assert not problems.reaches(None, Fraction(1))


def test_shapes_point_to_numbers_of_the_question():
    problem = problems.WordProblem("He has 12 jars and buys 3 more", "X=(12.0+3.0)", Fraction(15))
    assert problem.steps == 1
    assert problems.shape(problem) == "n0+n1"
    assert problems.value(problems.filled("n0+n1", "5 jars and 8 jars")) == 13
    assert problems.filled("n0+n2", "5 jars and 8 jars") is None
    made_up = problems.WordProblem("He has 12 jars", "X=12*4", Fraction(48))
    assert problems.shape(made_up) is None


def test_figures_of_expressions_split_at_the_threshold():
    def written(text, confidence, right):
        return problems.Written(problems.WordProblem(text, "", Fraction(1)), confidence, right, "1")

    texts = [f"How many are {k} and 2?" for k in range(40)]
    fresh = [text for text in texts if not problems.fits_thresholds(text)][:3]
    fitted = next(text for text in texts if problems.fits_thresholds(text))
    found = [written(fresh[0], 0.9, True), written(fresh[1], 0.8, False),
             written(fresh[2], 0.1, True), written(fitted, 0.9, False)]  # fmt: skip
    figures = problems.figures(found, 0.5)
    assert figures["exact"] == pytest.approx(2 / 4)
    assert figures["accepted"] == pytest.approx(2 / 3)
    assert figures["precision_of_accepted"] == 0.5


def judged(score, right, name="dig"):
    return calibration.Judged(Choice(name, score, True), right)


def test_calibration_errors_are_per_tool_with_enough_rows(monkeypatch):
    monkeypatch.setattr(calibration, "ENOUGH", 4)
    rows = [judged(0.75, right) for right in (True, True, True, False)] + [
        judged(0.9, False, "sow")
    ]
    found = calibration.errors(rows)
    assert found["tools"] == 1
    assert found["worst"] == 0
    assert 0 < found["worst_by_chance"] < 0.5
    assert found["worst_tools"] == [("dig", 0.0)]


def test_wrong_calls_are_counted_on_the_other_half():
    rows = [judged(k / 200, k > 60) for k in range(200)]
    rates = calibration.wrong_calls_built_in(rows, 5)
    assert len(rates) == 5
    assert max(rates) < 0.1
    found = calibration.over_splits([0.03, 0.03, 0.03])
    assert found["above_2_percent_beyond_interval"]
    assert calibration.over_splits([0.01])["half_interval"] == 0


def test_fitting_a_tool_is_timed_and_leaves_the_others_alone():
    router = tool_router()
    router.register(tool_latency.CALCULATOR)
    found = tool_latency.fitting(router, ["evaluate_arithmetic"], ["what is 3 plus 4"])
    assert found["other_tools_scores_unchanged"]
    assert 0 < found["fit_10_examples_s"] < 30
    timed = tool_latency.timed(router, ["evaluate_arithmetic"], ["what is 3 plus 4"], 2)
    assert timed["p50_ms"] <= timed["p99_ms"]


def test_the_weights_are_weighed_and_loaded():
    found = weights.measure(rounds=1)
    assert 1 < found["total_mb"] <= 30
    assert found["load_s"] > 0
