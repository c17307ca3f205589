"""What to mend about the experts that people add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mrkl.builtin import BUILDERS
from mrkl.tools import ToolSet
from mrkl_core.protocols import Expert, Router
from mrkl_core.values import ExpertSpec
from mrkl_router.lint import LearningRouter, lint
from mrkl_router.spec_lint import Finding, spec_findings


def lint_experts(router: Router, experts: Iterable[Expert]) -> tuple[Finding, ...]:
    """Return what to mend about the experts that are not built in.

    Args:
        router: Has learned the experts. Collisions are looked for if it can forget again what it
            learns, as the trained router can.
        experts: All experts of a system.
    """
    specs = [expert.spec for expert in experts]
    added = [spec for spec in specs if spec.name not in BUILDERS]
    return tuple(finding for spec in added for finding in _findings(router, spec, specs))


def lint_tools(
    router: Router, tools: ToolSet, others: Sequence[ExpertSpec]
) -> Mapping[str, tuple[Finding, ...]]:
    """Return, for each tool, what to mend before it joins ``others``.

    Args:
        router: Has learned ``others``; it learns the tools. An expert that has the name of a
            tool is taken for its earlier version and forgotten.
        tools: What was read from a file.
        others: The experts of a system.
    """
    names = {spec.name for spec in tools.specs}
    if isinstance(router, LearningRouter):
        for name in {other.name for other in others} & names - set(BUILDERS):
            router.unregister(name)
    for spec in tools.specs:
        if spec.name not in BUILDERS:
            router.register(spec)
    company = [*(other for other in others if other.name not in names), *tools.specs]
    return {
        spec.name: (
            *_taken_name(spec),
            *_findings(router, spec, company),
            *(_note(spec.name, sentence) for sentence in tools.notes.get(spec.name, ())),
        )
        for spec in tools.specs
    }


def _findings(router: Router, spec: ExpertSpec, others: Sequence[ExpertSpec]) -> Iterable[Finding]:
    if isinstance(router, LearningRouter):
        return lint(router, spec, others)
    return spec_findings(spec, others)


def _taken_name(spec: ExpertSpec) -> Iterable[Finding]:
    if spec.name in BUILDERS:
        yield Finding(
            expert=spec.name,
            code="taken-name",
            severity="error",
            message=f"{spec.name!r} is the name of a built-in expert.",
            hint="Choose another name.",
        )


def _note(name: str, sentence: str) -> Finding:
    return Finding(
        expert=name,
        code="not-read-in-full",
        severity="warning",
        message=sentence,
        hint="Mend the spec, or leave it: the rest is used.",
    )
