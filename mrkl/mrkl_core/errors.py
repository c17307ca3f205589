"""The whole error tree.

Every error carries a stable ``code``, a message that names the thing, a ``hint`` that says what
to do, and its context as attributes. Abstaining and asking back are values, not errors.

::

    MRKLError
    ├─ SettingsError (ValueError)
    ├─ QuestionError (ValueError)
    ├─ ValueFormatError (ValueError)
    ├─ RegistrationError
    │  ├─ DuplicateExpertError
    │  ├─ InvalidExpertError
    │  └─ PluginLoadError
    ├─ RoutingError
    │  ├─ UnknownExpertError (KeyError)
    │  ├─ ExpertDisabledError
    │  └─ WeightsError
    ├─ ArgumentError (ValueError)
    │  ├─ MissingArgumentError
    │  ├─ InvalidArgumentError
    │  └─ ProvenanceError
    ├─ ExpertError
    │  ├─ ExpertTimeoutError (TimeoutError)
    │  ├─ ExpertUnavailableError
    │  ├─ ExpertRefusedError
    │  ├─ NoResultError (LookupError)
    │  └─ ApprovalRequiredError
    ├─ BackendError
    │  ├─ BackendUnavailableError
    │  └─ ModelNotFoundError
    ├─ DocumentError (ValueError)
    │  └─ CollectionNotFoundError (LookupError)
    └─ DataNotFoundError (FileNotFoundError)
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import ClassVar


class MRKLError(Exception):
    """Base of every error this project raises on purpose.

    Args:
        message: What happened, naming the value with its repr and what is known or valid.
        hint: One remedy, as an imperative sentence.
        context: JSON-compatible facts for programs (expert, argument, limit, ...).
    """

    code: ClassVar[str] = "mrkl_error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, hint: str = "", **context: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.context: Mapping[str, object] = context

    def __str__(self) -> str:
        """Return the message followed by the remedy."""
        return f"{self.message} {self.hint}".strip()

    def to_dict(self) -> dict[str, object]:
        """Return the error as JSON-compatible data; never contains a traceback."""
        return {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "context": {key: _plain(value) for key, value in self.context.items()},
        }


def _plain(value: object) -> object:
    """Return ``value`` if JSON can hold it, else its text."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "Known: a, b. Did you mean 'a'?" for an unknown ``name``."""
    names = sorted(known)
    listing = f"Known: {', '.join(names)}." if names else "None is known."
    begun = [known for known in names if name and known.startswith(name)]
    close = begun or difflib.get_close_matches(name, names, n=1)
    return f"{listing} Did you mean {close[0]!r}?" if close else listing


class SettingsError(MRKLError, ValueError):
    """A setting is unknown or has an invalid value."""

    code = "settings_error"


class QuestionError(MRKLError, ValueError):
    """A question cannot be read: empty, too long, or not text."""

    code = "question_error"


class ValueFormatError(MRKLError, ValueError):
    """JSON does not describe one of our values, or a phrase is not of the wanted type."""

    code = "value_format_error"


class RegistrationError(MRKLError):
    """An expert cannot be registered."""

    code = "registration_error"


class DuplicateExpertError(RegistrationError):
    """An expert of that name is already registered."""

    code = "duplicate_expert"


class InvalidExpertError(RegistrationError):
    """An object does not satisfy the expert contract."""

    code = "invalid_expert"


class PluginLoadError(RegistrationError):
    """An installed plug-in could not be imported or built."""

    code = "plugin_load_error"


class RoutingError(MRKLError):
    """A question cannot be routed for a reason other than abstaining."""

    code = "routing_error"


class UnknownExpertError(RoutingError, KeyError):
    """No expert of that name is registered."""

    code = "unknown_expert"

    def __str__(self) -> str:
        """Return the message and the remedy; KeyError alone would show only a repr."""
        return MRKLError.__str__(self)


class ExpertDisabledError(RoutingError):
    """The expert exists but is switched off."""

    code = "expert_disabled"


class WeightsError(RoutingError):
    """The router's weights are missing, damaged or of another version."""

    code = "weights_error"


class ArgumentError(MRKLError, ValueError):
    """An argument of a call is wrong."""

    code = "argument_error"


class MissingArgumentError(ArgumentError):
    """A required argument is missing."""

    code = "missing_argument"


class InvalidArgumentError(ArgumentError):
    """An argument has the wrong type, format or range."""

    code = "invalid_argument"


class ProvenanceError(ArgumentError):
    """An argument does not replay to its value from its source."""

    code = "provenance_error"


class ExpertError(MRKLError):
    """An expert could not answer."""

    code = "expert_error"


class ExpertTimeoutError(ExpertError, TimeoutError):
    """An expert passed its deadline."""

    code = "expert_timeout"


class ExpertUnavailableError(ExpertError):
    """What the expert depends on cannot be reached now."""

    code = "expert_unavailable"
    retryable = True


class ExpertRefusedError(ExpertError):
    """The request is outside what the expert permits (limits, safety)."""

    code = "expert_refused"


class NoResultError(ExpertError, LookupError):
    """The expert looked and there is nothing to answer with."""

    code = "no_result"


class ApprovalRequiredError(ExpertError):
    """The call has side effects and nobody approved it."""

    code = "approval_required"


class BackendError(MRKLError):
    """A language-model backend failed."""

    code = "backend_error"


class BackendUnavailableError(BackendError):
    """The backend cannot be reached now."""

    code = "backend_unavailable"
    retryable = True


class ModelNotFoundError(BackendError):
    """No model of that name or path exists."""

    code = "model_not_found"


class DocumentError(MRKLError, ValueError):
    """A document, or the collection that holds it, cannot be read or written."""

    code = "document_error"


class CollectionNotFoundError(DocumentError, LookupError):
    """No document collection of that name exists."""

    code = "collection_not_found"


class DataNotFoundError(MRKLError, FileNotFoundError):
    """A data folder or file that training or measuring needs is absent."""

    code = "data_not_found"
