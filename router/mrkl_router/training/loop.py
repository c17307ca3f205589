"""The training loop: tasks in turn, checkpoints, progress; deterministic for a seed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import torch
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor

from mrkl_router.training.batches import TOKENS_PER_BATCH, Example, batches, inputs, table_example
from mrkl_router.training.losses import LOSSES
from mrkl_router.training.model import RouterModel, pooled, pretrained_encoder
from mrkl_router.word_pieces import WordPieces

#: Share of steps each task gets: first what is learned fast, then mostly what is learned slowly
#: (columns of tables, answers in passages), with enough of the rest to keep it.
TASKS = ("route", "similar", "program", "tool", "table", "compose", "passage")
FIRST_HALF = (0.07, 0.16, 0.18, 0.30, 0.18, 0.05, 0.06)
SECOND_HALF = (0.05, 0.12, 0.07, 0.36, 0.32, 0.02, 0.06)
#: Padded pieces per batch where it differs from the usual: a table brings a distractor along.
BUDGETS = {"table": 900}


@dataclass
class Schedule:
    """How long and how fast; ``scale`` makes batches larger, for a GPU."""

    steps: int = 6400
    scale: int = 1
    encoder_rate: float = 8e-5
    head_rate: float = 8e-4
    warmup: int = 200
    checkpoint_every: int = 200
    seed: int = 20261125


#: By task, (step, mean loss of the steps before it).
CurvePoints = dict[str, list[tuple[int, float]]]


@dataclass
class Curves:
    """Mean losses per task every 50 steps, for the report."""

    points: CurvePoints = field(default_factory=dict)
    _sums: dict[str, list[float]] = field(default_factory=dict)

    def add(self, task: str, loss: float) -> None:
        """Note one step's loss."""
        self._sums.setdefault(task, []).append(loss)

    def flush(self, step: int) -> str:
        """Close an interval; return it as a line of text."""
        means = {task: sum(v) / len(v) for task, v in sorted(self._sums.items())}
        for task, mean in means.items():
            self.points.setdefault(task, []).append((step, mean))
        self._sums.clear()
        return "  ".join(f"{task} {mean:.3f}" for task, mean in means.items())


def curves(folder: Path) -> CurvePoints:
    """Return the curves kept beside the last checkpoint in ``folder``."""
    path = folder / "curves.json"
    found: CurvePoints = json.loads(path.read_text()) if path.is_file() else {}
    return found


def facts(folder: Path) -> dict[str, Any]:
    """Return what describes the run that left its last checkpoint in ``folder``."""
    path = folder / "facts.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
    return found


def precision() -> torch.autocast:
    """Return the autocast context of this machine: bfloat16 where it is faster than float32.

    Processors without bfloat16 instructions emulate it, tens of times slower.
    """
    device = torch.get_default_device().type
    if device != "cpu":
        return torch.autocast(device, dtype=torch.bfloat16)
    seconds = {}
    for kind in (torch.float32, torch.bfloat16):
        left, right = torch.ones(512, 384, dtype=kind), torch.ones(384, 384, dtype=kind)
        start = time.perf_counter()
        for _ in range(3):
            left @ right
        seconds[kind] = time.perf_counter() - start
    faster = seconds[torch.bfloat16] < seconds[torch.float32]
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=faster)


def device() -> str:
    """Return the device to train on."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def teach(examples: Sequence[Example[Any]]) -> None:
    """Attach the pretrained encoder's sentence vector to each example."""
    teacher = pretrained_encoder().eval()
    order = sorted(range(len(examples)), key=lambda k: len(examples[k].packed.ids))
    with torch.inference_mode(), precision():
        for start in range(0, len(order), 128):
            part = [examples[k] for k in order[start : start + 128]]
            x = inputs([example.packed for example in part])
            hidden = teacher(
                input_ids=x.ids, token_type_ids=x.types, attention_mask=x.mask
            ).last_hidden_state
            for example, vector in zip(part, pooled(hidden, x.mask), strict=True):
                example.teacher = vector.clone()


def with_distractors(
    batch: Sequence[Example[Any]], tokenizer: WordPieces, rng: Random
) -> list[Example[Any]]:
    """Put another table of the same database behind each table example."""
    made: list[Example[Any]] = []
    for example in batch:
        made.append(example)
        others = example.row.other_tables
        for names in rng.sample(others, min(1, len(others))):
            other = table_example(
                type(example.row)(question=example.row.question, names=names), tokenizer
            )
            made.append(Example(other.row, other.packed, None))
    return made


