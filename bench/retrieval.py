"""Retrieval of the documents expert: quality on Cranfield, speed at 50,000 passages.

Run ``python -m bench.retrieval --json``. Quality is nDCG@10 and recall@100 over the 225 queries of
Cranfield (folder MRKL_DATA), by words alone and fused with the router's encoder where its weights
are installed; the peer is bm25s (``pip install bm25s``). Speed uses Cranfield's words in
random order and random vectors, so it says nothing about quality.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import math
import os
import platform
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mrkl_core.errors import DataNotFoundError, MRKLError
from mrkl_core.protocols import TextEncoder
from mrkl_experts.documents import Collection, Document

_DOCUMENT = re.compile(
    r"<docno>\s*(\d+)\s*</docno>.*?<title>(.*?)</title>.*?<text>(.*?)</text>", re.S
)
_QUERY = re.compile(r"<top>.*?<title>(.*?)</title>", re.S)
_WORDS_PER_PASSAGE = 100
_PASSAGES_PER_DOCUMENT = 50
_WIDTH = 384


@dataclass(frozen=True, slots=True)
class Cranfield:
    """Texts by number, queries in order, and the relevant numbers of each query."""

    texts: dict[str, str]
    queries: tuple[str, ...]
    relevant: tuple[frozenset[str], ...]


class RandomEncoder:
    """Random unit vectors, for timing only."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(0)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one random vector per text; the first of a query's batch stays the probe's."""
        rows = self._random.standard_normal((len(texts), _WIDTH), dtype=np.float32)
        rows[0] = 1.0
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


def read_cranfield() -> Cranfield:
    """Read the test collection.

    Raises:
        DataNotFoundError: The folder is absent.
    """
    default = Path(__file__).parents[1] / ".." / "shared" / "data"
    folder = Path(os.environ.get("MRKL_DATA", default)) / "cranfield"
    if not folder.is_dir():
        raise DataNotFoundError(
            f"No folder 'cranfield' at {str(folder)!r}.", hint="Set MRKL_DATA to the data folder."
        )
    with gzip.open(folder / "cran.all.1400.xml.gz", "rt", encoding="utf-8") as file:
        texts = {
            number: f"{title.strip()}\n\n{text.strip()}".strip() or "(empty)"
            for number, title, text in _DOCUMENT.findall(file.read())
        }
    queries = _QUERY.findall((folder / "cran.qry.xml").read_text(encoding="utf-8"))
    relevant: list[set[str]] = [set() for _ in queries]
    for line in (folder / "cranqrel.trec.txt").read_text(encoding="utf-8").splitlines():
        query, _, number, grade = line.split()
        if int(grade) > 0:
            relevant[int(query) - 1].add(number)  # by position, not by the number in the file
    return Cranfield(
        texts, tuple(" ".join(query.split()) for query in queries), tuple(map(frozenset, relevant))
    )


