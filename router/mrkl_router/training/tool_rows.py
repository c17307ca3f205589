"""All rows of the tool task, from every source."""

from __future__ import annotations

from random import Random

from mrkl_router.training.functions import generated_tool_rows
from mrkl_router.training.phrasings import Phraser
from mrkl_router.training.spec_questions import spec_rows
from mrkl_router.training.tool_sources import (
    annotated_rows,
    metatool_rows,
    own_rows,
    seal_rows,
    sgd_rows,
)
from mrkl_router.training.tools import ToolRow


def tool_rows(rng: Random, share_alike: bool) -> list[ToolRow]:
    """Return the rows of the tool task, without development rows of the routing task."""
    made = [
        *generated_tool_rows(rng, 32000),
        *spec_rows(rng, 3500),
        *seal_rows(rng),
        *annotated_rows(rng, 1000),
        *metatool_rows(rng, 1200),
        *own_rows(Phraser(rng).questions(1200), rng),
    ]
    if share_alike:
        made += sgd_rows(rng, 4500)
    return made
