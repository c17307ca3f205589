"""The units expert: exact conversions between units of measurement."""

from __future__ import annotations

import asyncio
import math
import os
import stat
import threading
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mrkl_core.errors import InvalidArgumentError, MissingArgumentError
from mrkl_core.values import ExpertSpec, Result, Slot
from mrkl_experts.calculator.rendering import json_value, text
from mrkl_experts.unit_names import Reading, read_unit
from mrkl_experts.unit_table import DEFINITIONS, KINDS, READ_AS

if TYPE_CHECKING:
    from mrkl_core.protocols import Context

_LARGEST = 10**300
_TEXT_DIGITS = 9
_OFFSET_UNITS = {"degree_Celsius", "degree_Fahrenheit"}

SPEC = ExpertSpec(
    name="units",
    description=(
        "Converts a quantity from one unit of measurement to another: length, mass, volume, "
        "area, speed, time, temperature, energy, pressure, data and more. Not money."
    ),
    slots=(
        Slot(
            name="value",
            type="number",
            description="the number to convert",
            required=False,
            default=1,
        ),
        Slot(
            name="from_unit",
            description="the unit to convert from",
        ),
        Slot(name="to_unit", description="the unit to convert to"),
    ),
    examples=(
        "How many kilometres are 10 miles?",
        "Convert 350 degrees Fahrenheit to Celsius",
        "What is 70 kg in pounds?",
        "How many ounces are in 2 litres?",
        "5 feet in centimetres",
        "Turn 60 mph into km/h",
        "How many square metres is 2 acres?",
        "1.5 hours in seconds",
        "how much is 3 cups in millilitres",
    ),
    negatives=(
        "How much is 100 dollars in euros?",
        "What is 10 times 12?",
        "How many days are there until Christmas?",
    ),
)


