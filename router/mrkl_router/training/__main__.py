"""``python -m mrkl_router.training``: data, training, export, calibration, report."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from mrkl_router.training import batches, wikisql
from mrkl_router.training.batches import Example
from mrkl_router.training.calibrate import calibrate
from mrkl_router.training.card import draw_curves, write_card
from mrkl_router.training.clauses import training_clauses
from mrkl_router.training.export import export, seal
from mrkl_router.training.loop import Schedule, teach, train
from mrkl_router.training.model import PRETRAINED
from mrkl_router.training.passages import training_passages
from mrkl_router.training.phrasings import Phraser
from mrkl_router.training.programs import training_problems
from mrkl_router.training.questions import routing_questions
from mrkl_router.training.slots import own_slots, public_slots
from mrkl_router.training.tables import training_tables, with_values
from mrkl_router.weights import load_weights
from mrkl_router.word_pieces import WordPieces

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
ROOT = Path(__file__).resolve().parents[3]
EMPTY: dict[str, Any] = {"experts": {}, "programs": {}}


def build_tasks(
    tokenizer: WordPieces, seed: int, share_alike: bool
) -> tuple[dict[str, list[Example[Any]]], dict[str, Mapping[str, int]]]:
    """Return every task's examples and how many rows each source gave, which is printed too."""
    questions = routing_questions(Random(f"{seed}-route"), share_alike)
    more = Phraser(Random(f"{seed}-slots")).questions(2200)
    slots = [
        *own_slots(more, Random(f"{seed}-own")),
        *public_slots(Random(f"{seed}-public"), share_alike),
    ]
    problems = training_problems(Random(f"{seed}-programs"), 30000, share_alike)
    clauses = training_clauses(questions, Random(f"{seed}-clauses"), 5000)
    passages = training_passages(Random(f"{seed}-passages"), 9000, share_alike)
    tables = training_tables(Random(f"{seed}-tables")) if share_alike else []
    wiki = wikisql.training_rows(Random(f"{seed}-wikisql"), 6000)
    shown = Random(f"{seed}-values")
    tables, wiki = ([with_values(row, shown) for row in rows] for rows in (tables, wiki))
    counts: dict[str, Mapping[str, int]] = {
        "route": Counter(row.source for row in questions),
        "slot": Counter(row.source for row in slots),
        "program": Counter(row.source for row in problems),
        "clause": {"generated": len(clauses)},
        "passage": Counter(row.source for row in passages),
        "table": {"spider_syn": len(tables), "wikisql": len(wiki)},
    }
    for task, sources in counts.items():
        listing = ", ".join(f"{source} {count:,}" for source, count in sorted(sources.items()))
        print(f"{task}: {listing}", flush=True)
    examples: dict[str, list[Example[Any]]] = {
        "route": [batches.route_example(row, tokenizer) for row in questions],
        "slot": [batches.slot_example(row, tokenizer) for row in slots],
        "program": [batches.problem_example(row, tokenizer) for row in problems],
        "clause": [batches.clause_example(row, tokenizer) for row in clauses],
        "passage": [batches.slot_example(row, tokenizer) for row in passages],
        "table": [batches.table_example(row, tokenizer) for row in (*tables, *wiki)],
    }
    return examples, counts


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, export and calibrate."""
    parser = argparse.ArgumentParser(prog="mrkl_router.training", description=__doc__)
    parser.add_argument("--steps", type=int, default=Schedule.steps)
    parser.add_argument("--seed", type=int, default=Schedule.seed)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "training")
    parser.add_argument(
        "--without-share-alike",
        action="store_true",
        help="leave out sources whose licence is share-alike or unclear",
    )
    options = parser.parse_args(arguments)
    options.cache.mkdir(parents=True, exist_ok=True)
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = WordPieces(PRETRAINED / "vocab.txt")
    tasks, counts = build_tasks(tokenizer, options.seed, not options.without_share_alike)
    teach(tasks["route"])
    schedule = Schedule(steps=options.steps, seed=options.seed)
    model, curves = train(tasks, tokenizer, schedule, options.cache)
    export(model, options.out)
    seal(options.out, EMPTY)
    questions = [example.row.text for example in tasks["route"]]
    calibration = calibrate(load_weights(options.out), options.out, questions)
    seal(options.out, calibration)
    facts = {"steps": schedule.steps, "seed": schedule.seed, "device": "CPU, bfloat16 autocast"}
    write_card(options.out, counts, facts, calibration)
    draw_curves(curves.points, options.out / "curves.png")


if __name__ == "__main__":
    main()
