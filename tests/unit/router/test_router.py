from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from mrkl.testing import FixedClock
from mrkl_core.errors import DuplicateExpertError, UnknownExpertError
from mrkl_core.provenance import replay_arguments
from mrkl_core.values import Abstain, Call, Clarify, Column, ExpertSpec, Plan, Slot, Table
from mrkl_router.clause import Clause
from mrkl_router.router import TRAINED, NeuralRouter
from mrkl_router.weights import load_weights

CLOCK = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
SPECS = (
    ExpertSpec(
        name="calculator",
        description="Computes arithmetic.",
        slots=(Slot(name="expression", description="the expression", format="expression"),),
        examples=("what is 2 plus 2",),
    ),
    ExpertSpec(
        name="units",
        description="Converts units.",
        slots=(
            Slot(name="value", type="number", description="the number to convert", required=False),
            Slot(name="from_unit", description="the unit to convert from"),
            Slot(name="to_unit", description="the unit to convert to"),
        ),
    ),
    ExpertSpec(
        name="calendar",
        description="Computes dates.",
        slots=(
            Slot(
                name="operation",
                description="what is asked",
                enum=("date", "weekday", "time", "difference", "shift", "holiday"),
            ),
            Slot(name="start", description="the start date", format="date", required=False),
            Slot(
                name="end",
                description="the end date, the date to count to",
                format="date",
                required=False,
            ),
            Slot(
                name="duration",
                description="the length of time to add",
                format="duration",
                required=False,
            ),
            Slot(name="place", description="the city or country", required=False),
        ),
    ),
    ExpertSpec(
        name="weather",
        description="Tells the weather.",
        slots=(
            Slot(name="place", description="the city or place of the weather"),
            Slot(name="date", description="the day of the forecast", format="date", required=False),
        ),
    ),
    ExpertSpec(
        name="documents",
        description="Reads documents.",
        slots=(Slot(name="query", description="the question", format="question"),),
    ),
    ExpertSpec(
        name="database",
        description="Queries.",
        slots=(
            Slot(
                name="sql",
                description="the query",
                format="sql",
                tables=(
                    Table(name="Track", columns=(Column(name="Name"), Column(name="Composer"))),
                    Table(name="Customer", columns=(Column(name="Name"), Column(name="Country"))),
                ),
            ),
        ),
    ),
)
NAMES = tuple(spec.name for spec in SPECS)


@pytest.fixture(scope="module")
def router():
    made = NeuralRouter(load_weights())
    for spec in SPECS:
        made.register(spec)
    return made


def call(router, question):
    decision = router.route(question, experts=NAMES, clock=CLOCK)
    assert isinstance(decision, Call), decision
    assert replay_arguments(decision.arguments, decision.provenance, {"question": question})
    return decision


@pytest.mark.parametrize("question", ["What is 15% of 2,480?", "from city 47", "book a table"])
def test_where_a_clause_may_go_is_foreseen(router, question):
    vector = router.vector(question)
    decision = router.decide(Clause(question, 0, len(question), vector), NAMES, CLOCK)
    wanted = [decision.name] if isinstance(decision, Call) else []
    assert router.foreseen(lambda: vector, NAMES) == wanted
    assert router.foreseen(lambda: vector, []) == []


def test_with_tools_to_read_nothing_is_foreseen():
    router = NeuralRouter(load_weights(), trained=TRAINED[:1])
    for spec in SPECS[:2]:
        router.register(spec)
    assert router.foreseen(pytest.fail, NAMES[:2]) == ["calculator", "units"]


def test_arithmetic_is_a_program_over_the_questions_numbers(router):
    decision = call(router, "What is 15% of 2,480?")
    assert decision.name == "calculator"
    assert decision.arguments == {"expression": "15/100*2480"}
    origin = decision.provenance["expression"]
    assert (origin.kind, origin.transform) == (
        "program",
        'template("{8:10|number}/100*{15:20|number}")',
    )


def test_the_length_of_numbers_does_not_matter(router):
    decision = call(router, "How much is 123456789 plus 987654321?")
    assert decision.arguments == {"expression": "123456789+987654321"}


def test_units_are_copied_and_numbers_normalised(router):
    decision = call(router, "convert ten miles to kilometers")
    assert decision.arguments == {"value": 10, "from_unit": "miles", "to_unit": "kilometers"}
    assert decision.provenance["value"].kind == "normalised"
    assert decision.provenance["to_unit"].kind == "copied"


def test_dates_are_normalised_by_the_injected_clock(router):
    decision = call(router, "How many days are left until Christmas?")
    assert decision.arguments == {"operation": "difference", "end": "2026-12-25"}
    assert decision.provenance["operation"].kind == "enum"


def test_a_whole_question_is_copied(router):
    question = "what does the handbook say about parental leave?"
    assert call(router, question).arguments == {"query": question}


def test_a_query_names_only_the_schema(router):
    decision = call(router, "How many customers are there?")
    assert decision.name == "database"
    assert decision.arguments == {"sql": 'SELECT count(*) FROM "Customer"'}


