"""Any OpenAI-compatible server: OpenAI, vLLM, SGLang, NIM, llama.cpp, Ollama and others."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import httpx

from mrkl_backends import wire, wire_replies, wire_tools
from mrkl_backends.nemotron.families import Family, family_of, sampling, with_toggle
from mrkl_core.errors import (
    BackendError,
    BackendUnavailableError,
    ModelNotFoundError,
    SettingsError,
    did_you_mean,
)
from mrkl_core.values import Generation, Message, StreamEvent, Think

DEFAULT_BASE_URL = "https://api.openai.com/v1"
DEFAULT_TIMEOUT_S = 60.0
_CONNECT_S = 10.0
_LIST_S = 5.0
# What servers say to /completions, or to its 'echo', where they have no such thing.
_CANNOT_SCORE = frozenset({400, 405, 422, 501})
# Shorter keys are placeholders such as "none"; hiding them would only garble messages.
_SECRET_LENGTH = 8


class OpenAIModel:
    """A model behind ``POST {base_url}/chat/completions``.

    Whether to think is told to Llama-Nemotron models, which read it in the system message, with the
    sampling that their cards advise; other models have no common way, and are left as they are.

    The key goes into the request's header and nowhere else. A connection lasts for one request,
    so that the object can be used from several event loops.

    Args:
        base_url: The API's address, such as ``http://127.0.0.1:8000/v1``.
        model: The model's name on that server.
        api_key: The key, if the server wants one.
        timeout_s: How long the server may be silent.

    Raises:
        SettingsError: The address, the key or the timeout cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        api_key: str | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
    ) -> None:
        self._url = _checked_url(base_url)
        self._model = model
        self._family = _family(model)
        self._api_key = _checked_key(api_key)
        if not timeout_s > 0:
            raise SettingsError(f"timeout_s is {timeout_s!r}.", hint="Set it above 0.")
        self._timeout = httpx.Timeout(timeout_s, connect=min(timeout_s, _CONNECT_S))

    def __repr__(self) -> str:
        """Return address and model; never the key."""
        return f"OpenAIModel({self._url!r}, {self._model!r})"

    @property
    def name(self) -> str:
        """Return ``openai:MODEL``."""
        return f"openai:{self._model}"

    async def generate(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> Generation:
        """Write one reply.

        Raises:
            ModelNotFoundError: The server has no such model.
            BackendUnavailableError: The server cannot be reached or cannot answer now.
            BackendError: It refused, or its reply is not of the format.
        """
        body = self._chat(messages, windows, max_tokens, tools, think)
        with self._hiding_key():
            async with self._client() as client:
                reply = await self._post(client, "/chat/completions", body)
            return wire_replies.generation(reply)

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        windows: Sequence[str] = (),
        max_tokens: int = 512,
        tools: Sequence[Mapping[str, Any]] = (),
        think: Think = "auto",
    ) -> AsyncIterator[StreamEvent]:
        """Yield the reply in pieces, and last as a whole.

        Raises:
            BackendError: As ``generate``, and when the reply breaks off in the middle.
        """
        body = self._chat(messages, windows, max_tokens, tools, think) | {"stream": True}
        reply = wire_replies.Reply()
        with self._hiding_key():
            async with self._client() as client, self._open(client, body) as response:
                async for event in wire.events(self._lines(response)):
                    for piece in reply.add(event):
                        yield piece
            for piece in reply.finish():
                yield piece
            if not reply.is_whole:
                raise BackendUnavailableError(
                    f"{self._url} broke off in the middle of its reply.", hint="Try again."
                )
            yield reply.generation()

    async def score(self, prompt: str, continuations: Sequence[str]) -> tuple[float, ...]:
        """Return the log-probability (nats) of each continuation after ``prompt``.

        Raises:
            BackendError: As ``generate``, and when the server gives no log-probabilities.
        """
        with self._hiding_key():
            async with self._client() as client:
                return tuple([await self._score(client, prompt, text) for text in continuations])

    async def _score(self, client: httpx.AsyncClient, prompt: str, continuation: str) -> float:
        body = {
            "model": self._model,
            "prompt": prompt + continuation,
            "max_tokens": 0,
            "temperature": 0,
            "echo": True,
            "logprobs": 1,
        }
        try:
            reply = await self._post(client, "/completions", body)
        except BackendError as error:
            if error.context.get("status") in _CANNOT_SCORE:
                raise wire.no_scores() from error
            raise
        return wire.log_probability(reply, prompt)

    def _chat(
        self,
        messages: Sequence[Message],
        windows: Sequence[str],
        max_tokens: int,
        tools: Sequence[Mapping[str, Any]],
        think: Think,
    ) -> dict[str, Any]:
        body: dict[str, Any] = {"model": self._model, "max_tokens": max_tokens}
        if self._family is not None and think != "auto":
            messages = with_toggle(self._family, messages, think=think)
            advised = sampling(think)
            body |= {"temperature": advised.temperature, "top_p": advised.top_p}
        if tools:
            body["tools"] = wire_tools.tools(tools)
        return body | {"messages": wire.render(messages, windows)}

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        """Return the certificates, read once: that takes longer than a request."""
        return httpx.create_ssl_context()

    def _client(self) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self._api_key}"} if self._api_key else {}
        return httpx.AsyncClient(headers=headers, timeout=self._timeout, verify=self._certificates)

    async def _post(self, client: httpx.AsyncClient, path: str, body: Mapping[str, Any]) -> Any:
        """Return the JSON of a successful reply."""
        try:
            response = await client.post(self._url + path, json=body)
            if _wants_other_name(response, body):
                response = await client.post(self._url + path, json=_renamed(body))
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        if response.status_code != httpx.codes.OK:
            raise await self._refusal(client, response)
        try:
            return response.json()
        except ValueError as error:
            raise wire.not_the_format(response.text) from error

    @contextlib.asynccontextmanager
    async def _open(
        self, client: httpx.AsyncClient, body: Mapping[str, Any]
    ) -> AsyncIterator[httpx.Response]:
        """Open a stream, and close it however the reader ends."""
        response = await self._send(client, body)
        if response.status_code != httpx.codes.OK and _wants_other_name(response, body):
            response = await self._send(client, _renamed(body))
        try:
            if response.status_code != httpx.codes.OK:
                raise await self._refusal(client, response)
            yield response
        finally:
            await response.aclose()

    async def _send(self, client: httpx.AsyncClient, body: Mapping[str, Any]) -> httpx.Response:
        """Send a streaming request; the body of a refusal is read at once."""
        request = client.build_request("POST", f"{self._url}/chat/completions", json=body)
        try:
            response = await client.send(request, stream=True)
            if response.status_code != httpx.codes.OK:
                await response.aread()
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        return response

    async def _lines(self, response: httpx.Response) -> AsyncIterator[str]:
        try:
            async for line in response.aiter_lines():
                yield line
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error

    async def _refusal(self, client: httpx.AsyncClient, response: httpx.Response) -> BackendError:
        """Return the error for a reply that is not OK."""
        try:
            body = response.json()
        except ValueError:
            body = response.text
        if response.status_code == httpx.codes.NOT_FOUND:
            return await self._not_found(client, response.request.url.path)
        wait = response.headers.get("retry-after")
        return wire.status_error(response.status_code, body, wait, self._url)

    async def _not_found(self, client: httpx.AsyncClient, path: str) -> BackendError:
        """Return the error for a model, or an API, that is not there."""
        known: list[str] = []
        with contextlib.suppress(httpx.HTTPError, ValueError, LookupError, TypeError):
            listing = (await client.get(f"{self._url}/models", timeout=_LIST_S)).json()
            known = [str(entry["id"]) for entry in listing["data"]]
        if self._model in known:
            return BackendError(
                f"{self._url} has the model {self._model!r}, but no {path!r}.",
                hint="Use a server that has it.",
                status=501,
            )
        if not known:
            return ModelNotFoundError(
                f"{self._url} has no model {self._model!r}, or is not the address of an API.",
                hint="Check MRKL_OPENAI_BASE_URL; it often ends in '/v1'.",
                status=404,
                model=self._model,
            )
        return ModelNotFoundError(
            f"{self._url} has no model {self._model!r}. {did_you_mean(self._model, known)}",
            hint="Choose one of those as `openai:NAME`.",
            status=404,
            model=self._model,
        )

    @contextlib.contextmanager
    def _hiding_key(self) -> Iterator[None]:
        """Take our key out of error messages: some servers repeat it."""
        try:
            yield
        except BackendError as error:
            key = self._api_key or ""
            if len(key) < _SECRET_LENGTH or key not in error.message:
                raise
            message = error.message.replace(key, "***")
            raise type(error)(message, hint=error.hint, **error.context) from None

    def _unreachable(self, error: httpx.HTTPError) -> BackendUnavailableError:
        kind = "timed out" if isinstance(error, httpx.TimeoutException) else "cannot be reached"
        return BackendUnavailableError(
            f"{self._url} {kind} ({type(error).__name__}).",
            hint="Start the server, or set MRKL_OPENAI_BASE_URL to where it is.",
            server=self._url,
        )


