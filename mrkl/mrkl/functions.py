"""``@mrkl.expert``: an expert from a typed function.

Type hints give the argument types, the docstring the descriptions; pydantic checks and converts.
"""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, overload

import pydantic
import pydantic_core

from mrkl.registry import check_spec
from mrkl.schema import read_schema
from mrkl_core.errors import (
    ExpertError,
    InvalidArgumentError,
    InvalidExpertError,
    NoResultError,
)
from mrkl_core.names import spoken
from mrkl_core.protocols import Context
from mrkl_core.values import Annotations, ExpertSpec, Result, Slot

_ARGUMENT_LINE = re.compile(r"\s+(\w+)(?: \([^)]*\))?:\s+(.*)")


class FunctionExpert:
    """A function that is also an expert; calling it still calls the function.

    Args:
        function: Plain or async; plain ones run in a worker thread.
        spec: What the router and the executor know of it.
        model: Checks and converts the arguments.
        context_name: The parameter that receives the ``Context``, if there is one.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        spec: ExpertSpec,
        model: type[pydantic.BaseModel],
        context_name: str | None,
    ) -> None:
        self._function = function
        self._spec = spec
        self._model = model
        self._context_name = context_name
        self.__doc__ = function.__doc__
        self.__name__ = spec.name

    @property
    def spec(self) -> ExpertSpec:
        """Return name, description, slots, examples and annotations."""
        return self._spec

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function itself."""
        return self._function(*args, **kwargs)

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Convert the arguments, call the function, make its return value a result.

        Raises:
            InvalidArgumentError: An argument does not fit the type hints.
            NoResultError: The function returned None.
        """
        values = self._convert(arguments)
        if self._context_name is not None:
            values[self._context_name] = context
        if inspect.iscoroutinefunction(self._function):
            found = await self._function(**values)
        else:
            found = await asyncio.to_thread(self._function, **values)
        return _result(self._spec.name, found)

    def _convert(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        try:
            checked = self._model.model_validate(dict(arguments))
        except pydantic.ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = ".".join(str(part) for part in first["loc"])
            raise InvalidArgumentError(
                f"Argument {name!r} of {self._spec.name!r} is {first['input']!r:.80}: "
                f"{first['msg']}.",
                hint="Say it differently.",
                expert=self._spec.name,
                argument=name,
            ) from error
        return {name: getattr(checked, name) for name in self._model.model_fields}


@overload
def expert(function: Callable[..., Any], /) -> FunctionExpert: ...


@overload
def expert(
    *,
    name: str | None = None,
    description: str | None = None,
    examples: Sequence[str] = (),
    negatives: Sequence[str] = (),
    annotations: Annotations | None = None,
) -> Callable[[Callable[..., Any]], FunctionExpert]: ...


def expert(
    function: Callable[..., Any] | None = None,
    /,
    *,
    name: str | None = None,
    description: str | None = None,
    examples: Sequence[str] = (),
    negatives: Sequence[str] = (),
    annotations: Annotations | None = None,
) -> FunctionExpert | Callable[[Callable[..., Any]], FunctionExpert]:
    """Make an expert from a typed function.

    Args:
        function: The function, when used without parentheses.
        name: The expert's name; the function's own when absent.
        description: What it does; the docstring's first paragraph when absent.
        examples: Questions it answers. The router learns from them: give five or more.
        negatives: Questions that look alike but belong elsewhere.
        annotations: Time limit, approval and so on; a harmless quick call when absent.

    Returns:
        The expert, which can still be called like the function.

    Raises:
        InvalidExpertError: A parameter has no type hint, or the description is missing.

    Example:
        >>> @expert(examples=["roll a die with 20 sides"])
        ... def dice(sides: int = 6) -> int:
        ...     '''Roll a die.'''
        ...     return sides
        >>> dice.spec.slots[0].type
        'integer'
    """

    def build(target: Callable[..., Any]) -> FunctionExpert:
        called = name or target.__name__
        text = inspect.getdoc(target) or ""
        model, context_name = _arguments_model(called, target)
        spec = ExpertSpec(
            name=called,
            description=description or " ".join(text.partition("\n\n")[0].split()),
            slots=_described(_slots(called, model), text),
            examples=tuple(examples),
            negatives=tuple(negatives),
            annotations=annotations or Annotations(),
        )
        check_spec(spec)
        return FunctionExpert(target, spec, model, context_name)

    return build if function is None else build(function)


def _arguments_model(
    name: str, function: Callable[..., Any]
) -> tuple[type[pydantic.BaseModel], str | None]:
    """Return a model of the parameters, and the name of the one that takes the context."""
    try:
        signature = inspect.signature(function, eval_str=True)
    except (NameError, TypeError, ValueError) as error:
        raise InvalidExpertError(
            f"The signature of {name!r} cannot be read: {error}.",
            hint="Import the types of its parameters where the function is defined.",
        ) from error
    fields: dict[str, Any] = {}
    context_name = None
    for parameter in signature.parameters.values():
        if parameter.annotation is Context:
            context_name = parameter.name
            continue
        if parameter.annotation is parameter.empty or parameter.kind not in (
            parameter.POSITIONAL_OR_KEYWORD,
            parameter.KEYWORD_ONLY,
        ):
            raise InvalidExpertError(
                f"Parameter {parameter.name!r} of {name!r} cannot be an argument.",
                hint="Give each parameter a name and a type hint, without * or /.",
            )
        default = ... if parameter.default is parameter.empty else parameter.default
        fields[parameter.name] = (parameter.annotation, default)
    try:
        return pydantic.create_model(name, **fields), context_name
    except (pydantic.errors.PydanticUserError, NameError) as error:
        raise InvalidExpertError(
            f"The type hints of {name!r} cannot be used: {error}",
            hint="Use types that JSON can hold, dates, durations or Literal.",
        ) from error


def _slots(name: str, model: type[pydantic.BaseModel]) -> tuple[Slot, ...]:
    read = read_schema(model.model_json_schema(), f"Expert {name!r}")
    if len(read.slots) < len(model.model_fields):
        raise InvalidExpertError(read.notes[0], hint="Take fewer or simpler arguments.")
    return read.slots


def _described(slots: tuple[Slot, ...], docstring: str) -> tuple[Slot, ...]:
    """Take descriptions from the ``Args:`` section where the hints have none."""
    _, _, section = docstring.partition("Args:")
    found = {}
    for line in section.splitlines():
        match = _ARGUMENT_LINE.fullmatch(line)
        if match:
            found[match[1]] = match[2].rstrip()
    return tuple(_with_description(slot, found.get(slot.name)) for slot in slots)


def _with_description(slot: Slot, description: str | None) -> Slot:
    untitled = spoken(slot.description) == spoken(slot.name)
    return replace(slot, description=description) if description and untitled else slot


def _result(name: str, found: Any) -> Result:
    if isinstance(found, Result):
        return found
    if found is None:
        raise NoResultError(f"Expert {name!r} found nothing.", expert=name)
    try:
        value = pydantic_core.to_jsonable_python(found)
    except pydantic_core.PydanticSerializationError as error:
        raise ExpertError(
            f"Expert {name!r} returned {type(found).__name__}, which JSON cannot hold.",
            hint="Return text, numbers, lists, mappings, or a Result.",
        ) from error
    return Result(value=value, text=str(found))
