"""Writes what a reader wants to know of the weights: the model card and the curves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: Licence of every source a row may come from, as its folder in the data states it.
LICENCES: Mapping[str, str] = {
    "clinc150": "CC BY 3.0",
    "fairytaleqa": "Apache-2.0",
    "generated": "ours, Apache-2.0",
    "hwu64": "CC BY 4.0",
    "mawps": "no licence of its own (share-alike switch)",
    "mrkl_synthetic": "Apache-2.0",
    "personality_chat": "MIT",
    "policyqa": "MIT",
    "self_instruct": "Apache-2.0",
    "sgd": "CC BY-SA 4.0 (share-alike switch)",
    "simplequestions": "CC BY 3.0",
    "snips": "CC0",
    "spider_syn": "CC BY-SA 4.0 (share-alike switch)",
    "squad_train_excerpt": "CC BY-SA 4.0 (share-alike switch)",
    "squadshifts": "no licence file, CC BY 4.0 by its paper",
    "strategyqa": "MIT",
    "webquestions": "CC BY 4.0",
    "wikisql": "BSD-3-Clause",
}
_HEAD = """# Model card: the router's weights

One 6-layer, 384-wide encoder (initialised from all-MiniLM-L6-v2, Apache-2.0) with linear heads and
a 2-layer program decoder, fine-tuned on several tasks at once, exported to ONNX and quantised to
int8 (per channel, dynamic). `python -m mrkl_router.training` rebuilds it; no row of any data set is
in these files.

* **For:** English questions to the built-in experts; few-shot heads for plug-ins; embeddings and
  extractive answers for document collections.
* **Not for:** other languages, legal or medical decisions, anything where an abstention is not an
  acceptable answer.
* **Known limits:** one-table SQL only; no reference to earlier turns; word problems beyond two
  steps are refused or wrong; the public labels it was measured on are themselves noisy.

"""


def write_card(
    folder: Path,
    counts: Mapping[str, Mapping[str, int]],
    facts: Mapping[str, Any],
    calibration: Mapping[str, Any],
) -> None:
    """Write ``MODEL_CARD.md`` into ``folder``.

    Args:
        folder: Where the weights lie.
        counts: Rows per task and source, after de-duplication.
        facts: Steps, seed and whatever else describes the run.
        calibration: As in the manifest.
    """
    lines = ["## Trained on (rows after de-duplication)\n", "| task | source | licence | rows |"]
    lines.append("|---|---|---|---|")
    for task, sources in counts.items():
        for source, count in sorted(sources.items()):
            lines.append(f"| {task} | {source} | {LICENCES[source]} | {count:,} |")
    lines += ["\n## The run\n", *(f"* {name}: {value}" for name, value in facts.items())]
    lines += ["\n## Calibration\n", "| expert | accepted from (2 % wrong calls) |", "|---|---|"]
    for name, curve in calibration["experts"].items():
        lines.append(f"| {name} | {curve['thresholds']['0.02']:.3f} |")
    for name, threshold in calibration["programs"].items():
        lines.append(f"| {name} program | {threshold:.3f} |")
    lines.append("\nMeasured figures are in `bench/RESULTS.md`; the curves in `curves.png`")
    lines.append("(the table task's loss jumps where its weights or its data were changed).\n")
    (folder / "MODEL_CARD.md").write_text(_HEAD + "\n".join(lines), encoding="utf-8")


def draw_curves(points: Mapping[str, list[tuple[int, float]]], path: Path) -> None:
    """Draw the training losses of every task over the steps."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 3, figsize=(10, 5), sharex=True, layout="constrained")
    for axis, (task, values) in zip(axes.flat, sorted(points.items()), strict=False):
        axis.plot([step for step, _ in values], [loss for _, loss in values], color="#225588")
        axis.set_title(task)
        axis.set_yscale("log")
        axis.grid(visible=True, alpha=0.3)
    figure.supxlabel("step")
    figure.supylabel("training loss (log)")
    figure.savefig(path, dpi=80)
    pyplot.close(figure)
