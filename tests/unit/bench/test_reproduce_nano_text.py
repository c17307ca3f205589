"""The nano model's text: what is read, what is dropped, and the prompts made of it."""

import gzip
import json
import re
from random import Random

import pytest

pytest.importorskip("tokenizers")

from bench.reproduce.nano import (
    class_prompts,
    made_prompts,
    measured,
    prepare,
    reading_prompts,
    sources,
)
from bench.reproduce.nano.pool import (
    Definition,
    Exchange,
    Labelled,
    Pool,
    Reading,
    load,
    save,
)
from bench.reproduce.nano.sources import Row
from bench.reproduce.nano.tasks import TASKS
from bench.reproduce.nano.tokens import GIVEN_WEIGHT, Encoder, train_tokenizer
from bench.reproduce.nano.writing import CONTROLS, Part, chat, plain
from mrkl_core.errors import DataNotFoundError
from mrkl_router.training.sources import data_folder

SNIPS_ROW = [{"text": "play "}, {"text": "Ada  Lo", "entity": "artist"}, {"text": " now"}]
STORY = {"story": "s", "question": "Who sang?", "answers": ["a bird."], "attribute": "character"}
SYNSETS = (
    "1-n\tn\tnoun.food\tbread|loaf\ta baked food; daily\tfresh bread|old bread",
    "2-v\tv\tverb.motion\tplay\tmove about\t",
    "3-n\tn\tnoun.act\tinsult\t(ethnic slur) a rude word\t",
    "broken",
)
FILES = {
    "fairytaleqa/train.jsonl.gz": json.dumps({**STORY, "context": "A  bird sang.\nIt was dawn."}),
    "fairytaleqa/val.jsonl.gz": json.dumps({**STORY, "question": "Why?", "context": "Far away."}),
    "qamr/data/wiki-sentences.tsv.gz": "w:1\tShe said `` go -LRB- now -RRB- '' , did n't she ?",
    "qamr/data/filtered/dev.tsv.gz": "w:1\t2\t9\t0\t2\tWhat did she say?\t3 4 5 6\t1:3\t2:3\nx",
    "qamr/data/filtered/test.tsv.gz": "gone:1\t2\t9\t0\t2\tWho?\t0\t1:3\t2:3",
    "strategyqa/train.json.gz": json.dumps(
        [{"question": "Is ice cold?", "answer": True, "facts": ["Ice is frozen", "Frost bites."]}]
    ),
    "clinc150/data_full.json.gz": json.dumps(
        {"train": [["call  bob", "make_call"]], "val": [["ring ann", "x"]], "oos_val": []}
    ),
    "hwu64_fewshot_split/HWU64/train/seq.in.gz": "wake me up\n",
    "hwu64_fewshot_split/HWU64/train/label": "alarm_set\n",
    "banking77/train.csv.gz": "text,category\nWhere is my card?,card_arrival\n",
    "simplequestions/annotated_fb_data_valid.txt.gz": "s\tw/music/x\to\twho sang it\nbroken",
    "personality_chat/Queries_Responses_Friendly_QnAMaker.tsv": "Q\tA\tM\nHi\tHello.\tx\n",
    "personality_chat/Queries_Responses_Professional_QnAMaker.tsv": "Q\tA\tM\nhi!\tGood day.\tx\n",
    "gsm8k/train.jsonl.gz": json.dumps(
        {"question": "Two and two?", "answer": "2+2=<<2+2=4>>4\n#### 4"}
    ),
    "webquestions/main/trainmodel.json.gz": json.dumps(
        [{"qText": "who ruled?", "answers": ["Ann"]}, {"qText": "who else?", "answers": []}]
    ),
    "english_wordnet/synsets.tsv.gz": "\n".join(SYNSETS),
}
for intent in sources.SNIPS:
    FILES[f"snips/{intent}/train_{intent}_full.json.gz"] = json.dumps(
        {intent: [{"data": SNIPS_ROW}]}
    )
