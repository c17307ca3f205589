"""Checked access to a model configuration, which is untrusted.

Every refusal names the file, the layer where there is one, and the key. A key that is null counts
as not given, as everywhere in these files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from mrkl_backends.pytorch.checkpoint_files import shown
from mrkl_core.errors import BackendError, did_you_mean

# The widest real size is 425,984 (a fused FFN); nothing a machine could hold comes near this.
MOST_SIZE = 2**24
# What a switch that is off may be written as.
OFF: tuple[object, ...] = (None, False, [])

_REMEDY = "Use the configuration that was published with the weights."
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """One object of a configuration.

    Attributes:
        values: Its keys and values.
        file: The file it stems from.
        layer: The layer it describes, if only one.
        prefix: Where in the layer or file it stands: ``"attention."``.
    """

    values: Mapping[str, object]
    file: str
    layer: int | None = None
    prefix: str = ""

    def error(self, key: str, said: str, *, hint: str = _REMEDY) -> BackendError:
        """Return the error about ``key``: what is ``said`` follows its name."""
        name = self.prefix + key[:_LONGEST_NAME]
        where = self.file if self.layer is None else f"{self.file}, layer {self.layer}"
        return BackendError(
            f"{where}: {name!r} {said}.", hint=hint, file=self.file, layer=self.layer, key=name
        )

    def given(self, key: str) -> bool:
        """Return whether ``key`` has a value."""
        return self.values.get(key) is not None

    def require(self, key: str) -> object:
        """Return the value of ``key``.

        Raises:
            BackendError: It is missing.
        """
        value = self.values.get(key)
        if value is None:
            raise self.error(key, "is missing")
        return value

    def size(self, key: str, *, most: int = MOST_SIZE) -> int:
        """Return a whole number in [1, ``most``].

        Raises:
            BackendError: It is missing or anything else.
        """
        value = self.require(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise self.error(
                key, f"is {shown(value)}; it must be a whole number from 1 to {most:,}"
            )
        return value

    def number(self, key: str, *, most: float) -> float:
        """Return a number in (0, ``most``].

        Raises:
            BackendError: It is missing or anything else.
        """
        value = self.require(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= most:
            return float(value)  # neither NaN nor infinity gets here
        raise self.error(key, f"is {shown(value)}; it must be above 0 and at most {most:g}")

    def flag(self, key: str) -> bool:
        """Return a truth value; False if it is not given.

        Raises:
            BackendError: It is no truth value.
        """
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.error(key, f"is {shown(value)}; it must be true or false")
        return bool(value)

    def choice(self, key: str, known: Collection[str]) -> str:
        """Return one of the ``known`` names.

        Raises:
            BackendError: It is missing or anything else.
        """
        value = self.require(key)
        if not isinstance(value, str) or value not in known:
            name = value[:_LONGEST_NAME] if isinstance(value, str) else ""
            raise self.error(
                key,
                f"is {shown(value)}, which this engine does not run",
                hint=did_you_mean(name, known),
            )
        return value

    def part(self, key: str) -> Fields:
        """Return the object under ``key``: a mapping, or an object with attributes.

        Raises:
            BackendError: It is missing or anything else.
        """
        return replace(
            self, values=self.members(key, self.require(key)), prefix=f"{self.prefix}{key}."
        )

    def members(self, key: str, value: object) -> Mapping[str, object]:
        """Return the members of ``value``, which stands under ``key``.

        Raises:
            BackendError: It is neither a mapping nor an object with attributes.
        """
        found = value if isinstance(value, Mapping) else getattr(value, "__dict__", None)
        if found is None:
            raise self.error(key, f"is {shown(value)}; an object belongs there")
        return found

    def require_known(self, known: Collection[str]) -> None:
        """Raise a ``BackendError`` for the first key that is not ``known``."""
        for key in self.values:
            if key not in known:
                raise self.error(key, "is not known", hint=did_you_mean(key[:_LONGEST_NAME], known))

    def require_only(self, allowed: Mapping[str, tuple[object, ...]]) -> None:
        """Raise a ``BackendError`` for the first key with a value it is not ``allowed``."""
        for key, values in allowed.items():
            value = self.values.get(key)
            # The types count: 0 sink tokens are not the same as false.
            if not any(type(value) is type(one) and value == one for one in values):
                raise self.error(
                    key,
                    f"is {shown(value)}, which this engine does not run",
                    hint="Use a checkpoint without it.",
                )
