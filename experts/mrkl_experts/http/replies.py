"""A reply, and what its status means."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from mrkl_core.errors import (
    ExpertError,
    ExpertUnavailableError,
    NoResultError,
    ValueFormatError,
)
from mrkl_experts.http.json_reader import parse_json

_LONGEST_WAIT_S = 86_400.0
_LONGEST_REASON = 200
_REASONS = ("reason", "message", "detail", "title", "info", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server answered; ``headers`` have lower-case names, ``url`` is the last hop's."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def host(self) -> str:
        """Return the host that answered."""
        return self.url.split("/")[2]

    def expect(self, statuses: Collection[int] = (200,)) -> Reply:
        """Return the reply if its status is one of ``statuses``.

        Raises:
            NoResultError: 404 or 410.
            ExpertUnavailableError: 429 or 5xx; ``retry_after_s`` where the server says it.
            ExpertError: Any other status.
        """
        if self.status in statuses:
            return self
        if self.status in (404, 410):
            raise NoResultError(
                f"{self.host} has nothing at this address (status {self.status}).",
                hint="Ask for something else.",
                status=self.status,
            )
        if self.status in (408, 425, 429) or self.status >= 500:
            raise self._unavailable()
        reason = self._reason()
        facts = {"status": self.status} | ({"reason": reason} if reason else {})
        raise ExpertError(
            f"{self.host} does not accept the request (status {self.status})"
            f"{': ' + reason if reason else ''}.",
            hint="Check the expert's address and settings.",
            **facts,
        )

    def _reason(self) -> str:
        """Return the short reason in a JSON error reply in one clean line, or ``""``."""
        try:
            value = parse_json(self.body)
        except ValueFormatError:
            return ""
        texts = [value.get(key) for key in _REASONS] if isinstance(value, dict) else []
        return next((_clean(text) for text in texts if isinstance(text, str) and _clean(text)), "")

    def json(self) -> Any:
        """Return the body as strict JSON.

        Raises:
            ExpertUnavailableError: It is something else, such as a page or a cut reply.
        """
        try:
            return parse_json(self.body)
        except ValueFormatError as error:
            page = self.body.lstrip().startswith(b"<")
            raise ExpertUnavailableError(
                f"{self.host} answered with {'a web page' if page else 'no valid JSON'}: "
                f"{error.message}",
                hint="Try again later; perhaps a log-in page of the network stands in between.",
                status=self.status,
            ) from error

    def _unavailable(self) -> ExpertUnavailableError:
        busy = "gets too many requests" if self.status == 429 else "is out of order"
        wait = _retry_after(self.headers)
        hint = "Try again later." if wait is None else f"Try again in {wait:.0f} seconds."
        context = {"status": self.status} | ({} if wait is None else {"retry_after_s": wait})
        return ExpertUnavailableError(
            f"{self.host} {busy} (status {self.status}).", hint=hint, **context
        )


def _clean(text: str) -> str:
    """Return ``text`` as one short line of printable characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[:1_000])
    line = " ".join(printable.split()).rstrip(".")
    return line if len(line) <= _LONGEST_REASON else line[: _LONGEST_REASON - 1] + "…"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, bounded; None if absent or unreadable."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_WAIT_S)
    moment = _moment(text)
    if moment is None:
        return None
    now = _moment(headers.get("date", "")) or datetime.now(UTC)
    return min(max((moment - now).total_seconds(), 0.0), _LONGEST_WAIT_S)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