WORD = Definition("bread", "n", "food", "a baked food", "fresh bread")
POOL = Pool(
    readings={
        source: [Reading(f"Passage {n}.", [(f"Question {n}?", f"answer {n}")]) for n in range(9)]
        for source in ("fairytaleqa", "qamr", "snips", "strategyqa")
    },
    labelled={
        source: {f"class {c}": [f"text {c} {n}" for n in range(12)] for c in range(9)}
        for source in (
            "clinc150", "hwu64", "banking77", "snips", "simplequestions", "fairytaleqa",
            "english_wordnet",
        )
    },
    exchanges={
        source: [Exchange(f"said {n}", f"reply {n}") for n in range(4)]
        for source in ("personality_chat", "gsm8k", "webquestions")
    },
    definitions={
        "all": [
            *(WORD._replace(word=f"w{n}", meaning=f"a thing {n}") for n in range(6)),
            *(Definition(f"v{n}", "v", "act", f"do {n}", "") for n in range(6)),
        ],
        "common": [WORD],
    },
    words=[f"word{letter}" for letter in "abcdefghijklmnop"],
)  # fmt: skip


@pytest.fixture
def data(tmp_path, monkeypatch):
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = content.encode()
        path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    monkeypatch.setenv("MRKL_DATA", str(tmp_path))


def text_of(document):
    return "".join(part.text for part in document)


def wanted(document):
    return [part.text for part in document if part.wanted and not part.control]


def many(make, count=200):
    return [make(Random(seed)) for seed in range(count)]


@pytest.mark.usefixtures("data")
def test_every_source_gives_its_rows():
    found = {}
    for row in sources.all_rows():
        found.setdefault(row.source, []).append(row.content)
    assert set(found) == set(sources.LICENCES)
    assert found["fairytaleqa"] == [
        Reading("A bird sang. It was dawn.", [("Who sang?", "a bird")]),
        Labelled("Who sang?", "character"),
    ]
    said = 'She said "go (now)", didn\'t she?'
    assert found["qamr"] == [Reading(said, [("What did she say?", "go (now)")])]
    assert found["strategyqa"] == [
        Reading("Ice is frozen. Frost bites.", [("Is ice cold?", "yes")])
    ]
    assert found["snips"][0] == Reading("play Ada Lo now", [("What is the artist?", "Ada  Lo")])
    assert Labelled("play Ada Lo now", "book restaurant") in found["snips"]
    assert found["clinc150"] == [Labelled("call bob", "make call")]
    assert found["simplequestions"] == [Labelled("who sang it", "music")]
    assert found["personality_chat"] == [Exchange("Hi", "Hello."), Exchange("hi!", "Good day.")]
    assert found["gsm8k"] == [Exchange("Two and two?", "2+2=4\nThe answer is 4.")]
    assert found["webquestions"] == [Exchange("who ruled?", "Ann")]
    assert found["english_wordnet"] == [
        Definition("bread", "n", "food", "a baked food", "fresh bread"),
        Definition("play", "v", "motion", "move about", ""),
    ]


@pytest.mark.usefixtures("data")
def test_what_measures_is_found_in_every_form():
    texts = set(measured.measured_texts())
    assert {"ring ann", "Why?", "Far away."} <= texts
    assert "call bob" not in texts
    pieces = json.dumps({"A": [{"data": SNIPS_ROW}]})
    assert "play Ada  Lo now" in measured.texts_in(pieces)
    assert list(measured.texts_in('{"text": "a"}\n{"query": "b", "id": "c"}\n')) == ["a", "b"]
    assert list(measured.texts_in("5 how far\tb")) == ["5 how far", "b", "how far\tb"]


def test_repeats_and_measured_texts_are_dropped_and_counted():
    rows = [
        Row("clinc150", "a", Labelled("Call Bob!", "x")),
        Row("clinc150", "a", Labelled("call bob", "y")),
        Row("clinc150", "b", Labelled("Ring, Ann", "x")),
        Row("gsm8k", "c", Exchange("call bob", "z")),
        Row("qamr", "d", Reading("p", [("ring ann", "z")])),
        Row("english_wordnet", "ring", Definition("ring", "n", "act", "a sound", "")),
    ]
    kept, counts = prepare.clean(rows, {"ring ann", "ring"})
    assert kept == [rows[0], rows[3], rows[5]]
    clinc = next(count for count in counts if count.name == "clinc150")
    assert (clinc.rows, clinc.repeats, clinc.measured) == (3, 1, 1)
    assert clinc.trained + clinc.held_out == 1
    assert clinc.licence == "CC BY 3.0"


def test_a_group_is_trained_on_or_held_out_as_one():
    rows = [Row("qamr", f"Group {n}", Labelled("t", "l")) for n in range(2_000)]
    apart = [row for row in rows if prepare.is_held_out(row)]
    assert 2_000 / prepare.HELD_OUT_OF * 0.7 < len(apart) < 2_000 / prepare.HELD_OUT_OF * 1.3
    assert all(prepare.is_held_out(row._replace(group=f" {row.group}!")) for row in apart)


