"""The operands of AI21's arithmetic data are exactly the numbers that we find.

The router masks numbers before it reads a question, so this must never change silently.
"""

import gzip
import json
import os
import re
from pathlib import Path

import pytest

from mrkl_core.phrases.numbers import find_numbers

ROOT = Path(__file__).parents[4]
FOLDER = Path(os.environ.get("MRKL_DATA", ROOT.parent / "shared" / "data")) / "mrkl_synthetic"
ROWS = 20_877


def rows():
    for path in sorted(FOLDER.glob("*.jsonl*")):
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


@pytest.mark.data
@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no folder {FOLDER}; set MRKL_DATA")
def test_every_operand_is_found_and_nothing_else():
    count = 0
    for row in rows():
        operands = sorted(int(digits) for digits in re.findall(r"\d+", row["completion"]))
        assert sorted(span.value for span in find_numbers(row["prompt"])) == operands, row
        count += 1
    assert count == ROWS