def _plan(steps: int, seed: int) -> list[str]:
    rng = Random(seed)
    first = rng.choices(TASKS, weights=FIRST_HALF, k=steps // 2)
    return first + rng.choices(TASKS, weights=SECOND_HALF, k=steps - steps // 2)


def _optimiser(model: RouterModel, schedule: Schedule) -> torch.optim.Optimizer:
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    known = {id(p) for p in model.encoder.parameters()}
    heads = [p for p in model.parameters() if id(p) not in known]
    return torch.optim.AdamW(
        [
            {"params": encoder, "lr": schedule.encoder_rate, "peak": schedule.encoder_rate},
            {"params": heads, "lr": schedule.head_rate, "peak": schedule.head_rate},
        ],
        weight_decay=0.01,
    )


def _set_rates(optimiser: torch.optim.Optimizer, step: int, schedule: Schedule) -> None:
    warm = min(1.0, (step + 1) / schedule.warmup)
    decay = max(0.02, 1 - step / schedule.steps)
    for group in optimiser.param_groups:
        group["lr"] = group["peak"] * warm * decay


def train(
    tasks: Mapping[str, Sequence[Example[Any]]],
    similar: Iterator[list[Example[Any]]],
    tokenizer: WordPieces,
    schedule: Schedule,
    folder: Path,
) -> RouterModel:
    """Train from the last checkpoint in ``folder``, or from the pretrained encoder.

    Args:
        tasks: Examples per task; the keys are TASKS without ``similar``.
        similar: Endless batches of the contrast between texts.
        tokenizer: Splits distractor tables.
        schedule: Steps, rates and seed.
        folder: Where checkpoints and the curves go.
    """
    torch.manual_seed(schedule.seed)
    torch.use_deterministic_algorithms(True, warn_only=True)
    model, kept, first = RouterModel(), Curves(), 0
    optimiser = _optimiser(model, schedule)
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.is_file():
        # A GPU's run can be finished on another machine: tensors go where this one trains.
        state = torch.load(checkpoint, weights_only=True, map_location=device())
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        first = int(state["step"])
        kept.points = curves(folder)
        print(f"resuming at step {first}", flush=True)
    else:
        run = {"steps": schedule.steps, "batch scale": schedule.scale, "seed": schedule.seed}
        (folder / "facts.json").write_text(json.dumps(run | {"trained on": device()}))
    streams: dict[str, Iterator[list[Example[Any]]]] = {
        task: batches(
            examples,
            Random(f"{schedule.seed}-{task}"),
            BUDGETS.get(task, TOKENS_PER_BATCH) * schedule.scale,
        )
        for task, examples in tasks.items()
    }
    streams["similar"] = similar
    plan = _plan(schedule.steps, schedule.seed)
    for task in plan[:first]:
        next(streams[task])
    model.train()
    rng, cast = Random(schedule.seed), precision()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        bar = progress.add_task("training", total=schedule.steps, completed=first)
        for step in range(first, schedule.steps):
            loss = _step(
                model, optimiser, plan[step], streams, tokenizer, rng, step, schedule, cast
            )
            kept.add(plan[step], float(loss))
            progress.advance(bar)
            if (step + 1) % 100 == 0:
                print(
                    f"{time.strftime('%H:%M:%S')} step {step + 1}: {kept.flush(step + 1)}",
                    flush=True,
                )
            if (step + 1) % schedule.checkpoint_every == 0:
                (folder / "curves.json").write_text(json.dumps(kept.points))
                _save(checkpoint, model, optimiser, step + 1)
    return model.eval()


def _step(
    model: RouterModel,
    optimiser: torch.optim.Optimizer,
    task: str,
    streams: Mapping[str, Iterator[list[Example[Any]]]],
    tokenizer: WordPieces,
    rng: Random,
    step: int,
    schedule: Schedule,
    cast: torch.autocast,
) -> Tensor:
    batch = next(streams[task])
    if task == "table":
        batch = with_distractors(batch, tokenizer, rng)
    _set_rates(optimiser, step, schedule)
    with cast:
        loss = LOSSES[task](model, batch)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return loss.detach()


def _save(path: Path, model: RouterModel, optimiser: torch.optim.Optimizer, step: int) -> None:
    part = path.with_suffix(".part")
    state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
    torch.save(state, part)
    part.replace(path)
