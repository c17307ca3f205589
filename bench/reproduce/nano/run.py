"""One run: from the prepared text to a folder with the model, its figures and its card."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from bench.reproduce.nano import report
from bench.reproduce.nano.batches import Batches
from bench.reproduce.nano.checkpoint import write_checkpoint
from bench.reproduce.nano.measures import held_out_loss, measure
from bench.reproduce.nano.model import Nano, Shape
from bench.reproduce.nano.pool import Pool, Prepared
from bench.reproduce.nano.tokens import Encoder
from bench.reproduce.nano.training import Progress, Recipe, train

#: Points of the curve.
_POINTS = 20
#: Batches of held-out text of a point.
_HELD_OUT = 1


@dataclass(slots=True)
class Watch:
    """Follows a run: prints a line, and measures the held-out loss every so often.

    Attributes:
        model: The one that is trained.
        held_out: Batches of text that is not trained on.
        curve: Points so far.
    """

    model: Nano
    held_out: Batches
    curve: list[report.Point] = field(default_factory=list)
    _due: float = 0.0

    def told(self, progress: Progress) -> None:
        """Print a line; add a point if one is due."""
        print(
            f"step {progress.step:,}  {progress.share:4.0%}  loss {progress.loss:.3f}"
            f"  rate {progress.rate:.2e}  {progress.tokens / 1e6:.1f} M tokens"
            f"  {progress.tokens / progress.seconds:,.0f} a second  {progress.seconds:.0f} s",
            file=sys.stderr,
        )
        if progress.share >= self._due:
            self.point(progress)

    def point(self, progress: Progress) -> None:
        """Measure the held-out loss and add a point."""
        self._due = progress.share + 1 / _POINTS
        held_out = held_out_loss(self.model, self.held_out)
        self.curve.append(
            {
                "step": progress.step,
                "tokens": progress.tokens,
                "loss": progress.loss,
                "held_out": held_out,
            }
        )
        print(f"  held-out loss {held_out:.3f}", file=sys.stderr)


def run(
    prepared: Prepared,
    recipe: Recipe,
    shape: Shape,
    out: Path,
    *,
    device: torch.device,
    kept: Path | None = None,
    documents: int = 64,
) -> None:
    """Train a model and write its folder.

    Args:
        prepared: The text and the tokenizer.
        recipe: How it is trained.
        shape: Its size.
        out: Gets checkpoint, ``training.json``, ``loss.png`` and ``MODEL_CARD.md``.
        device: Where it is trained.
        kept: Where the run is kept; one that is there goes on.
        documents: How many of each task are measured at the end.
    """
    encoder = Encoder(prepared.tokenizer)
    model = Nano(shape, recipe.seed).to(device)
    batches = _batches(prepared.train, encoder, recipe)
    watch = Watch(model, _batches(prepared.held_out, encoder, replace(recipe, steps=_HELD_OUT)))
    last = train(model, batches, recipe, kept=kept, told=watch.told)
    watch.point(last)
    write_checkpoint(out, model, prepared.tokenizer)
    measures = measure(model, prepared.held_out, encoder, documents=documents)
    facts = _facts(model, recipe, last)
    report.write_figures(out, facts, watch.curve, measures)
    report.draw_curve(out / "loss.png", watch.curve)
    written = report.card(facts, prepared.sources, measures)
    (out / "MODEL_CARD.md").write_text(written, encoding="utf-8")
    print(written)


def _batches(pool: Pool, encoder: Encoder, recipe: Recipe) -> Batches:
    return Batches(
        pool,
        encoder,
        seed=recipe.seed,
        sequences=recipe.sequences,
        length=recipe.length,
        steps=recipe.steps,
    )


def _facts(model: Nano, recipe: Recipe, last: Progress) -> dict[str, Any]:
    device = next(model.parameters()).device
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"
    return {
        "shape": asdict(model.shape),
        "parameters": sum(weight.numel() for weight in model.parameters()),
        "run": {
            "device": name,
            "torch": torch.__version__,
            "steps": f"{last.step:,}",
            "tokens read": f"{last.tokens:,}",
            "seconds": round(last.seconds, 1),
            "sequences a step": recipe.sequences,
            "tokens a sequence": f"{recipe.length:,}",
            "optimiser": f"AdamW, highest rate {recipe.rate:g}, weight decay {recipe.decay:g}",
            "seed": recipe.seed,
        },
    }
