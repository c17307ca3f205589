"""The filters, functions and methods that a template has, each paid out of its budget.

All filters take the context, so that the compiler cannot apply them before there is a budget.
Those whose names begin with an underscore are put around parts of the template by the sandbox.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NoReturn

from jinja2 import pass_context
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import Namespace

from mrkl_backends.nemotron.budget import BUDGET, STEP

_MOST_LAYOUT = 16
_PLAIN = SandboxedEnvironment()
_NAMES = (
    "abs capitalize count d default dictsort first float items last length list lower map max min"
    " reject rejectattr reverse select selectattr sort string title unique upper"
)
_ITEM_BY_ITEM = frozenset(("map", "reject", "rejectattr", "select", "selectattr"))
_MOST_DIGITS = 1_000


def _paid(name: str) -> Callable[..., Any]:
    """Return one of Jinja's filters, paid by what it makes."""

    @pass_context
    def paid(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:
        BUDGET.get().spend(STEP)
        if name in _ITEM_BY_ITEM and value:
            value = BUDGET.get().rounds(value)
        return BUDGET.get().made(_PLAIN.call_filter(name, value, args, kwargs, context=context))

    return paid


@pass_context
def _rounds(context: Context, items: Iterable[Any]) -> Iterator[Any]:
    """Return what a loop goes through."""
    return BUDGET.get().rounds(items)


@pass_context
def _passed(context: Context, value: Any) -> Any:
    """Return a value at a place where only the clock is looked at."""
    BUDGET.get().spend(1)
    return value


@pass_context
def _made(context: Context, value: Any) -> Any:
    """Return a list, tuple, dict or slice."""
    return BUDGET.get().made(value)


@pass_context
def _written(context: Context, value: Any) -> str:
    """Return what a template writes, constant text too."""
    return _concatenated(context, (value,))


@pass_context
def _concatenated(context: Context, parts: Iterable[Any]) -> str:
    """Return what ``a ~ b`` means."""
    texts = [_text(part) for part in parts]
    BUDGET.get().spend(1 + sum(map(len, texts)))
    return "".join(texts)


@pass_context
def _join_filter(
    context: Context, items: Iterable[Any], separator: str = "", attribute: str | None = None
) -> str:
    if attribute is not None:
        items = _PLAIN.call_filter("map", items, (), {"attribute": attribute}, context=context)
    return _join(separator, items)


@pass_context
def _replace_filter(context: Context, text: Any, old: str, new: str, count: int = -1) -> str:
    return _replace(_text(text), old, new, count)


@pass_context
def _trim_filter(context: Context, text: Any, characters: str | None = None) -> str:
    return _strip(_text(text), characters)


@pass_context
def _int(context: Context, value: Any, default: int = 0, base: int = 10) -> Any:
    if isinstance(value, str) and len(value) > _MOST_DIGITS:
        raise TemplateRuntimeError("a number has too many digits")
    return _PLAIN.call_filter("int", value, (default, base), context=context)


@pass_context
def _indent(
    context: Context, text: str, width: int | str = 4, first: bool = False, blank: bool = False
) -> str:
    size = len(width) if isinstance(width, str) else max(width, 0)
    BUDGET.get().spend(len(text) + size * (len(text.splitlines()) + 1))
    made: str = _PLAIN.call_filter("indent", text, (width, first, blank), context=context)
    return made


@pass_context
def _tojson(
    context: Context,
    value: Any,
    ensure_ascii: bool = False,
    indent: int | str | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    """Return JSON without HTML escapes, as Hugging Face has it."""
    for part in (indent, *(separators or ())):
        if (len(part) if isinstance(part, str) else part or 0) > _MOST_LAYOUT:
            raise TemplateRuntimeError("tojson is to put more than 16 characters between items")
    encoder = json.JSONEncoder(
        ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
    )
    texts = []
    for text in encoder.iterencode(value):
        BUDGET.get().spend(len(text))
        texts.append(text)
    return "".join(texts)


@pass_context
def _safe(context: Context, value: Any) -> Any:
    """Return the value: nothing is escaped here, so nothing needs to be marked safe."""
    return value


def _join(separator: str, items: Iterable[Any]) -> str:
    texts = [_text(item) for item in BUDGET.get().rounds(items)]
    BUDGET.get().spend(sum(map(len, texts)) + len(separator) * len(texts))
    return separator.join(texts)


def _replace(text: str, old: str, new: str, count: int = -1) -> str:
    BUDGET.get().spend(len(text) + text.count(old) * len(new))
    return text.replace(old, new, count)


def _stripping(method: Callable[..., str]) -> Callable[..., str]:
    """Return a method that looks for each character of the text among others."""

    def strip(text: str, characters: str | None = None) -> str:
        BUDGET.get().spend(len(text) * len(characters or " "))
        return method(text, characters)

    return strip


def _searching_back(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method that looks for text from the end, which takes Python the product."""

    def search(text: str, sought: str | None = None, *rest: int) -> Any:
        BUDGET.get().spend(len(text) * len(sought or " "))
        return method(text, sought, *rest)

    return search


_strip = _stripping(str.strip)


def _range(*bounds: int) -> range:
    numbers = range(*bounds)
    BUDGET.get().allow_rounds(_length(numbers))
    return numbers


def _length(numbers: range) -> int:
    """Return the length of a range, also of one beyond what ``len`` can say."""
    step = abs(numbers.step)
    return max(0, (abs(numbers.stop - numbers.start) + step - 1) // step) if numbers else 0


def _raise_exception(message: str) -> NoReturn:
    raise TemplateRuntimeError(message)


def _text(value: Any) -> str:
    """Return plain data as text; Jinja's own objects have none that is bounded."""
    if isinstance(value, str | int | float | list | tuple | dict | Undefined | None):
        return str(value)
    raise TemplateRuntimeError(f"a {type(value).__name__} cannot be written as text")


class _Namespace(Namespace):
    """A namespace that does not say what it holds: it may hold itself, or others many times."""

    def __repr__(self) -> str:
        return "<Namespace>"


FILTERS: Mapping[str, Callable[..., Any]] = {
    **{name: _paid(name) for name in _NAMES.split()},
    "_concatenated": _concatenated,
    "_made": _made,
    "_passed": _passed,
    "_rounds": _rounds,
    "_written": _written,
    "indent": _indent,
    "int": _int,
    "join": _join_filter,
    "replace": _replace_filter,
    "safe": _safe,
    "tojson": _tojson,
    "trim": _trim_filter,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "dict": dict,
    "namespace": _Namespace,
    "raise_exception": _raise_exception,
    "range": _range,
}
COSTLY_METHODS: Mapping[str, Callable[..., Any]] = {
    "join": _join,
    "lstrip": _stripping(str.lstrip),
    "replace": _replace,
    "rfind": _searching_back(str.rfind),
    "rindex": _searching_back(str.rindex),
    "rpartition": _searching_back(str.rpartition),
    "rsplit": _searching_back(str.rsplit),
    "rstrip": _stripping(str.rstrip),
    "strip": _strip,
}
"""Methods of text that can take or make much more than the text."""

METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(
        (
            "capitalize casefold count endswith find index isalnum isalpha isascii isdecimal"
            " isdigit islower isnumeric isspace istitle isupper lower partition removeprefix"
            " removesuffix split splitlines startswith swapcase title upper"
        ).split()
    ),
    dict: frozenset(("get", "items", "keys", "values")),
    list: frozenset(("count", "index")),
    tuple: frozenset(("count", "index")),
    int: frozenset(),
    float: frozenset(),
}
"""The methods that plain data has in a template, but for the costly ones."""
