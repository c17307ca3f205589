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
    "generated functions": "ours, Apache-2.0",
    "generated noun phrases": "ours, Apache-2.0",
    "hwu64": "CC BY 4.0",
    "mawps": "no licence of its own (share-alike switch)",
    "metatool": "MIT",
    "mrkl_synthetic": "Apache-2.0",
    "personality_chat": "MIT",
    "policyqa": "MIT",
    "seal_tools": "Apache-2.0",
    "seal_tools_specs": "Apache-2.0",
    "self_instruct": "Apache-2.0",
    "sgd": "CC BY-SA 4.0 (share-alike switch)",
    "simplequestions": "CC BY 3.0",
    "snips": "CC0",
    "spider_syn": "CC BY-SA 4.0 (share-alike switch)",
    "squad_train_excerpt": "CC BY-SA 4.0 (share-alike switch)",
    "squadshifts": "no licence file, CC BY 4.0 by its paper (share-alike switch)",
    "strategyqa": "MIT",
    "webquestions": "CC BY 4.0",
    "wikisql": "BSD-3-Clause",
}
_HEAD = """# Model card: the router's weights

One 6-layer, 384-wide encoder (initialised from all-MiniLM-L6-v2, Apache-2.0; word vectors and the
lowest two layers are left as they were) with small heads and a 2-layer program decoder, fine-tuned
on several tasks at once, exported to ONNX and quantised to int8 (per channel, dynamic, 7-bit
weights so that processors with and without VNNI agree). On its finished states, small networks: one
reads a tool and its arguments, one a table, one finds the parts of a compound question.
`python -m mrkl_router.training` rebuilds it; no row of any data set is in these files.

* **For:** English questions to the built-in experts; tools known by a spec, with or without
  examples; embeddings and extractive answers for document collections.
* **Not for:** other languages, legal or medical decisions, anything where an abstention is not an
  acceptable answer.
* **Known limits:** one-table SQL only; word problems beyond two steps are refused or wrong; object
  arguments are read only where they are written out; the public labels it was measured on are
  themselves noisy.
* **Held out:** CLINC150 and BANKING77 never train the encoder. CLINC150 trains the route head,
  BANKING77 the curve that turns few-shot scores into confidences.

"""


#: The curves of tools, in words.
_TOOLS = {
    "read": "a tool without examples (5 %)",
    "few": "a tool with examples (5 %)",
    "call": "a tool's arguments (5 % wrong)",
}


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
    for name, what in _TOOLS.items():
        curve = calibration["tools"][name]
        lines.append(f"| {what} | {curve['thresholds']['0.05']:.3f} |")
    lines.append(
        "\nMeasured figures are in `bench/RESULTS.md`; the curves in `curves.png`, how honest"
    )
    lines.append("the confidences are in `reliability.png`.\n")
    (folder / "MODEL_CARD.md").write_text(_HEAD + "\n".join(lines), encoding="utf-8")