def test_a_pool_joins_the_questions_of_a_passage_and_leaves_small_classes_out():
    rows = [
        Row("qamr", "1", Reading("Bread is baked bread.", [("a?", "1")])),
        Row("qamr", "1", Reading("Bread is baked bread.", [("b?", "2")])),
        *(Row("snips", str(n), Labelled(f"text {n}", "big")) for n in range(3)),
        Row("snips", "x", Labelled("text", "small")),
        Row("gsm8k", "2", Exchange("said", "reply")),
        Row("english_wordnet", "bread", WORD),
        Row("english_wordnet", "yeti", WORD._replace(word="yeti")),
        Row("english_wordnet", "thing", WORD._replace(word="thing", kind="tops")),
    ]
    pool = prepare.make_pool(rows, fewest=2)
    assert pool.readings == {"qamr": [Reading(rows[0].content.passage, [("a?", "1"), ("b?", "2")])]}
    assert pool.labelled["snips"] == {"big": ["text 0", "text 1", "text 2"]}
    assert pool.labelled["english_wordnet"] == {"food": ["a baked food"] * 2}
    assert pool.exchanges == {"gsm8k": [Exchange("said", "reply")]}
    assert pool.definitions["common"] == [WORD]
    assert pool.words == ["bread"]
    assert prepare.make_pool(rows, fewest=2, words=["a"]).words == ["a"]


@pytest.mark.usefixtures("data")
def test_what_is_prepared_is_read_again_as_it_was(tmp_path):
    made = prepare.prepare(300)
    save(made, tmp_path / "new" / "data.json.gz")
    assert load(tmp_path / "new" / "data.json.gz") == made
    assert {count.name for count in made.sources} == set(sources.LICENCES)
    assert Encoder(made.tokenizer).tokenizer.get_vocab_size() <= 300


def test_a_file_that_is_missing_or_of_another_form_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="--prepare"):
        load(tmp_path / "none.json.gz")
    (tmp_path / "old.json.gz").write_bytes(gzip.compress(b'{"form": 0}'))
    with pytest.raises(ValueError, match="another form"):
        load(tmp_path / "old.json.gz")


@pytest.mark.parametrize("name", TASKS)
def test_a_document_is_the_same_for_the_same_seed_and_wants_an_answer(name):
    documents = many(lambda rng: TASKS[name].make(POOL, rng), 60)
    assert documents == many(lambda rng: TASKS[name].make(POOL, rng), 60)
    assert all(document[0] == Part("<|begin_of_text|>", control=True) for document in documents)
    assert all(document[-1].wanted and document[-1].control for document in documents)
    assert sum(bool(wanted(document)) for document in documents) > 50
    assert {part.text for d in documents for part in d if part.control} <= set(CONTROLS)


def test_a_reading_has_its_passage_and_the_true_answers():
    for document in many(lambda rng: reading_prompts.reading("qamr", POOL, rng)):
        (number,) = re.findall(r"Passage (\d)", text_of(document))
        assert [text.strip() for text in wanted(document)] == [f"answer {number}"]
        assert text_of(document).index("Question ") > 0


def test_questions_on_documents_are_answered_by_one_of_them():
    for document in many(lambda rng: reading_prompts.documents("qamr", POOL, rng)):
        text = text_of(document)
        for answer in wanted(document):
            number = answer.strip().removeprefix("answer ")
            assert f"Passage {number}." in text
            assert f"Question {number}?" in text


def test_long_passages_do_not_fill_more_than_a_prompt():
    long = [Reading(f"Passage {n}. " + "x" * 1_200, [("q?", f"{n}")]) for n in range(9)]
    pool = Pool(readings={"qamr": long})
    for document in many(lambda rng: reading_prompts.documents("qamr", pool, rng), 40):
        assert text_of(document).count("Document") == 2
        told = re.findall(r"Passage (\d)", text_of(document))
        assert {text.strip() for text in wanted(document)} <= set(told)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        (WORD, "A bread is a baked food."),
        (WORD._replace(word="oat", meaning="grain of a grass"), "Oat is grain of a grass."),
        (WORD._replace(word="actor", meaning="someone who acts"), "An actor is someone who acts."),
        (WORD._replace(word="go", part="v", meaning="move"), "To go means to move."),
        (WORD._replace(word="hot", part="a", meaning="very warm"), "Hot means very warm."),
    ],
)
def test_a_meaning_becomes_a_sentence(word, sentence):
    assert reading_prompts.stated(word) == sentence


