"""What a run leaves beside the weights: figures, the curve, the model card."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.reproduce.nano.measures import Measure
from bench.reproduce.nano.pool import SourceCount

#: A point of the curve: step, tokens, loss of the step, loss on held-out text.
Point = Mapping[str, float]


def write_figures(
    folder: Path, facts: Mapping[str, Any], curve: Sequence[Point], measures: Mapping[str, Measure]
) -> None:
    """Write ``training.json``: how the model was trained, and what it measures."""
    content = {
        **facts,
        "held_out": {name: asdict(measure) for name, measure in measures.items()},
        "curve": curve,
    }
    text = json.dumps(content, indent=1) + "\n"
    (folder / "training.json").write_text(text, encoding="utf-8")


def draw_curve(path: Path, curve: Sequence[Point]) -> None:
    """Draw the losses over the tokens read."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    tokens = [point["tokens"] / 1e6 for point in curve]
    axes.plot(tokens, [point["loss"] for point in curve], label="training")
    axes.plot(tokens, [point["held_out"] for point in curve], label="held out")
    axes.set(xlabel="tokens read, millions", ylabel="weighted loss, nats", ylim=(0, None))
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=110)


_HEAD = """# Model card: nano

A small English language model of our own for tests, demos and the reproduction of papers:
{parameters:,} parameters, trained from scratch on open text. `python -m bench.reproduce.nano`
rebuilds it. No row of any data set is in these files.

* **It can**, as far as the table of held-out text below says: give a new text the label that
  examples in the prompt show; tell who is what in a few sentences; copy a text; look up a value
  in a list; take the words of one kind out of a sentence; and, one time in four, answer a short
  question from a passage word for word. It has seen definitions and small talk, and says things
  like them.
* **It cannot:** know facts, calculate, plan, follow instructions that it was not shown, or speak
  another language. What it says about the world is not to be trusted.
* **Architecture:** Llama: {layers} layers, {hidden} wide, {heads} heads of {head_dim} with
  {kv_heads} for keys and values, SwiGLU {ffn} wide, tied embeddings, {vocabulary:,} tokens of
  byte-level BPE; bfloat16.
* **Prompt:** `<|begin_of_text|>`, then `<|user|>...<|end|>` and `<|assistant|>...<|end|>` in turn;
  or plain text, as `text -> label` lines.
* **Licence:** Apache-2.0, as the project.

"""


def card(
    facts: Mapping[str, Any], sources: Sequence[SourceCount], measures: Mapping[str, Measure]
) -> str:
    """Return the model card."""
    lines = [_HEAD.format_map(facts["shape"] | {"parameters": facts["parameters"]})]
    lines += ["## Training", ""]
    lines += [f"* {name}: {value}" for name, value in facts["run"].items()]
    lines += ["", "## Text", "", _TEXT, "", *source_table(sources), ""]
    lines += ["## Held-out text", "", _HELD_OUT, "", *measure_table(measures), ""]
    return "\n".join(lines)


_TEXT = """Only sets whose licence lets weights be shared; nothing share-alike, non-commercial or
unclear. "Repeats" were there before; "measured" are texts that occur in a set kept for measuring.
A source with two uses, as a passage and as a text with a label, counts each. Look-ups, people and
texts to copy are made anew for every prompt. QAMR, CLINC150, HWU64, BANKING77 and Snips are known
to the model: figures on them are no evidence for unknown data."""
_HELD_OUT = """Prompts made of rows that were not trained on. Perplexity and bits a byte are those
of the whole text; answers are exact if greedy decoding gives every token, with the true answers
before it."""


def source_table(sources: Sequence[SourceCount]) -> list[str]:
    """Return the sources as lines of a Markdown table."""
    head = "| source | licence | rows | repeats | measured | trained on | held out |"
    return [
        head,
        "|---|---|---|---|---|---|---|",
        *(
            f"| {one.name} | {one.licence} | {one.rows:,} | {one.repeats:,} | {one.measured:,} |"
            f" {one.trained:,} | {one.held_out:,} |"
            for one in sources
        ),
    ]


def measure_table(measures: Mapping[str, Measure]) -> list[str]:
    """Return the measures as lines of a Markdown table."""
    head = "| task | perplexity | bits a byte | perplexity of answers | exact | answers |"
    return [head, "|---|---|---|---|---|---|", *(_row(*item) for item in measures.items())]


def _row(name: str, one: Measure) -> str:
    exact = "free" if one.exact is None else f"{one.exact:.1%}"
    return (
        f"| {name} | {one.perplexity:.2f} | {one.bits_per_byte:.3f} | {one.answer_perplexity:.2f} |"
        f" {exact} | {one.answers:,} |"
    )
