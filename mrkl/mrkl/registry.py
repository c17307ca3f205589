"""The experts of a system: which there are and which are switched on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from mrkl.arguments import check_default
from mrkl.bounds import ARGUMENTS, CHOICES, EXAMPLE_CHARACTERS, EXAMPLES, NAME_CHARACTERS
from mrkl_core.errors import (
    DuplicateExpertError,
    ExpertDisabledError,
    InvalidArgumentError,
    InvalidExpertError,
    UnknownExpertError,
    did_you_mean,
)
from mrkl_core.names import is_whole, shown
from mrkl_core.protocols import Expert
from mrkl_core.values import ExpertSpec, Slot


class Registry:
    """Experts by name, in the order of registration."""

    def __init__(self) -> None:
        self._experts: dict[str, Expert] = {}
        self._disabled: set[str] = set()

    @property
    def experts(self) -> Mapping[str, Expert]:
        """Return every expert by name, switched on or not."""
        return MappingProxyType(self._experts)

    @property
    def enabled(self) -> tuple[str, ...]:
        """Return the names of the experts that are switched on."""
        return tuple(name for name in self._experts if name not in self._disabled)

    def check(self, expert: Expert) -> ExpertSpec:
        """Return the spec of an expert that may be added.

        Raises:
            InvalidExpertError: It is not an expert, or its spec is unusable.
            DuplicateExpertError: The name is taken.
        """
        if not isinstance(expert, Expert) or not isinstance(expert.spec, ExpertSpec):
            raise InvalidExpertError(
                f"{shown(expert)} is not an expert.",
                hint="Give it a 'spec' (ExpertSpec) and an async 'run', or use @mrkl.expert.",
            )
        spec = expert.spec
        check_spec(spec)
        if spec.name in self._experts:
            raise DuplicateExpertError(
                f"An expert called {spec.name!r} is already registered.",
                hint="Choose another name.",
                expert=spec.name,
            )
        return spec

    def add(self, expert: Expert) -> None:
        """Add an expert that was checked."""
        self._experts[expert.spec.name] = expert

    def switch(self, name: str, *, on: bool) -> None:
        """Switch an expert on or off.

        Raises:
            UnknownExpertError: No expert has that name.
        """
        self.get(name)
        if on:
            self._disabled.discard(name)
        else:
            self._disabled.add(name)

    def get(self, name: str) -> Expert:
        """Return the expert called ``name``.

        Raises:
            UnknownExpertError: No expert has that name.
        """
        if name not in self._experts:
            raise UnknownExpertError(
                f"No expert is called {name!r}.",
                hint=did_you_mean(name, self._experts),
                expert=name,
            )
        return self._experts[name]

    def choose(self, names: Sequence[str] | None) -> tuple[str, ...]:
        """Return the enabled experts, or ``names`` after checking each.

        Raises:
            UnknownExpertError: A name is unknown.
            ExpertDisabledError: An expert is switched off.
        """
        if names is None:
            return self.enabled
        for name in names:
            self.get(name)
            if name in self._disabled:
                raise ExpertDisabledError(
                    f"Expert {name!r} is switched off.",
                    hint=f"Switch it on, or choose from: {', '.join(self.enabled)}.",
                    expert=name,
                )
        return tuple(dict.fromkeys(names))

    def replacing(self, experts: Mapping[str, Expert]) -> Mapping[str, Expert]:
        """Return ``experts`` after checking that each may stand for the one of its name.

        Raises:
            UnknownExpertError: A name is unknown.
            InvalidExpertError: Its spec is not the registered one, which the router has learned.
        """
        for name, expert in experts.items():
            if expert.spec != self.get(name).spec:
                raise InvalidExpertError(
                    f"What shall run instead of expert {name!r} has another spec.",
                    hint="Register it under a name of its own.",
                    expert=name,
                )
        return experts


def check_spec(spec: ExpertSpec) -> None:
    """Check that a spec can be used for routing and calling.

    Raises:
        InvalidExpertError: A name, description or slot is unusable.
    """
    _check_name(spec.name, "An expert's name")
    if not spec.description.strip():
        raise InvalidExpertError(
            f"Expert {spec.name!r} has no description.", hint="The router reads it: add one."
        )
    if spec.annotations.timeout_s <= 0:
        raise InvalidExpertError(f"Expert {spec.name!r} has a timeout of zero seconds or less.")
    if len(spec.slots) > ARGUMENTS:
        raise InvalidExpertError(
            f"Expert {spec.name!r} has {len(spec.slots):,} arguments; at most {ARGUMENTS} are "
            "read.",
            hint="Split it.",
        )
    _check_slots(spec)
    _check_texts(spec, spec.examples, "examples")
    _check_texts(spec, spec.negatives, "negatives")


def _check_slots(spec: ExpertSpec) -> None:
    choices = 0
    seen = set()
    for slot in spec.slots:
        _check_name(slot.name, f"An argument of {spec.name!r}")
        if slot.name in seen:
            raise InvalidExpertError(f"Expert {spec.name!r} has two arguments {slot.name!r}.")
        seen.add(slot.name)
        choices += len(slot.enum)
        _check_default(spec, slot)
    if choices > CHOICES:
        raise InvalidExpertError(
            f"The arguments of {spec.name!r} list {choices:,} values; at most {CHOICES:,} are "
            "read.",
            hint="Leave the longest enumeration out.",
        )


def _check_default(spec: ExpertSpec, slot: Slot) -> None:
    try:
        check_default(spec.name, slot)
    except InvalidArgumentError as error:
        raise InvalidExpertError(
            f"The default of {slot.name!r} does not fit its own slot: {error.message}"
        ) from error


def _check_texts(spec: ExpertSpec, texts: Sequence[object], kind: str) -> None:
    if len(texts) > EXAMPLES:
        raise InvalidExpertError(
            f"Expert {spec.name!r} has {len(texts):,} {kind}; at most {EXAMPLES:,} are read.",
            hint="Keep those that differ most.",
        )
    for text in texts:
        if not isinstance(text, str) or not text.strip() or not is_whole(text):
            raise InvalidExpertError(f"Expert {spec.name!r} has {shown(text)} among its {kind}.")
        if len(text) > EXAMPLE_CHARACTERS:
            raise InvalidExpertError(
                f"Expert {spec.name!r} has {shown(text)}... among its {kind}, "
                f"{len(text):,} characters; at most {EXAMPLE_CHARACTERS:,} are read.",
                hint="Shorten it.",
            )


def _check_name(name: str, what: str) -> None:
    is_name = isinstance(name, str) and name.isprintable() and 0 < len(name) <= NAME_CHARACTERS
    if not is_name or name != name.strip():
        raise InvalidExpertError(
            f"{what} cannot be {shown(name)}.",
            hint=f"Use 1 to {NAME_CHARACTERS} printable characters, without spaces at the ends.",
        )
