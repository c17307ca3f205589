"""Builds URLs and headers from untrusted text so that nothing can be injected."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from mrkl_core.errors import InvalidArgumentError

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?|")


Parameters = Mapping[str, str | int | float]

_PATH = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*")
_DOTS = re.compile(r"(?:\.|%2[eE]){1,2}")
_LONGEST_URL = 8_000


def join(base: str, path: str, params: Parameters | None = None) -> str:
    """Return ``base`` extended by an already encoded path and by a query.

    Args:
        base: Trusted address without a query.
        path: Segments joined by slashes; those that hold a value are made by ``segment``.
        params: The query.

    Raises:
        InvalidArgumentError: The path is not encoded or has dot segments, a number is not
            finite, or the whole is too long.
    """
    parts = path.strip("/").split("/")
    if not _PATH.fullmatch(path) or any(_DOTS.fullmatch(part) for part in parts):
        raise InvalidArgumentError(
            f"{path!r:.80} is not a percent-encoded path.",
            hint="Write each value in it with mrkl_experts.http.segment.",
        )
    url = base.rstrip("/") + "/" + path.lstrip("/") if path else base
    if params:
        url += "?" + _query({name: _plain(name, params[name]) for name in params})
    if len(url) > _LONGEST_URL:
        raise InvalidArgumentError(
            f"The web address would have {len(url):,} characters; {_LONGEST_URL:,} are allowed.",
            hint="Shorten the values.",
        )
    return url


def _plain(name: str, value: str | int | float) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidArgumentError(
            f"The parameter {name!r} is {value!r}.", hint="Give a finite number.", parameter=name
        )
    return str(value)


def _query(params: Parameters) -> str:
    try:
        return urlencode({name: str(value) for name, value in params.items()}, quote_via=quote)
    except UnicodeEncodeError as error:
        raise _broken(str(error.object)) from None


def segment(text: str) -> str:
    """Return ``text`` percent-encoded as one segment of a path.

    Raises:
        InvalidArgumentError: It is empty, a dot segment, or has a broken character.
    """
    if text in ("", ".", ".."):
        raise InvalidArgumentError(
            f"{text!r} cannot be a part of a web address.", hint="Give a name."
        )
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise _broken(text) from None


def _broken(text: str) -> InvalidArgumentError:
    return InvalidArgumentError(
        f"{text!r:.80} has a character that cannot be sent.",
        hint="Write it without broken characters.",
    )


def check_headers(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return headers as bytes.

    Raises:
        InvalidArgumentError: A name or value could end the header (CR, LF, NUL) or is not ASCII.
    """
    for name, value in headers.items():
        if not (_NAME.fullmatch(name) and _VALUE.fullmatch(value)):
            raise InvalidArgumentError(
                f"Header {name!r:.60} cannot hold that value.",
                hint="Use printable ASCII characters without line breaks.",
            )
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
