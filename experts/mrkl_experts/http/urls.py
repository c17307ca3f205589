"""Builds URLs and headers from untrusted text so that nothing can be injected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from mrkl_core.errors import InvalidArgumentError

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?|")


def build_url(base: str, *segments: str, params: Mapping[str, str | int | float] = {}) -> str:
    """Return ``base`` followed by path segments and a query, each value percent-encoded whole.

    Args:
        base: Trusted address without a query, with or without a final slash.
        segments: One path segment each; a slash inside is encoded.
        params: The query.

    Raises:
        InvalidArgumentError: A value cannot be written into a URL.
    """
    try:
        path = "".join("/" + _segment(segment) for segment in segments)
        query = urlencode({name: str(value) for name, value in params.items()}, quote_via=quote)
    except UnicodeEncodeError as error:
        raise InvalidArgumentError(
            f"{error.object!r:.80} has a character that cannot be sent.",
            hint="Write it without broken characters.",
        ) from error
    return base.rstrip("/") + path + ("?" + query if query else "")


def _segment(text: str) -> str:
    if text in ("", ".", ".."):
        raise InvalidArgumentError(
            f"{text!r} cannot be a part of a web address.", hint="Give a name."
        )
    return quote(text, safe="")


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
