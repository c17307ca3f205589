"""Errors that only a server can make."""

from __future__ import annotations

from mrkl_core.errors import MRKLError


class RequestError(MRKLError):
    """A request cannot be taken."""

    code = "request_error"


class KeyRequiredError(RequestError):
    """The request shows no key, or none that is known."""

    code = "key_required"

    def __init__(self, message: str) -> None:
        super().__init__(
            message, hint="Send 'Authorization: Bearer KEY'; mrkl keys add NAME makes a key."
        )


class ForbiddenError(RequestError):
    """The caller may not do this."""

    code = "forbidden"


class UnknownModelError(RequestError):
    """No model of that name is served here."""

    code = "unknown_model"


class TooManyRequestsError(RequestError):
    """The caller asked too often."""

    code = "too_many_requests"


class TooLargeError(RequestError):
    """Something is larger than a limit allows."""

    code = "too_large"


class MalformedJSONError(RequestError):
    """The body is no JSON, or none that we take."""

    code = "malformed_json"