def test_a_compound_question_is_a_plan(router):
    question = "What is 15% of 2,480 and how many days are left until Christmas?"
    decision = router.route(question, experts=NAMES, clock=CLOCK)
    assert isinstance(decision, Plan)
    assert [part.name for part in decision.calls] == ["calculator", "calendar"]
    for part in decision.calls:
        assert replay_arguments(part.arguments, part.provenance, {"question": question})


def test_a_missing_argument_is_asked_for(router):
    decision = router.route("what's the weather like", experts=NAMES, clock=CLOCK)
    assert isinstance(decision, Clarify)
    assert (decision.expert, decision.slot) == ("weather", "place")


@pytest.mark.parametrize("question", ["turn off the lights", "asdf qwer zxcv", "play some music"])
def test_what_no_expert_can_do_is_an_abstention(router, question):
    assert isinstance(router.route(question, experts=NAMES, clock=CLOCK), Abstain)


def test_a_question_without_words_is_an_abstention(router):
    assert isinstance(router.route(" ", experts=NAMES, clock=CLOCK), Abstain)


def test_a_disabled_expert_cannot_be_chosen(router):
    decision = router.route("What is 15% of 2,480?", experts=["weather"], clock=CLOCK)
    assert isinstance(decision, Abstain)
    assert isinstance(router.route("What is 2+2?", experts=[], clock=CLOCK), Abstain)


def test_what_is_known_besides_the_question_counts(router):
    words = "How much is 400 dollars in pounds?"
    clause = Clause(words, 0, len(words), router.vector(words))
    unsure = router.decide(clause, ["units"], CLOCK)
    assert isinstance(unsure, Abstain)
    assert "needs" in unsure.reason
    called = router.decide(clause, ["units"], CLOCK, {"units": float("inf")})
    assert called.arguments == {"value": 400, "from_unit": "dollars", "to_unit": "pounds"}
    assert called.confidence == pytest.approx(unsure.confidence)


def test_unknown_names_are_refused(router):
    with pytest.raises(UnknownExpertError, match="calculator"):
        router.route("hi", experts=["calculater"], clock=CLOCK)


def test_explain_ranks_every_expert(router):
    scores = router.explain("what is 2 plus 2", experts=NAMES)
    assert scores[0].expert == "calculator"
    assert scores[0].nearest == ("what is 2 plus 2",)
    assert len(scores) == len(NAMES)


def test_a_plugin_is_learned_without_touching_the_others():
    router = NeuralRouter(load_weights())
    for spec in SPECS:
        router.register(spec)
    question = "what is the square root of 16"
    before = router.explain(question, experts=NAMES)
    dice = ExpertSpec(
        name="dice",
        description="Rolls dice.",
        slots=(Slot(name="sides", type="integer", description="the number of sides"),),
        examples=("roll a dice", "roll a 20 sided die", "throw two dice", "roll a six sided die"),
        negatives=("flip a coin",),
    )
    router.register(dice)
    assert router.explain(question, experts=NAMES) == before
    decision = router.route("roll a 12 sided die", experts=(*NAMES, "dice"), clock=CLOCK)
    assert isinstance(decision, Call)
    assert decision.name == "dice"
    with pytest.raises(DuplicateExpertError, match="dice"):
        router.register(dice)
    router.unregister("dice")
    with pytest.raises(UnknownExpertError):
        router.unregister("dice")


def test_a_plugins_enumeration_is_chosen_by_meaning():
    router = NeuralRouter(load_weights())
    lights = ExpertSpec(
        name="lights",
        description="Controls the colour of the lamp.",
        slots=(
            Slot(name="colour", description="the colour of the lamp", enum=("red", "blue")),
            Slot(name="mode", description="mode", enum=("party", "night"), required=False),
        ),
        examples=("make the lamp red", "turn the lamp blue", "set the lamp to green"),
    )
    router.register(lights)
    decision = router.route("make the lamp blue", experts=["lights"], clock=CLOCK)
    assert isinstance(decision, Call)
    assert decision.arguments["colour"] == "blue"
    assert decision.provenance["colour"].kind == "enum"


def test_a_wish_for_no_wrong_calls_raises_the_bar():
    weights = load_weights()
    strict, lenient = (NeuralRouter(weights, wrong_call_rate=rate) for rate in (0.005, 0.1))
    for router in (strict, lenient):
        for spec in SPECS:
            router.register(spec)
    bars = [
        {score.expert: score.threshold for score in router.explain("hi", experts=NAMES)}
        for router in (strict, lenient)
    ]
    assert all(bars[0][name] >= bars[1][name] for name in NAMES)


def test_the_trained_names_are_the_built_in_experts():
    assert len(TRAINED) == len(set(TRAINED)) == 9


def test_questions_routed_at_once_are_routed_as_one_by_one(router):
    names = tuple(spec.name for spec in SPECS)
    questions = [f"what is {number} % of {number * 37}?" for number in range(2, 14)]
    questions += [f"convert {number} miles to km" for number in range(2, 14)]

    def routed(question):
        return router.route(question, experts=names, clock=CLOCK)

    assert router.concurrent
    alone = [routed(question) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(routed, questions)) == alone
