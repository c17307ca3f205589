"""``python -m mrkl_router.training``: data, training, export, calibration, report."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch

from mrkl_router.training import batches, compose_head, reliability, state_nets, wikisql
from mrkl_router.training.batches import Example
from mrkl_router.training.calibrate import calibrate
from mrkl_router.training.card import write_card
from mrkl_router.training.composition_routes import composition_questions
from mrkl_router.training.compositions import CompositionRow, training_compositions
from mrkl_router.training.export import export, seal
from mrkl_router.training.loop import (
    Schedule,
    curves,
    device,
    facts,
    teach,
    train,
    with_distractors,
)
from mrkl_router.training.model import PRETRAINED
from mrkl_router.training.passages import training_passages
from mrkl_router.training.phrasings import Question
from mrkl_router.training.pictures import draw_curves
from mrkl_router.training.programs import training_problems
from mrkl_router.training.questions import development_questions, routing_questions
from mrkl_router.training.similar import GENERATED, Groups, all_texts, similar_texts
from mrkl_router.training.sources import HEADS_ONLY, normalised
from mrkl_router.training.tables import training_tables, with_values
from mrkl_router.training.tool_rows import tool_rows
from mrkl_router.weights import load_weights
from mrkl_router.word_pieces import WordPieces

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
ROOT = Path(__file__).resolve().parents[3]
#: What the networks over the finished encoder are fitted on: inputs, and passes over them.
TOOL_EXAMPLES, TOOL_ROUNDS, TABLE_ROUNDS = 36_000, 5, 4
#: Share of the wrong tools that are read: they teach the choice only, the right one its arguments.
KEPT_WRONG = 0.5
EMPTY: dict[str, Any] = {"experts": {}, "programs": {}}


@dataclass
class Curriculum:
    """What is trained on: examples per task, groups of similar texts, rows per task and source."""

    examples: dict[str, list[Example[Any]]]
    similar: Groups
    questions: list[Question]
    compositions: list[CompositionRow]
    counts: dict[str, Mapping[str, int]]


def build(tokenizer: WordPieces, seed: int, share_alike: bool) -> Curriculum:
    """Return the training data and print how many rows each source gave."""
    measured = {normalised(question.text) for question in development_questions()}
    questions = routing_questions(Random(f"{seed}-route"), share_alike)
    questions += composition_questions(questions, Random(f"{seed}-parts"), 2500)
    taught = [question for question in questions if question.source not in HEADS_ONLY]
    groups = similar_texts(Random(f"{seed}-similar"), share_alike, measured)
    tools = tool_rows(Random(f"{seed}-tools"), share_alike)
    problems = training_problems(Random(f"{seed}-programs"), 30000, share_alike)
    compositions = training_compositions(taught, Random(f"{seed}-compose"), 12000)
    passages = training_passages(Random(f"{seed}-passages"), 9000, share_alike)
    tables = training_tables(Random(f"{seed}-tables")) if share_alike else []
    wiki = wikisql.training_rows(Random(f"{seed}-wikisql"), 6000)
    shown = Random(f"{seed}-values")
    tables, wiki = ([with_values(row, shown) for row in rows] for rows in (tables, wiki))
    thinning = Random(f"{seed}-thinning")
    counts: dict[str, Mapping[str, int]] = {
        "route": Counter(row.source for row in taught),
        "route head only": Counter(q.source for q in questions if q.source in HEADS_ONLY),
        "similar": {source: sum(map(len, labels.values())) for source, labels in groups.items()},
        "tool": Counter(row.source for row in tools),
        "program": Counter(row.source for row in problems),
        "compose": {"generated": len(compositions)},
        "passage": Counter(row.source for row in passages),
        "table": {"spider_syn": len(tables), "wikisql": len(wiki)},
    }
    for task, sources in counts.items():
        listing = ", ".join(f"{source} {count:,}" for source, count in sorted(sources.items()))
        print(f"{task}: {listing}", flush=True)
    examples: dict[str, list[Example[Any]]] = {
        "route": [batches.route_example(row, tokenizer) for row in taught],
        "tool": [
            example
            for row in tools
            for example in batches.tool_examples(row, tokenizer)
            if example.target.matches != 0.0 or thinning.random() < KEPT_WRONG
        ],
        "program": [batches.problem_example(row, tokenizer) for row in problems],
        "compose": [batches.composition_example(row, tokenizer) for row in compositions],
        "passage": [batches.slot_example(row, tokenizer) for row in passages],
        "table": [batches.table_example(row, tokenizer) for row in (*tables, *wiki)],
    }
    return Curriculum(examples, groups, questions, compositions, counts)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, export and calibrate."""
    parser = argparse.ArgumentParser(prog="mrkl_router.training", description=__doc__)
    parser.add_argument("--steps", type=int, default=Schedule.steps)
    parser.add_argument("--scale", type=int, default=Schedule.scale, help="of batches; 4 on a GPU")
    parser.add_argument("--seed", type=int, default=Schedule.seed)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "training")
    parser.add_argument(
        "--without-share-alike",
        action="store_true",
        help="leave out sources whose licence is share-alike or unclear",
    )
    parser.add_argument(
        "--refit",
        action="store_true",
        help="keep the encoder and decoder in --out; fit the networks and thresholds on them",
    )
    parser.add_argument(
        "--train-only",
        action="store_true",
        help="stop with the last checkpoint; the same command without this goes on from there,"
        " on this machine or another",
    )
    options = parser.parse_args(arguments)
    options.cache.mkdir(parents=True, exist_ok=True)
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = WordPieces(PRETRAINED / "vocab.txt")
    torch.set_default_device(device())
    data = build(tokenizer, options.seed, not options.without_share_alike)
    schedule = Schedule(steps=options.steps, scale=options.scale, seed=options.seed)
    if not options.refit:
        texts = batches.text_examples(all_texts(data.similar), tokenizer)
        teach([*data.examples["route"], *texts.values()])
        similar = batches.similar_batches(data.similar, texts, Random(f"{options.seed}-contrast"))
        model = train(data.examples, similar, tokenizer, schedule, options.cache)
        if options.train_only:
            return
        export(model, options.out)
    finish(options.out, data, schedule, options.cache)


