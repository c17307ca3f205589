"""The texts of all sets that only measure: none of them is ever trained on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mrkl_router.training.sources import data_folder, document, text

PATTERNS = (
    "hwu64_fewshot_split/HWU64/valid/seq.in",
    "nlupp/banking/fold1[6-9].json",
    "snips/*/validate_*.json",
    "sgd/dev_user_turns.jsonl.gz",
    "metatool/tmp_dataset/Task1.json.gz",
    "metatool/multi_tool_query_golden.json",
    "toolalpaca/eval_simulated.json.gz",
    "mawps/*/validset.json*",
    "spider/dev.json.gz",
    "spider_syn/Spider-Syn/dev.json.gz",
    "squadshifts/datasets/new_wiki_v1.0.json.gz",
    "fairytaleqa/val.jsonl.gz",
    "fairytaleqa/test.jsonl.gz",
    "policyqa/dev.json.gz",
    "webquestions/main/val.json*",
    "webquestions/main/devtest.json*",
    "webquestions/main/test.json*",
    "simplequestions/annotated_fb_data_test.txt.gz",
    "self_instruct/human_eval/*.jsonl.gz",
    "mt_bench/*/question.jsonl",
    "textclass_icl/*.all*",
    "textclass_icl/stsa.*",
    "textclass_icl/raw/*",
    "bfcl/BFCL_v4_*.json*",
    "mrkl_synthetic/*_dev*",
    "recognizers_text/**/*.json.gz",
    "cranfield/cran.*",
    "text2sql/*.json*",
    "wikisql/wikisql.json.bz2",
)
_KEYS = frozenset(
    {
        "text", "question", "query", "original", "context", "qText", "instruction", "prompt",
        "original_text", "sQuestion", "content", "turns", "Instructions", "Input",
        "SpiderQuestion", "SpiderSynQuestion",
    }
)  # fmt: skip


def measured_texts() -> Iterator[str]:
    """Yield every text of the files that only measure.

    Raises:
        DataNotFoundError: There is no data folder.
    """
    for part in ("val", "oos_val"):
        for said, _ in document("clinc150/data_full.json.gz")[part]:
            yield said
    folder = data_folder()
    for pattern in PATTERNS:
        for path in sorted(folder.glob(pattern)):
            yield from texts_in(text(path.relative_to(folder).as_posix()))


def texts_in(content: str) -> Iterator[str]:
    """Yield the texts of a JSON document, of JSON lines, or of plain lines.

    A plain line gives its fields between tabs, and what stands behind its first word, which may be
    a label.
    """
    if content[:1] in "[{":
        try:
            yield from _strings(json.loads(content))
        except json.JSONDecodeError:
            for line in content.split("\n"):
                if line.strip():
                    yield from _strings(json.loads(line))
        return
    for line in content.split("\n"):
        yield from line.split("\t")
        yield line.partition(" ")[2]


def _strings(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, str):
        if key in _KEYS:
            yield value
    elif isinstance(value, list):
        if value and all(isinstance(one, dict) and "text" in one for one in value):
            yield "".join(str(one["text"]) for one in value)  # an utterance in pieces
        for one in value:
            yield from _strings(one, key)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _strings(one, name)
