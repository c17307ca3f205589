"""Trains the nano model: ``python -m bench.reproduce.nano --minutes 2.5 --out DIR``.

``--prepare`` writes the one file that training reads; it needs the public data, training does not.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from bench.reproduce.nano import report
from bench.reproduce.nano.checkpoint import read_checkpoint
from bench.reproduce.nano.measures import measure
from bench.reproduce.nano.model import Shape
from bench.reproduce.nano.pool import load, save
from bench.reproduce.nano.run import run
from bench.reproduce.nano.tokens import Encoder
from bench.reproduce.nano.training import ENDLESS, Recipe

CACHE = Path(__file__).resolve().parents[3] / ".cache" / "nano"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare, train or measure; return the exit code."""
    options = _parser().parse_args(arguments)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # the processes that write batches are enough
    if options.threads:
        torch.set_num_threads(options.threads)
    if options.prepare:
        _prepare(options.data)
    elif options.measure:
        _measure(options)
    elif options.out is None or (options.steps is None) == (options.minutes is None):
        print("Give --out DIR and either --steps or --minutes.", file=sys.stderr)
        return 2
    else:
        _train(options)
    return 0


def _prepare(path: Path) -> None:
    from bench.reproduce.nano.prepare import prepare  # needs the data and our packages

    prepared = prepare()
    save(prepared, path)
    print("\n".join(report.source_table(prepared.sources)))


def _measure(options: argparse.Namespace) -> None:
    model, tokenizer = read_checkpoint(options.measure)
    model.to(_device(options.device))
    apart = load(options.data).held_out
    found = measure(model, apart, Encoder(tokenizer), documents=options.documents)
    print("\n".join(report.measure_table(found)))


def _train(options: argparse.Namespace) -> None:
    device = _device(options.device)
    on_gpu = device.type == "cuda"
    recipe = Recipe(
        steps=options.steps or ENDLESS,
        minutes=options.minutes,
        sequences=options.sequences or (64 if on_gpu else 16),
        length=options.length,
        rate=options.rate,
        seed=options.seed,
        workers=(min(12, (os.cpu_count() or 1) - 2) if on_gpu else 0)
        if options.workers is None
        else options.workers,
        compiled=options.compile,
    )
    if not options.resume:
        options.kept.unlink(missing_ok=True)
    run(
        load(options.data),
        recipe,
        Shape(),
        options.out,
        device=device,
        kept=options.kept,
        documents=options.documents,
    )


def _device(name: str) -> torch.device:
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.reproduce.nano", description=__doc__)
    add = parser.add_argument
    add("--prepare", action="store_true", help="write the file that training reads, and stop")
    add("--measure", type=Path, metavar="DIR", help="measure the model in DIR, and stop")
    add("--data", type=Path, default=CACHE / "data.json.gz", help="that file")
    add("--out", type=Path, metavar="DIR", help="where the model goes")
    add("--steps", type=int, help="how many; the same weights each time")
    add("--minutes", type=float, help="of the clock, instead of --steps")
    add("--device", default="auto", help="auto, cpu, cuda, ...")
    add("--threads", type=int, help="of the CPU")
    add("--sequences", type=int, help="of a step; 64 on a GPU, else 16")
    add("--length", type=int, default=1_024, help="tokens of a sequence")
    add("--rate", type=float, default=3e-3, help="the highest learning rate")
    add("--seed", type=int, default=1)
    add("--workers", type=int, help="processes that write batches; none on a CPU")
    add("--compile", action="store_true", help="let torch compile the model")
    add("--kept", type=Path, default=CACHE / "run.safetensors", help="where the run is kept")
    add("--resume", action="store_true", help="go on with the run that is kept")
    add("--documents", type=int, default=64, help="of each task, to measure the model")
    return parser


if __name__ == "__main__":
    sys.exit(main())
