"""What every expert must keep to, as plain functions for pytest.

A breach raises ``AssertionError`` with the rule that was broken.
"""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mrkl.arguments import check_arguments, fill_defaults
from mrkl.clock import FixedClock
from mrkl.loop import background
from mrkl.registry import Registry
from mrkl_core.codec import from_dict, to_dict
from mrkl_core.errors import ArgumentError, ExpertError, MRKLError
from mrkl_core.protocols import Clock, Context, Expert
from mrkl_core.values import ExpertSpec, Result

_CLOCK = FixedClock(datetime(2026, 3, 4, 12, 0, tzinfo=UTC))
_CANCEL_S = 2.0


def check_expert(
    expert: Expert,
    *,
    good_arguments: Sequence[Mapping[str, Any]],
    bad_arguments: Sequence[Mapping[str, Any]] = (),
    clock: Clock = _CLOCK,
) -> None:
    """Run the whole suite.

    Args:
        expert: The expert under test, set up so that it needs no network.
        good_arguments: Calls that it answers.
        bad_arguments: Calls that it, or the check of its slots, refuses with a typed error.
        clock: The clock it sees.

    Raises:
        AssertionError: A rule is broken; the message says which.
    """
    check_spec_rules(expert)
    for arguments in good_arguments:
        check_answers(expert, arguments, clock)
        check_cancellation(expert, arguments, clock)
    for arguments in bad_arguments:
        check_refuses(expert, arguments, clock)


def check_spec_rules(expert: Expert) -> None:
    """Check that the spec is valid, stable, serialisable, and teaches the router something."""
    spec = Registry().check(expert)
    _rule(expert.spec == spec, "spec must be the same at each access")
    data = json.loads(json.dumps(to_dict(spec), allow_nan=False))
    _rule(from_dict(ExpertSpec, data) == spec, "spec must survive JSON")
    _rule(bool(spec.examples), "spec needs examples: the router learns from them")
    _rule(len({*spec.examples}) == len(spec.examples), "examples must be distinct")
    _rule(not {*spec.examples} & {*spec.negatives}, "no example may also be a negative")
    for slot in spec.slots:
        _rule(bool(slot.description.strip()), f"argument {slot.name!r} needs a description")


def check_answers(expert: Expert, arguments: Mapping[str, Any], clock: Clock = _CLOCK) -> Result:
    """Check that a call gives a proper result, twice the same if idempotent; return it."""
    ready = _ready(expert.spec, arguments)
    given = copy.deepcopy(ready)
    result = _run(expert, ready, clock)
    _rule(isinstance(result, Result), f"run must return a Result, not {type(result).__name__}")
    _rule(ready == given, "run must not change its arguments")
    _rule(bool(result.text.strip()), "a result needs a text")
    data = json.loads(json.dumps(to_dict(result), allow_nan=False))
    _rule(to_dict(from_dict(Result, data)) == data, "a result must survive JSON")
    if expert.spec.annotations.idempotent:
        again = _run(expert, _ready(expert.spec, arguments), clock)
        _rule(again.value == result.value, f"same call, other value: {again.value!r}")
    return result


def check_refuses(expert: Expert, arguments: Mapping[str, Any], clock: Clock = _CLOCK) -> None:
    """Check that a bad call ends in an ``ArgumentError`` or ``ExpertError`` with a message."""
    try:
        ready = _ready(expert.spec, arguments)
        result = _run(expert, ready, clock)
    except (ArgumentError, ExpertError) as error:
        _rule(bool(error.message.strip()), "an error needs a message")
        return
    except Exception as error:
        raise AssertionError(
            f"{dict(arguments)!r:.200} must end in a typed error, not {error!r}"
        ) from error
    raise AssertionError(f"{dict(arguments)!r:.200} must be refused, not answered {result.text!r}")


def check_cancellation(expert: Expert, arguments: Mapping[str, Any], clock: Clock = _CLOCK) -> None:
    """Check that a call that is cancelled at once ends soon."""
    ready = _ready(expert.spec, arguments)

    async def cancelled() -> bool:
        task = asyncio.create_task(_awaited(expert, ready, clock))
        await asyncio.sleep(0)
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=_CANCEL_S)
        if task in done and not task.cancelled():
            error = task.exception()
            return error is None or isinstance(error, MRKLError)
        return bool(done)

    _rule(background.run(cancelled()), f"a cancelled call must end within {_CANCEL_S:g} seconds")


def _ready(spec: ExpertSpec, arguments: Mapping[str, Any]) -> dict[str, Any]:
    ready = dict(arguments)
    check_arguments(spec, ready)
    fill_defaults(spec, ready, {})
    return ready


def _run(expert: Expert, arguments: Mapping[str, Any], clock: Clock) -> Result:
    return background.run(_awaited(expert, arguments, clock))


async def _awaited(expert: Expert, arguments: Mapping[str, Any], clock: Clock) -> Result:
    limit_s = expert.spec.annotations.timeout_s
    context = Context(clock=clock, question="a conformance test", remaining_s=limit_s)
    try:
        async with asyncio.timeout(limit_s):
            return await expert.run(arguments, context)
    except MRKLError:
        raise
    except TimeoutError as error:
        raise AssertionError(f"run took longer than its timeout_s of {limit_s:g}") from error


def _rule(kept: bool, rule: str) -> None:
    if not kept:
        raise AssertionError(rule)
