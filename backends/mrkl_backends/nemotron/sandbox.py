"""Runs a template so that it can use up neither time nor memory.

Jinja's own sandbox keeps templates away from Python's inside, but lets them loop and grow without
end. Here all that repeats, compares or makes something is paid out of one budget per rendering:
the compiler is given a tree in which those places are wrapped in filters of ours, and only
filters and methods of which we know the price are there.

What chat templates may expect is as Hugging Face has it: block trimming, ``break`` and
``continue``, ``raise_exception``, ``strftime_now``, ``tojson`` without HTML escapes.

Needs jinja2; import this module only where a template is really rendered.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.ext import Extension, LoopControlExtension
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from mrkl_backends.nemotron.bounded import COSTLY_METHODS, FILTERS, FUNCTIONS, METHODS
from mrkl_backends.nemotron.budget import BUDGET, STEP, Budget
from mrkl_core.errors import BackendError
from mrkl_core.protocols import Clock

# What Jinja, and Python behind it, raise at a source that is no template.
_NOT_A_TEMPLATE = (TemplateError, SyntaxError, ValueError, RecursionError, MemoryError)
# What the expressions of a template can raise.
_FAILURES = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_COMPOSED = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block)


class Program:
    """A compiled template.

    Args:
        source: The template.
        file: Where it is from, for messages.
        clock: What ``strftime_now`` shows.

    Raises:
        BackendError: It is not a template, or uses what the sandbox does not have.
    """

    def __init__(self, source: str, *, file: str, clock: Clock) -> None:
        self._file = file
        try:
            self._template = _Sandbox(clock).from_string(source)
        except _NOT_A_TEMPLATE as error:
            line = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
            raise BackendError(
                f"The chat template {file!r}{line} cannot be read: {_said(error)}.",
                hint="Use a checkpoint whose template is sound, or the built-in templates.",
                file=file,
            ) from error

    def render(self, variables: Mapping[str, Any], budget: Budget) -> str:
        """Return what the template makes of the variables.

        Raises:
            BackendError: It refuses them, fails on them, or uses up the budget.
        """
        token = BUDGET.set(budget)
        try:
            budget.spend(budget.weight(dict(variables)))
            return self._template.render(variables)
        except _FAILURES as error:
            raise BackendError(
                f"The chat template {self._file!r} failed: {_said(error)}.",
                hint="Change the conversation to what it takes, or use the built-in templates.",
                file=self._file,
            ) from error
        finally:
            BUDGET.reset(token)


def _said(error: BaseException) -> str:
    return f"{error}".rstrip(".") or type(error).__name__


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, clock: Clock) -> None:
        extensions = [LoopControlExtension, _GenerationExtension]
        super().__init__(trim_blocks=True, lstrip_blocks=True, extensions=extensions)
        self.filters = dict(FILTERS)
        self.globals = {
            **FUNCTIONS,
            "strftime_now": lambda form: clock.now().strftime(form),
        }

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        """Return the code of the template with its payments."""
        return super()._generate(_Payments(self).visit(source), name, filename, defer_init)

    def call(self, context: Context, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function, paid by what it makes."""
        BUDGET.get().spend(STEP)
        # Macros may be given what they were given, over and over.
        for given in (*args, *kwargs.values()):
            BUDGET.get().check(given)
        return BUDGET.get().made(super().call(context, function, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Apply an operator, if the result is not too large."""
        BUDGET.get().allow(operator, left, right)
        return BUDGET.get().made(super().call_binop(context, operator, left, right))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute; the costly methods of text are ours."""
        BUDGET.get().spend(1)
        own = COSTLY_METHODS.get(attribute) if isinstance(obj, str) else None
        return super().getattr(obj, attribute) if own is None else partial(own, obj)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an item."""
        BUDGET.get().spend(1)
        return super().getitem(obj, argument)

    def wrap_str_format(self, value: Any) -> None:
        """Leave ``str.format`` as it is: unsafe, for its widths have no bound."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may have an attribute: of plain data, known methods only."""
        for kind, methods in METHODS.items():
            if isinstance(obj, kind):
                return attr in methods
        return super().is_safe_attribute(obj, attr, value)


class _Payments(NodeTransformer):
    """Wraps what repeats, compares or makes something in the filters that pay for it."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        if isinstance(node, _COMPOSED):
            raise TemplateSyntaxError("it is composed of other templates", node.lineno)
        return super().visit(node, *args, **kwargs)

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802
        if node.recursive:
            raise TemplateSyntaxError("it has a recursive loop", node.lineno)
        self.generic_visit(node)
        node.iter = self._wrapped("_rounds", node.iter)
        # A loop that has asked for its length goes on through a plain list.
        nothing = nodes.Const(None, lineno=node.lineno, environment=self._environment)
        passed = self._wrapped("_passed", nothing)
        node.body.insert(0, nodes.ExprStmt(passed, lineno=node.lineno))
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:  # noqa: N802
        self.generic_visit(node)
        node.expr = self._wrapped("_passed", node.expr)
        return node

    def visit_Test(self, node: nodes.Test) -> nodes.Test:  # noqa: N802
        self.generic_visit(node)
        node.node = self._wrapped("_passed", node.node)
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802
        self.generic_visit(node)
        node.nodes = [self._wrapped("_written", child) for child in node.nodes]
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        parts = nodes.List(node.nodes, lineno=node.lineno, environment=self._environment)
        return self._wrapped("_concatenated", parts)

    def visit_List(self, node: nodes.List) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        return self._wrapped("_made", node)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        return self._wrapped("_made", node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        return self._wrapped("_made", node) if node.ctx == "load" else node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        return self._wrapped("_made", node) if isinstance(node.arg, nodes.Slice) else node

    def _wrapped(self, name: str, node: nodes.Node) -> nodes.Filter:
        return nodes.Filter(
            node, name, [], [], None, None, lineno=node.lineno, environment=self._environment
        )


class _GenerationExtension(Extension):
    """Reads ``{% generation %}``, which marks the assistant's text for training; it shows."""

    tags = {"generation"}  # noqa: RUF012

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)