class UnitsExpert:
    """Converts with exact fractions; the unit registry is built at first use and kept on disk.

    Args:
        cache_folder: Where the registry is kept; by default the user's cache folder. One that
            cannot be written, or that others may write, is not used.
    """

    spec = SPEC

    def __init__(self, *, cache_folder: Path | None = None) -> None:
        self._cache_folder = cache_folder
        self._registry: Any = None
        self._lock = threading.Lock()

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Convert ``value`` from ``from_unit`` to ``to_unit``.

        Returns:
            ``value``: an int where integral, else the nearest float.

        Raises:
            InvalidArgumentError: A unit is unknown, or the two measure different things.
        """
        value = _number(arguments)
        words = (_words(arguments, "from_unit"), _words(arguments, "to_unit"))
        sources, targets = (read_unit(unit) for unit in words)
        return await asyncio.to_thread(self._convert, value, sources, targets, words)

    def warm(self) -> None:
        """Build the unit registry, so that the first question is fast."""
        with self._lock:
            if self._registry is None:
                self._registry = _build_registry(self._cache_folder)

    def _convert(
        self,
        value: Fraction,
        sources: list[Reading],
        targets: list[Reading],
        words: tuple[str, str],
    ) -> Result:
        self.warm()
        with self._lock:
            source, target, inverted = self._match(sources, targets, words)
            converted = self._magnitude(value, source, target, inverted, words[0])
        return Result(
            value=json_value(converted),
            text=_sentence(value, converted, words) + _notes(source, target, inverted),
        )

    def _match(
        self, sources: list[Reading], targets: list[Reading], words: tuple[str, str]
    ) -> tuple[Reading, Reading, bool]:
        """Return the likeliest pair of readings that measure the same thing."""
        pairs = [(source, target) for source in sources for target in targets]
        for source, target in pairs:
            if self._dimension(source) == self._dimension(target):
                return source, target, False
        for source, target in pairs:  # miles per gallon against litres per 100 km
            dimension = self._dimension(source)
            if dimension and dimension == self._dimension(target) ** -1:
                return source, target, True
        raise InvalidArgumentError(
            f"{words[0]!r} and {words[1]!r} measure different things "
            f"({_spoken(self._dimension(sources[0]))} and "
            f"{_spoken(self._dimension(targets[0]))}).",
            hint="Name two units of the same kind, such as miles and kilometres.",
            from_unit=words[0],
            to_unit=words[1],
        )

    def _unit(self, reading: Reading) -> Any:
        powers = dict(reading.powers)
        if list(powers.values()) != [1]:  # a difference of temperatures, as in J/°C
            powers = {
                f"delta_{name}" if name in _OFFSET_UNITS else name: power
                for name, power in powers.items()
            }
        names = {self._registry.get_name(name): power for name, power in powers.items()}
        return self._registry.Unit(self._registry.UnitsContainer(names))

    def _dimension(self, reading: Reading) -> Any:
        dimension = self._unit(reading).dimensionality
        for name, power in reading.powers.items():
            for ending, kind in KINDS.items():
                if name.endswith(ending):
                    dimension *= self._registry.UnitsContainer({f"[{kind}]": power})
        return dimension

    def _magnitude(
        self, value: Fraction, source: Reading, target: Reading, inverted: bool, words: str
    ) -> Fraction:
        quantity = self._registry.Quantity(value / source.count, self._unit(source))
        if quantity.check("[temperature]") and quantity.to("kelvin").magnitude < 0:
            raise InvalidArgumentError(
                f"{text(value)} {words} is below absolute zero.",
                hint="Check the sign and the unit.",
                argument="value",
            )
        if inverted:
            if value == 0:
                raise InvalidArgumentError(
                    f"0 {words} has no reciprocal.", hint="Check the value.", argument="value"
                )
            quantity = 1 / quantity
        return Fraction(quantity.to(self._unit(target)).magnitude) * target.count


def _build_registry(cache_folder: Path | None) -> Any:
    import pint
    import platformdirs

    folder = cache_folder or platformdirs.user_cache_path("mrkl") / "units"
    try:
        kept = folder if _is_private(folder) else None
        registry = pint.UnitRegistry(non_int_type=Fraction, cache_folder=kept)
    except Exception:  # a full disk, or whatever a damaged pickle raises: do without
        registry = pint.UnitRegistry(non_int_type=Fraction)
    for definition in DEFINITIONS:
        registry.define(definition)
    return registry


def _is_private(folder: Path) -> bool:
    """Return whether nobody else can write there: the cache holds pickles."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return False
    own = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    shared = bool(status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
    return own and not shared and os.access(folder, os.W_OK)


def _number(arguments: Mapping[str, Any]) -> Fraction:
    value = _argument(arguments, "value")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidArgumentError(
            f"The value must be a number, not {value!r:.40}.",
            hint="Pass a finite number, such as 2.5.",
            argument="value",
        )
    if abs(value) > _LARGEST:
        raise InvalidArgumentError(
            "The value is beyond 10^300.", hint="Use a smaller number.", argument="value"
        )
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


def _words(arguments: Mapping[str, Any], name: str) -> str:
    words = _argument(arguments, name)
    if not isinstance(words, str):
        raise InvalidArgumentError(
            f"{name} must be the name of a unit, not {words!r:.40}.",
            hint="Pass a text such as 'miles'.",
            argument=name,
        )
    return " ".join(words.split())


def _argument(arguments: Mapping[str, Any], name: str) -> Any:
    if arguments.get(name) is None:
        raise MissingArgumentError(
            f"The units expert needs {name!r}.",
            hint="Pass value, from_unit and to_unit.",
            argument=name,
        )
    return arguments[name]


def _spoken(dimension: Any) -> str:
    """Return a dimension in words; pint's own way fails where a power is a fraction."""
    powers = sorted((name.strip("[]"), power) for name, power in dimension.items())
    above = [_power(name, power) for name, power in powers if power > 0]
    below = [_power(name, -power) for name, power in powers if power < 0]
    return " / ".join([" * ".join(above) or "1", *below])


def _power(name: str, power: Any) -> str:
    return name if power == 1 else f"{name}^{power}"


def _sentence(value: Fraction, converted: Fraction, words: tuple[str, str]) -> str:
    shown = text(converted, digits=_TEXT_DIGITS)
    sign, _, number = shown.rpartition(" ") if shown.startswith("≈ ") else ("=", "", shown)
    return f"{text(value)} {words[0]} {sign} {number} {words[1]}"


def _notes(source: Reading, target: Reading, inverted: bool) -> str:
    read_as = dict.fromkeys(
        READ_AS[name] for name in (*source.powers, *target.powers) if name in READ_AS
    )
    if inverted:
        read_as["the reciprocal"] = None
    return f" ({', '.join(read_as)})" if read_as else ""