def ndcg(ranking: Sequence[str], relevant: frozenset[str], depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain with binary relevance."""
    gains = sum(
        1 / math.log2(rank + 1)
        for rank, number in enumerate(ranking[:depth], start=1)
        if number in relevant
    )
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(depth, len(relevant)) + 1))
    return gains / ideal if ideal else 0.0


def measure(search: Callable[[str], list[str]], data: Cranfield) -> dict[str, float]:
    """Return quality and speed of a search that gives document numbers, best first."""
    gains, recalls, times = [], [], []
    for query, relevant in zip(data.queries, data.relevant, strict=True):
        start = time.perf_counter()
        ranking = search(query)
        times.append((time.perf_counter() - start) * 1000)
        gains.append(ndcg(ranking, relevant))
        recalls.append(len(relevant & set(ranking[:100])) / max(1, len(relevant)))
    return {
        "ndcg@10": round(statistics.mean(gains), 4),
        "recall@100": round(statistics.mean(recalls), 4),
        "p50_ms": round(statistics.median(times), 2),
    }


def searcher(collection: Collection, encoder: TextEncoder | None) -> Callable[[str], list[str]]:
    """Return a search for document numbers; a document ranks where its best passage does."""

    def search(query: str) -> list[str]:
        hits = collection.search(query, 200, encoder=encoder)
        return list(dict.fromkeys(hit.document for hit in hits))

    return search


def load_encoder() -> tuple[TextEncoder | None, str]:
    """Return the router's encoder, or None and the reason."""
    try:
        module = importlib.import_module("mrkl_router.encoder")
        encoder: TextEncoder = module.Encoder.load()
    except (ImportError, AttributeError, OSError, MRKLError) as error:
        return None, f"The router's encoder cannot be loaded: {error}"
    return encoder, ""


def peer_search(data: Cranfield) -> Callable[[str], list[str]] | None:
    """Return the same search by bm25s, or None if it is not installed."""
    try:
        bm25s = importlib.import_module("bm25s")
    except ImportError:
        return None
    numbers = list(data.texts)
    index = bm25s.BM25()
    tokens = bm25s.tokenize(list(data.texts.values()), stopwords="en", show_progress=False)
    index.index(tokens, show_progress=False)

    def search(query: str) -> list[str]:
        words = bm25s.tokenize(query, stopwords="en", show_progress=False)
        found, _ = index.retrieve(words, k=min(100, len(numbers)), show_progress=False)
        return [numbers[position] for position in found[0]]

    return search


def quality(data: Cranfield, folder: Path) -> dict[str, Any]:
    """Return the quality of each way to search."""
    encoder, reason = load_encoder()
    with Collection(folder / "cranfield.sqlite") as collection:
        for number, text in data.texts.items():
            collection.put(Document(name=number, text=text))
        found: dict[str, Any] = {"lexical": measure(searcher(collection, None), data)}
        if encoder is None:
            found["hybrid"] = {"skipped": reason}
        else:
            collection.embed(encoder)
            found["hybrid"] = measure(searcher(collection, encoder), data)
    peer = peer_search(data)
    found["peer bm25s"] = measure(peer, data) if peer else {"skipped": "pip install bm25s"}
    if peer:
        ratio = found["lexical"]["ndcg@10"] / found["peer bm25s"]["ndcg@10"]
        found["lexical / bm25s"] = round(ratio, 3)
    return found


def speed(data: Cranfield, folder: Path, passages: int) -> dict[str, Any]:
    """Return search times over many passages, by words and fused with vectors."""
    shuffled = random.Random(0)
    words = " ".join(data.texts.values()).split()
    start = time.perf_counter()
    with Collection(folder / "speed.sqlite") as collection:
        for number in range(max(1, passages // _PASSAGES_PER_DOCUMENT)):
            paragraphs = (
                " ".join(shuffled.choices(words, k=_WORDS_PER_PASSAGE)).replace(".", "")
                for _ in range(_PASSAGES_PER_DOCUMENT)
            )
            collection.put(Document(name=str(number), text="\n\n".join(paragraphs)))
        indexed = time.perf_counter() - start
        encoder = RandomEncoder()
        collection.embed(encoder)
        held = sum(info.passages for info in collection.documents())
        return {
            "passages": held,
            "index_s": round(indexed, 1),
            "file_mb": round(collection.file.stat().st_size / 1e6, 1),
            "lexical": times(collection, data.queries, None),
            "hybrid, encoder's own time excluded": times(collection, data.queries, encoder),
        }


def times(
    collection: Collection, queries: Sequence[str], encoder: TextEncoder | None
) -> dict[str, float]:
    """Return median and 95th percentile of the time of one search, after one to warm up."""
    collection.search(queries[0], encoder=encoder)
    taken = []
    for query in queries:
        start = time.perf_counter()
        collection.search(query, encoder=encoder)
        taken.append((time.perf_counter() - start) * 1000)
    return {
        "p50_ms": round(statistics.median(taken), 1),
        "p95_ms": round(statistics.quantiles(taken, n=20)[-1], 1),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--passages", type=int, default=50_000, help="passages of the speed test")
    options = parser.parse_args(arguments)
    try:
        data = read_cranfield()
    except DataNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        report = {
            "benchmark": "retrieval",
            "quality": quality(data, Path(folder)),
            "speed": speed(data, Path(folder), options.passages),
            "environment": {
                "python": platform.python_version(),
                "machine": platform.machine(),
                "processors": os.cpu_count(),
            },
        }
    print(json.dumps(report, indent=None if options.json else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
