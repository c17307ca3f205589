"""Cleans the public text, keeps some of it apart, trains the tokenizer: writes the one file."""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bench.reproduce.nano import sources
from bench.reproduce.nano.measured import measured_texts
from bench.reproduce.nano.pool import (
    Definition,
    Exchange,
    Labelled,
    Pool,
    Prepared,
    Reading,
    SourceCount,
)
from bench.reproduce.nano.sources import Row
from bench.reproduce.nano.tokens import VOCABULARY, train_tokenizer
from mrkl_router.training.sources import normalised

#: One group of rows in so many is held out.
HELD_OUT_OF = 20
#: A class with fewer texts to train on than this is left out.
_FEWEST_TEXTS = 8
#: Kinds of WordNet nouns that make no class.
_NO_CLASS = frozenset({"tops", "motive", "shape", "relation"})
_WORDS = 4_000


def prepare(size: int = VOCABULARY) -> Prepared:
    """Read the data folder and return all that training needs.

    Raises:
        DataNotFoundError: A set is missing.
    """
    measured = {normalised(text) for text in measured_texts()} - {""}
    kept, counts = clean(sources.all_rows(), measured)
    train = [row for row in kept if not is_held_out(row)]
    apart = [row for row in kept if is_held_out(row)]
    pool = make_pool(train, fewest=_FEWEST_TEXTS)
    return Prepared(
        train=pool,
        held_out=make_pool(apart, fewest=2, words=pool.words),
        tokenizer=train_tokenizer(_texts(train), size).to_str(),
        sources=counts,
    )


def is_held_out(row: Row) -> bool:
    """Return whether a row is kept to measure; rows of one group all are, or none."""
    return zlib.crc32(normalised(row.group).encode()) % HELD_OUT_OF == 0


def clean(rows: Iterable[Row], measured: set[str]) -> tuple[list[Row], list[SourceCount]]:
    """Drop repeats and what is measured elsewhere; return the rest, and the counts by source."""
    seen: set[tuple[str, ...]] = set()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    kept = []
    for row in rows:
        count = counts[row.source]
        count["rows"] += 1
        texts = [normalised(text) for text in _compared(row)]
        key = (type(row.content).__name__, row.source, *texts)
        if key in seen:
            count["repeats"] += 1
        elif measured.intersection(texts):
            count["measured"] += 1
        else:
            seen.add(key)
            count["held_out" if is_held_out(row) else "trained"] += 1
            kept.append(row)
    return kept, [_count(source, count) for source, count in sorted(counts.items())]


def _count(source: str, count: Mapping[str, int]) -> SourceCount:
    names = ("rows", "repeats", "measured", "trained", "held_out")
    numbers = {name: count[name] for name in names}
    return SourceCount(name=source, licence=sources.LICENCES[source], **numbers)


def _compared(row: Row) -> Sequence[str]:
    """Return the texts that tell whether two rows are the same."""
    content = row.content
    if isinstance(content, Reading):
        return (content.passage, content.pairs[0][0])
    if isinstance(content, Definition):
        return (f"{content.word} {content.meaning}",)
    return (content[0],)


def _texts(rows: Iterable[Row]) -> Iterator[str]:
    """Yield every text once."""
    seen: set[str] = set()
    for row in rows:
        content = row.content
        parts = (content.passage, *content.pairs[0]) if isinstance(content, Reading) else content
        for text in parts:
            if text not in seen:
                seen.add(text)
                yield text


def make_pool(rows: Sequence[Row], *, fewest: int, words: Sequence[str] = ()) -> Pool:
    """Return the rows by kind and source.

    Args:
        rows: After ``clean``.
        fewest: A class with fewer texts is left out.
        words: Plain words; those of the definitions that the other text uses, if none are given.
    """
    meant = [row.content for row in rows if isinstance(row.content, Definition)]
    used = _used_words(rows)
    common = [word for word in meant if used[word.word] > 1]
    return Pool(
        readings=_readings(rows),
        labelled=_labelled(rows, meant, fewest),
        exchanges=_exchanges(rows),
        definitions={"all": meant, "common": common},
        words=words or _plain_words(common, used),
    )


def _readings(rows: Iterable[Row]) -> dict[str, list[Reading]]:
    found: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if isinstance(row.content, Reading):
            found[row.source][row.content.passage] += row.content.pairs
    return {
        source: [Reading(passage, pairs) for passage, pairs in passages.items()]
        for source, passages in found.items()
    }


def _labelled(
    rows: Iterable[Row], meant: Iterable[Definition], fewest: int
) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if isinstance(row.content, Labelled):
            found[row.source][row.content.label].append(row.content.text)
    for word in meant:
        if word.part == "n" and word.kind not in _NO_CLASS:
            found["english_wordnet"][word.kind].append(word.meaning)
    return {
        source: {label: texts for label, texts in groups.items() if len(texts) >= fewest}
        for source, groups in found.items()
    }


def _exchanges(rows: Iterable[Row]) -> dict[str, list[Exchange]]:
    found: dict[str, list[Exchange]] = defaultdict(list)
    for row in rows:
        if isinstance(row.content, Exchange):
            found[row.source].append(row.content)
    return dict(found)


def _used_words(rows: Iterable[Row]) -> Counter[str]:
    """Count the words of everything but the definitions."""
    texts = _texts(row for row in rows if not isinstance(row.content, Definition))
    return Counter(word for text in texts for word in re.findall(r"[a-z]+", text.lower()))


def _plain_words(common: Iterable[Definition], used: Mapping[str, int]) -> list[str]:
    """Return short nouns, the most used first."""
    words = {
        word.word for word in common if word.part == "n" and re.fullmatch(r"[a-z]{3,9}", word.word)
    }
    return sorted(words, key=lambda word: (-used[word], word))[:_WORDS]
