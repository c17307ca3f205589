"""Groups of texts that mean the same label: what makes few examples enough for a new tool.

Groups come from sets of fine labels. CLINC150 and BANKING77 are left out on purpose: they measure
how well the encoder serves tools that it was never trained for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from random import Random

from mrkl_router.sql_tokens import words
from mrkl_router.training.functions import SOURCE, FunctionPhraser
from mrkl_router.training.sources import SHARE_ALIKE, document, rows, table, text
from mrkl_router.training.tool_sources import held_out, seal_specs, sgd_specs

#: A label's texts by source; the first text of a label is its name or description.
Groups = Mapping[str, Mapping[str, list[str]]]
_MOST, _PER_FUNCTION = 60, 20
#: Questions to the generated functions: they teach the contrast, but are too alike to set
#: thresholds by.
GENERATED = SOURCE


def similar_texts(rng: Random, share_alike: bool, measured: set[str]) -> Groups:
    """Return the groups of every source, without the texts in ``measured`` (normalised)."""
    from mrkl_router.training.sources import normalised

    made: dict[str, dict[str, list[str]]] = {}
    phrased = FunctionPhraser(rng).questions(_PER_FUNCTION)
    sources = {source: pairs() for source, pairs in _SOURCES.items()} | {GENERATED: phrased}
    for source, pairs in sources.items():
        if source in SHARE_ALIKE and not share_alike:
            continue
        groups: dict[str, list[str]] = defaultdict(list)
        seen: set[str] = set()
        for label, sentence in pairs:
            key = normalised(sentence)
            if sentence.strip() and key not in measured and key not in seen:
                seen.add(key)
                groups[label].append(sentence.strip())
        names = _NAMES.get(source, dict)()
        made[source] = {
            label: [names.get(label, words(label)), *rng.sample(found, min(_MOST, len(found)))]
            for label, found in sorted(groups.items())
        }
    return made


def _hwu() -> Iterator[tuple[str, str]]:
    folder = "hwu64_fewshot_split/HWU64/train"
    questions, labels = text(f"{folder}/seq.in.gz"), text(f"{folder}/label")
    for question, label in zip(questions.split("\n"), labels.split("\n"), strict=False):
        if label:
            yield label, question


def _metatool() -> Iterator[tuple[str, str]]:
    for row in table("metatool/all_clean_data.csv.gz"):
        if len(row["Query"]) < 160:
            yield row["Tool"], row["Query"]


def _sgd() -> Iterator[tuple[str, str]]:
    for row in rows("sgd/train_user_turns.jsonl.gz"):
        frame = row["frames"][0]
        if len(row["frames"]) == 1 and "INFORM_INTENT" in frame["acts"]:
            # Services of one kind ("Hotels_1", "Hotels_2") share their intents' meaning.
            yield f"{frame['service'].rpartition('_')[0]} {frame['intent']}", row["text"]


def _relations() -> Iterator[tuple[str, str]]:
    for line in text("simplequestions/annotated_fb_data_valid.txt.gz").split("\n"):
        cells = line.split("\t")
        if len(cells) == 4:
            yield cells[1].rpartition("/")[2], cells[3]


def _seal() -> Iterator[tuple[str, str]]:
    specs = seal_specs()
    for row in rows("seal_tools/dev.jsonl.gz"):
        if len(row["calling"]) == 1 and not held_out(row["query"]):
            name = row["calling"][0]["api"]
            yield name, row["query"]
            yield name, specs[name].description


def _plugins() -> dict[str, str]:
    found: dict[str, str] = document("metatool/plugin_des.json")
    return found


def _intents() -> dict[str, str]:
    return {
        f"{service.rpartition('_')[0]} {intent}": spec.description
        for (service, intent), spec in sgd_specs("train").items()
    }


_SOURCES = {
    "hwu64": _hwu,
    "metatool": _metatool,
    "sgd": _sgd,
    "simplequestions": _relations,
    "seal_tools": _seal,
}
_NAMES = {"metatool": _plugins, "sgd": _intents}


def contrast_batches(
    groups: Groups, rng: Random, labels: int, texts: int
) -> Iterator[list[tuple[int, str]]]:
    """Yield batches of (label number, text) forever, each from one source.

    A batch holds up to ``labels`` labels with ``texts`` texts each, the label's name half the time
    among them, so that names are learned like examples.
    """
    sources = sorted(groups)
    weights = [min(len(groups[source]), 150) for source in sources]
    while True:
        chosen = groups[rng.choices(sources, weights)[0]]
        usable = [label for label, found in chosen.items() if len(found) > 1]
        batch: list[tuple[int, str]] = []
        for number, label in enumerate(rng.sample(usable, min(labels, len(usable)))):
            name, *sentences = chosen[label]
            picked = rng.sample(sentences, min(texts, len(sentences)))
            if rng.random() < 0.5 or len(picked) < 2:
                picked = [name, *picked[: texts - 1]]
            batch += [(number, sentence) for sentence in picked]
        yield batch


def all_texts(groups: Groups) -> Iterable[str]:
    """Return every text once."""
    return dict.fromkeys(
        t for labels in groups.values() for found in labels.values() for t in found
    )
