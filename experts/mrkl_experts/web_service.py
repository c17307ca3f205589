"""What an expert holds of its web service: replies as checked models, the client built late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from mrkl_core.errors import ExpertUnavailableError

if TYPE_CHECKING:
    from mrkl_experts.http import SafeClient

M = TypeVar("M", bound=BaseModel)
# Two requests, one after the other, must fit into an expert's own time.
_REQUEST_S = 5.0


class WebService:
    """A web service under one base address.

    Args:
        expert: Name of the expert, for errors.
        base_url: Where the service is.
        client: Bound to the service; by default one that may only go to ``base_url``, built at
            the first request because it imports much.
        offline: Refuse every request without touching the network.
    """

    def __init__(
        self,
        expert: str,
        base_url: str,
        *,
        client: SafeClient | None = None,
        offline: bool = False,
    ) -> None:
        self._expert = expert
        self._base_url = base_url
        self._client = client
        self._offline = offline

    async def fetch(
        self,
        model: type[M],
        segments: Sequence[str],
        params: Mapping[str, str | int | float] | None = None,
    ) -> M:
        """Fetch a path below the base address and return the reply as ``model``.

        Args:
            model: The part of the service's format that matters; types are checked strictly.
            segments: The path, each segment as plain text.
            params: The query.

        Raises:
            ExpertError: As ``SafeClient.get_json`` says; unavailable when offline, and where
                the reply has another form.
        """
        if self._offline:
            raise ExpertUnavailableError(
                f"Expert {self._expert!r} needs the network, and the system is set to offline.",
                hint="Switch the setting 'offline' off (MRKL_OFFLINE=false).",
                expert=self._expert,
                retryable=False,
            )
        from mrkl_experts.http import SafeClient, segment

        if self._client is None:
            self._client = SafeClient(self._base_url, timeout_s=_REQUEST_S)
        reply = await self._client.get_json("/".join(map(segment, segments)), params)
        try:
            return model.model_validate(reply, strict=True)
        except ValidationError as error:
            raise ExpertUnavailableError(
                f"The service of expert {self._expert!r} answered in an unknown form: "
                f"{_first(error)}",
                hint="Try again later; if it stays so, look for a newer version of this package.",
                expert=self._expert,
            ) from error

    async def aclose(self) -> None:
        """Close the client."""
        if self._client is not None:
            await self._client.aclose()


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, problem["loc"])) or "the whole"
    return f"{place}: {problem['msg']}."