def _checked_url(base_url: str) -> str:
    """Return the address without its last slash, if requests can go there."""
    try:
        url = httpx.URL(base_url.strip())
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.userinfo:
        raise SettingsError(
            "The base URL holds a user name or password.",
            hint="Give the key as MRKL_OPENAI_API_KEY instead.",
        )
    if url.scheme not in ("http", "https") or not url.host or url.query or url.fragment:
        raise SettingsError(
            f"{base_url!r} is not the address of a server.",
            hint=f"Set MRKL_OPENAI_BASE_URL to one like {DEFAULT_BASE_URL!r}.",
        )
    return str(url).rstrip("/")


def _checked_key(api_key: str | None) -> str | None:
    """Return the key if a header can hold it; the message never shows it."""
    key = (api_key or "").strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise SettingsError(
            "The API key holds characters that no key has.",
            hint="Set MRKL_OPENAI_API_KEY to the bare key, without quotes or line ends.",
        )
    return key or None


def _family(model: str) -> Family | None:
    """Return the family of a Llama-Nemotron model; None for all others."""
    try:
        return family_of(model)
    except BackendError:
        return None


def _wants_other_name(response: httpx.Response, body: Mapping[str, Any]) -> bool:
    """Return whether the server insists on the newer name of ``max_tokens``."""
    refused = response.status_code == httpx.codes.BAD_REQUEST and "messages" in body
    return refused and "max_completion_tokens" in response.text


def _renamed(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"max_completion_tokens" if key == "max_tokens" else key: body[key] for key in body}
