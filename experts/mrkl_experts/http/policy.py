"""Where a client may go: schemes, hosts, ports and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address, ip_network

import httpx

from mrkl_core.errors import ExpertRefusedError, SettingsError
from mrkl_experts.http.addresses import Network, refusal

DEFAULT_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What requests are allowed; everything else raises ``ExpertRefusedError``.

    Attributes:
        hosts: Host names that may be asked; None means any whose addresses are public.
        schemes: ``https``, ``http`` or both.
        ports: Ports that may be asked.
        allow_addresses: Addresses or networks opened although they are not public, such as
            ``127.0.0.1`` for a server of one's own. Cloud metadata services stay closed.
    """

    hosts: frozenset[str] | None = None
    schemes: frozenset[str] = frozenset({"https"})
    ports: frozenset[int] = frozenset({443})
    allow_addresses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse addresses that are none now, not at the first request."""
        _ = self._permitted

    @classmethod
    def for_urls(cls, *urls: str, allow_addresses: Iterable[str] = ()) -> Policy:
        """Return the policy that allows exactly the origins of ``urls``."""
        parsed = [_parse(url) for url in urls]
        return cls(
            hosts=frozenset(host_of(url) for url in parsed),
            schemes=frozenset(url.scheme for url in parsed),
            ports=frozenset(port_of(url) for url in parsed),
            allow_addresses=tuple(allow_addresses),
        )

    @cached_property
    def _permitted(self) -> tuple[Network, ...]:
        try:
            return tuple(ip_network(address) for address in self.allow_addresses)
        except ValueError as error:
            raise SettingsError(
                f"allow_addresses lists what is no address or network: {error}.",
                hint="Write addresses such as 127.0.0.1 or networks such as 10.1.0.0/16.",
            ) from error

    def check_url(self, text: str) -> httpx.URL:
        """Return the parsed URL.

        Raises:
            ExpertRefusedError: It cannot be parsed, carries a password, or its scheme, host or
                port is not allowed.
        """
        url = _parse(text)
        if url.userinfo:
            raise _refused("A URL with a user name or password is not used.", url)
        _check_member("scheme", url.scheme, self.schemes, url)
        _check_member("port", port_of(url), self.ports, url)
        if self.hosts is not None:
            _check_member("host", host_of(url), self.hosts, url)
        return url

    def check_addresses(self, host: str, answers: Sequence[str]) -> tuple[str, ...]:
        """Return the addresses of ``host``, all of them allowed, in the resolver's order.

        One refused address refuses the host: a mixed answer is how rebinding looks.

        Raises:
            ExpertRefusedError: An address is not allowed.
        """
        for answer in answers:
            reason = refusal(ip_address(answer), self._permitted)
            if reason is not None:
                raise ExpertRefusedError(
                    f"{host!r} is at {answer}, a {reason} address, which is not asked.",
                    hint="Use a public address, or permit this one in the client's policy.",
                    host=host,
                    address=answer,
                    reason=reason,
                )
        return tuple(dict.fromkeys(answers))


def host_of(url: httpx.URL) -> str:
    """Return the host in ASCII, lower case, without a final dot."""
    return url.raw_host.decode("ascii").lower().rstrip(".")


def port_of(url: httpx.URL) -> int:
    """Return the port, the scheme's own if none is written; 0 for an unknown scheme."""
    return DEFAULT_PORTS.get(url.scheme, 0) if url.port is None else url.port


def origin_of(url: httpx.URL) -> tuple[str, str, int]:
    """Return scheme, host and port: what credentials belong to."""
    return url.scheme, host_of(url), port_of(url)


def _parse(text: str) -> httpx.URL:
    if _FORBIDDEN.search(text):
        raise ExpertRefusedError(
            f"URL {text!r:.120} has a space, a control character or a backslash.",
            hint="Encode such characters in percent form.",
        )
    try:
        url = httpx.URL(text).copy_with(fragment=None)
        host = url.host  # decodes its international form, which can fail
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise ExpertRefusedError(
            f"URL {text!r:.120} cannot be read: {error}", hint="Write a complete http(s) URL."
        ) from error
    if not host:
        raise ExpertRefusedError(
            f"URL {text!r:.120} names no host.", hint="Write a complete http(s) URL."
        )
    return url


def _check_member(
    what: str, value: object, allowed: frozenset[str] | frozenset[int], url: httpx.URL
) -> None:
    if value not in allowed:
        known = ", ".join(sorted(map(str, allowed)))
        raise _refused(f"The {what} {value!r} is not allowed. Allowed: {known}.", url)


def _refused(message: str, url: httpx.URL) -> ExpertRefusedError:
    return ExpertRefusedError(
        message, hint="Change the client's policy if you trust this address.", host=url.host
    )