def tool_units(data: Curriculum, seed: int) -> list[list[Example[Any]]]:
    """Return what the tool reader's network is fitted on."""
    known = [e for e in data.examples["tool"] if e.target.slots or e.target.matches is not None]
    Random(f"{seed}-reader").shuffle(known)
    return [[example] for example in known[:TOOL_EXAMPLES]]


def table_units(data: Curriculum, out: Path, seed: int) -> list[list[Example[Any]]]:
    """Return what the table reader's network is fitted on: tables, each with a distractor."""
    tokenizer, rng = WordPieces(out / "vocabulary.txt"), Random(f"{seed}-tables")
    return [with_distractors([example], tokenizer, rng) for example in data.examples["table"]]


def finish(out: Path, data: Curriculum, schedule: Schedule, cache: Path) -> None:
    """Fit what runs on the finished encoder in ``out``; write the thresholds and the report.

    Args:
        out: The weights.
        data: What they were trained on.
        schedule: Its seed is used here too.
        cache: Where the training left its curves and facts.
    """
    torch.set_default_device("cpu")
    seal(out, EMPTY)
    for task, units, rounds in (
        (state_nets.TOOLS, tool_units(data, schedule.seed), TOOL_ROUNDS),
        (state_nets.TABLES, table_units(data, out, schedule.seed), TABLE_ROUNDS),
    ):
        state_nets.refit(out, task, units, rounds, schedule.seed)
        seal(out, EMPTY)
    compose_head.refit(out, data.compositions, schedule.seed)
    written = {source: found for source, found in data.similar.items() if source != GENERATED}
    calibration = calibrate(load_weights(out), out, data.questions, written)
    seal(out, calibration)
    write_card(out, data.counts, facts(cache), calibration)
    draw_curves(curves(cache), out / "curves.png")
    reliability.draw(load_weights(out), out / "reliability.png")


if __name__ == "__main__":
    main()