def test_a_label_is_wanted_once_the_prompt_has_shown_it():
    for document in many(lambda rng: class_prompts.classes("hwu64", POOL, rng)):
        text = text_of(document)
        for label in wanted(document):
            assert text.count(label.strip()) > 1


def test_examples_of_a_class_have_one_label_and_classes_have_several():
    named = set()
    for document in many(lambda rng: class_prompts.classes("hwu64", POOL, rng)):
        written = text_of(document).replace("<|end|><|assistant|>", " ")
        pairs = re.findall(r"text (\d) \d+\s*\S+ ([^\n<]+)", written)
        labels = dict(pairs)
        assert all(labels[name] == label for name, label in pairs)
        assert len(set(labels.values())) == len(labels)
        named.update(re.sub(r"\d| .*", "", label) for label in labels.values())
    assert {"class", "", "A", "worda"} <= named


def test_long_texts_are_no_examples_and_a_prompt_without_any_is_empty():
    pool = Pool(labelled={"s": {"a": ["x" * 300] * 9, "b": ["y" * 300] * 9}}, words=["c", "d"])
    for document in many(lambda rng: class_prompts.classes("s", pool, rng), 40):
        assert wanted(document) == []
    pool = Pool(labelled={"s": {c: [c * 230] * 9 for c in "ab"}}, words=["c", "d"])
    for document in many(lambda rng: class_prompts.classes("s", pool, rng), 40):
        assert len(text_of(document)) < 3_200


def test_a_fact_is_looked_up_where_it_is_told():
    for document in many(lambda rng: made_prompts.look_up(POOL, rng)):
        told = text_of(document)
        for answer in wanted(document):
            assert told.count(answer.strip()) > 1
    for document in many(lambda rng: made_prompts.people(POOL, rng)):
        for answer in wanted(document):
            assert answer.strip() in text_of(document).split("?")[0]


def test_a_copy_is_the_text():
    for document in many(lambda rng: made_prompts.copy(POOL, rng)):
        (copied,) = wanted(document)
        assert text_of(document).count(copied.strip()) >= 2


def test_made_names_and_numbers_differ():
    assert len({made_prompts.name(Random(seed)) for seed in range(500)}) > 400
    assert len({made_prompts.number(Random(seed)) for seed in range(500)}) > 300


@pytest.fixture(scope="module")
def encoder():
    texts = [text_of(TASKS[name].make(POOL, Random(seed))) for name in TASKS for seed in range(3)]
    return Encoder(train_tokenizer(texts, 420).to_str())


def test_a_document_has_the_tokens_of_its_whole_text(encoder):
    for name, task in TASKS.items():
        for seed in range(20):
            document = task.make(POOL, Random(seed))
            ids, weights = encoder.encode(document)
            encoder.tokenizer.encode_special_tokens = False
            whole = encoder.tokenizer.encode(text_of(document), add_special_tokens=False).ids
            encoder.tokenizer.encode_special_tokens = True
            assert ids == whole, name
            assert len(weights) == len(ids)


def test_answers_count_in_full_and_controls_cannot_be_spelled(encoder):
    ids, weights = encoder.encode(chat([("a <|end|>", "b")], system="s"))
    end = encoder.controls["<|end|>"]
    assert ids.count(end) == 3
    assert weights[-2:] == [1.0, 1.0]
    assert set(weights[:-2]) == {GIVEN_WEIGHT}
    assert encoder.tokenizer.decode(ids) == "sa <|end|>b"


def test_tokens_know_their_bytes(encoder):
    ids, _ = encoder.encode(plain([Part("Höhe, 東京: 42\n")]))
    lengths = encoder.token_bytes()
    assert sum(lengths[one] for one in ids) == len("Höhe, 東京: 42\n".encode())


@pytest.mark.data
def test_the_public_rows_are_read_and_none_is_share_alike():
    try:
        data_folder()
    except DataNotFoundError as error:
        pytest.skip(str(error))
    counts = {}
    for row in sources.all_rows():
        counts[row.source] = counts.get(row.source, 0) + 1
    assert counts["gsm8k"] == 7_473
    assert set(counts) == set(sources.LICENCES)
    assert not any("SA" in licence or "NC" in licence for licence in sources.LICENCES.values())
