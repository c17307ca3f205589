"""The client that the network experts share."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import certifi
import httpcore
import httpx

from mrkl_core.errors import (
    ExpertError,
    ExpertRefusedError,
    ExpertTimeoutError,
    ExpertUnavailableError,
)
from mrkl_experts.http.body import read_body, too_long
from mrkl_experts.http.network import OFFLINE_HINT, CheckedNetwork, Resolver, resolve
from mrkl_experts.http.policy import Policy, origin_of, port_of
from mrkl_experts.http.replies import Reply
from mrkl_experts.http.urls import Parameters, check_headers, join

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# All that may follow a redirect to another origin; anything else could be a credential.
_HARMLESS = frozenset({"accept", "accept-language", "user-agent"})
USER_AGENT = "mrkl-system (+https://pypi.org/project/mrkl-system/)"
_OWN = frozenset({"host", "connection", "accept-encoding", "content-length", "transfer-encoding"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one request; sizes in bytes, times in seconds."""

    total_s: float = 10.0
    connect_s: float = 3.0
    body: int = 2_000_000
    headers: int = 64_000
    header_count: int = 100
    redirects: int = 5


class SafeClient:
    """GET over HTTP to checked addresses only, with every reply bounded.

    One connection per request: nothing is shared between event loops, every request is resolved
    and checked anew, and no cookie, cache or proxy setting of the environment plays a part.

    Args:
        base_url: The service, for ``get_json``, and all that it may go to; or a policy.
        timeout_s: Bound of one request in all; the limits' own by default.
        max_bytes: Bound of a reply's body; the limits' own by default.
        allow_addresses: Opened for the host of ``base_url`` although they are not public, such
            as ``127.0.0.1``.
        limits: Bounds of time and size.
        user_agent: How it names itself.
        resolver: Turns hosts into addresses; the system's by default.
        ssl_context: Certificates to trust; certifi's by default, whatever the environment says.
    """

    def __init__(
        self,
        base_url: str | Policy,
        *,
        timeout_s: float | None = None,
        max_bytes: int | None = None,
        allow_addresses: Sequence[str] = (),
        limits: Limits | None = None,
        user_agent: str | None = None,
        resolver: Resolver | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._base, self.policy = _base_and_policy(base_url, allow_addresses)
        self.limits = _limits(limits or Limits(), timeout_s, max_bytes)
        self.user_agent = user_agent or USER_AGENT
        self._resolver = resolver or resolve
        self._given_context = ssl_context
        self._closed = False

    @cached_property
    def _ssl_context(self) -> ssl.SSLContext:
        if self._given_context is not None:
            return self._given_context
        # Not create_default_context: it obeys SSL_CERT_FILE and SSLKEYLOGFILE.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(certifi.where())
        return context

    async def get_json(self, path: str, params: Parameters | None = None) -> Any:
        """Return the strict JSON that the service replies.

        Args:
            path: Joined to ``base_url``; write each value in it with ``segment``.
            params: The query.

        Raises:
            InvalidArgumentError: The path or a parameter cannot be sent.
            NoResultError: The service has nothing there (404).
            ExpertRefusedError: The policy or a size limit forbids it.
            ExpertTimeoutError: The deadline passed.
            ExpertUnavailableError: The service cannot be reached, asks to come back later, or
                does not reply in JSON.
            ExpertError: The service does not accept the request.
        """
        if self._base is None:
            raise ExpertError(
                "The HTTP client has no base address.", hint="Build it with a base_url."
            )
        reply = await self.get(
            join(self._base, path, params), headers={"accept": "application/json"}
        )
        return reply.expect(range(200, 300)).json()

    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, total_s: float | None = None
    ) -> Reply:
        """Fetch ``url``, following redirects within the policy.

        Args:
            url: A complete one; write each value in it with ``segment``.
            headers: Sent along; to another origin only harmless ones follow a redirect.
            total_s: A shorter deadline than the client's own.

        Raises:
            ExpertRefusedError: The policy or a size limit forbids it.
            ExpertTimeoutError: The deadline passed.
            ExpertUnavailableError: The server cannot be reached or breaks the protocol.
        """
        if self._closed:
            raise ExpertError("The HTTP client is closed.", hint="Build a new one.")
        sent = {"user-agent": self.user_agent, **_lower(headers or {})}
        check_headers(sent)
        seconds = self.limits.total_s if total_s is None else min(self.limits.total_s, total_s)
        target = self.policy.check_url(url)
        try:
            async with asyncio.timeout(seconds):
                return await self._follow(target, sent)
        except TimeoutError as error:
            raise ExpertTimeoutError(
                f"{target.host} did not answer completely within {seconds:g} seconds.",
                hint="Try again later.",
                host=target.host,
                timeout_s=seconds,
            ) from error

    async def _follow(self, url: httpx.URL, headers: dict[str, str]) -> Reply:
        for _ in range(self.limits.redirects + 1):
            reply = await self._fetch(url, headers)
            if reply.status not in _REDIRECTS or "location" not in reply.headers:
                return reply
            target = self._redirected(url, reply.headers["location"])
            if origin_of(target) != origin_of(url):
                headers = {name: headers[name] for name in headers if name in _HARMLESS}
            url = target
        raise ExpertRefusedError(
            f"{url.host} redirects more than {self.limits.redirects} times.",
            hint="Use the final address.",
            host=url.host,
        )

    def _redirected(self, url: httpx.URL, location: str) -> httpx.URL:
        try:
            joined = str(url.join(location))
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise ExpertRefusedError(
                f"{url.host} redirects to {location!r:.120}, which is no URL.",
                hint="Use the final address.",
            ) from error
        target = self.policy.check_url(joined)
        if url.scheme == "https" and target.scheme != "https":
            raise ExpertRefusedError(
                f"{url.host} redirects from https to {target.scheme}.",
                hint="Use an address that stays encrypted.",
            )
        return target

    async def _fetch(self, url: httpx.URL, headers: Mapping[str, str]) -> Reply:
        network = CheckedNetwork(self.policy, self._resolver)
        connection = httpcore.AsyncHTTPConnection(
            origin=httpcore.Origin(url.raw_scheme, url.raw_host, port_of(url)),
            ssl_context=self._ssl_context if url.scheme == "https" else None,
            network_backend=network,
        )
        try:
            return await self._exchange(connection, url, headers)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise _unavailable(url, str(error) or type(error).__name__) from error
        finally:
            await connection.aclose()
            await network.aclose()

    async def _exchange(
        self, connection: httpcore.AsyncHTTPConnection, url: httpx.URL, headers: Mapping[str, str]
    ) -> Reply:
        own = [(b"Host", url.netloc), (b"Accept-Encoding", b"gzip"), (b"Connection", b"close")]
        request = httpcore.Request(
            "GET",
            httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=own + check_headers(headers),
            extensions={"timeout": {"connect": self.limits.connect_s}},
        )
        response = await connection.handle_async_request(request)
        try:
            found = self._headers(response)
            if int(found.get("content-length", "0")) > self.limits.body:
                raise too_long(self.limits.body)
            encoding = found.get("content-encoding", "")
            body = await read_body(response.aiter_stream(), encoding, self.limits.body)
        finally:
            await response.aclose()
        return Reply(url=str(url), status=response.status, headers=found, body=body)

    def _headers(self, response: httpcore.Response) -> dict[str, str]:
        size = sum(len(name) + len(value) for name, value in response.headers)
        if len(response.headers) > self.limits.header_count or size > self.limits.headers:
            raise ExpertRefusedError(
                f"The answer has {len(response.headers)} headers of {size:,} bytes together.",
                hint="Use another service; the limits are in the client.",
            )
        return {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in response.headers
        }

    async def aclose(self) -> None:
        """Accept no further requests; there is nothing else to release."""
        self._closed = True


def _base_and_policy(
    base_url: str | Policy, allow_addresses: Sequence[str]
) -> tuple[str | None, Policy]:
    if isinstance(base_url, Policy):
        return None, base_url
    policy = Policy.for_urls(base_url, allow_addresses=allow_addresses)
    base = policy.check_url(base_url)
    if base.query:
        raise ExpertRefusedError(
            "The base address has a query.", hint="Give parameters with each request."
        )
    return str(base), policy


def _limits(limits: Limits, timeout_s: float | None, max_bytes: int | None) -> Limits:
    return replace(
        limits,
        total_s=limits.total_s if timeout_s is None else timeout_s,
        body=limits.body if max_bytes is None else max_bytes,
    )


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    lowered = {name.lower(): value for name, value in headers.items()}
    forbidden = sorted(_OWN & lowered.keys())
    if forbidden:
        raise ExpertRefusedError(
            f"The client sets the header {forbidden[0]!r} itself.", hint="Leave it out."
        )
    return lowered


def _unavailable(url: httpx.URL, reason: str) -> ExpertUnavailableError:
    return ExpertUnavailableError(
        f"{url.host} cannot be reached: {reason}.",
        hint=OFFLINE_HINT,
        host=url.host,
    )
