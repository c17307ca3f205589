"""The default system: the trained router, the built-in experts and the installed plug-ins.

The only place where router, experts and backends meet. An expert that cannot be set up is left
out and reported; the others still work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mrkl.plugins import load_plugins
from mrkl.records import error_record
from mrkl.registry import Registry
from mrkl.settings import Settings
from mrkl_core.errors import ExpertUnavailableError, MRKLError, SettingsError, did_you_mean
from mrkl_core.protocols import Expert, LanguageModel, SpanReader, TextEncoder
from mrkl_core.values import ErrorRecord

if TYPE_CHECKING:
    from mrkl_router.router import NeuralRouter
    from mrkl_router.weights import Weights

logger = logging.getLogger("mrkl.builtin")


@dataclass(frozen=True)
class Parts:
    """What a system is made of; the heavy parts are loaded when something asks for them."""

    settings: Settings
    model: LanguageModel | None = None

    @cached_property
    def weights(self) -> Weights:
        """Return the verified weights.

        Raises:
            WeightsError: They are missing or damaged.
        """
        from mrkl_router.weights import load_weights

        return load_weights()

    @cached_property
    def router(self) -> NeuralRouter:
        """Return the trained router; raises as ``weights`` does."""
        from mrkl_router.router import NeuralRouter

        rate = self.settings.wrong_call_rate
        return NeuralRouter(self.weights, wrong_call_rate=rate)

    @property
    def tool_router(self) -> NeuralRouter:
        """Return a router for tools from elsewhere, whatever they are called; raises likewise."""
        from mrkl_router.router import NeuralRouter

        rate = self.settings.wrong_call_rate
        return NeuralRouter(self.weights, wrong_call_rate=rate, trained=())

    @property
    def encoder(self) -> TextEncoder:
        """Return the router's encoder, which also embeds documents."""
        return self.router.encoder

    @property
    def reader(self) -> SpanReader:
        """Return the span reader over the same encoder."""
        from mrkl_router.spans import SpanHead

        return SpanHead(self.router.encoder, self.weights)


def load_model(settings: Settings) -> LanguageModel | None:
    """Return the configured language model; None if none is.

    Raises:
        ModelNotFoundError: The name says no model we know.
        BackendError: The model cannot be run.
    """
    if settings.model is None:
        return None
    from mrkl_backends import load

    key = settings.openai_api_key
    return load(
        settings.model,
        base_url=settings.openai_base_url,
        api_key=key.get_secret_value() if key else None,
        dtype=settings.model_dtype,
        device=settings.model_device,
        offline=settings.offline,
    )


def parts_of(settings: Settings, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a ``System`` with everything that can be set up.

    Args:
        settings: What to build it from.
        options: Passed through; ``router`` and ``model`` replace the configured.
    """
    given = dict(options)
    model = given.pop("model", None) or load_model(settings)
    parts = Parts(settings, model)
    router = given.pop("router", None) or parts.router
    problems: list[ErrorRecord] = []
    experts = [*_built_in(parts, problems), *_plugged_in(problems)]
    return {
        "router": router,
        "experts": list(_distinct(experts, problems)),
        "model": model,
        "settings": settings,
        "problems": problems,
        **given,
    }


def switched_off(settings: Settings, registered: Collection[str]) -> list[str]:
    """Return the registered experts that the settings switch off.

    Raises:
        SettingsError: The settings name an expert that nobody knows.
    """
    for name in settings.disabled_experts:
        if name not in registered and name not in BUILDERS:
            raise SettingsError(
                f"Setting 'disabled_experts' names the unknown expert {name!r}.",
                hint=did_you_mean(name, {*BUILDERS, *registered}),
            )
    return [name for name in settings.disabled_experts if name in registered]


def _calculator(parts: Parts) -> Expert:
    from mrkl_experts.calculator import CalculatorExpert

    return CalculatorExpert()


def _units(parts: Parts) -> Expert:
    from mrkl_experts.units import UnitsExpert

    return UnitsExpert(cache_folder=parts.settings.cache_dir)


def _calendar(parts: Parts) -> Expert:
    from mrkl_experts.calendar import CalendarExpert

    return CalendarExpert(country=parts.settings.country)


def _currency(parts: Parts) -> Expert:
    from mrkl_experts.currency import CurrencyExpert

    return CurrencyExpert(offline=parts.settings.offline)


def _weather(parts: Parts) -> Expert:
    from mrkl_experts.weather import WeatherExpert

    return WeatherExpert(offline=parts.settings.offline)


def _wiki(parts: Parts) -> Expert:
    from mrkl_experts.wiki import WikiExpert

    return WikiExpert(offline=parts.settings.offline)


def _database(parts: Parts) -> Expert:
    from mrkl_experts.database import DatabaseExpert

    url = parts.settings.database_url
    return DatabaseExpert(url) if url else DatabaseExpert.demo()


def _documents(parts: Parts) -> Expert:
    from mrkl.libraries import open_collections
    from mrkl_experts.documents import DocumentsExpert

    collections = open_collections(parts.settings, parts.encoder)
    return DocumentsExpert(collections, parts.reader, parts.encoder)


def _language_model(parts: Parts) -> Expert:
    from mrkl_experts.language_model import LanguageModelExpert

    return LanguageModelExpert(parts.model)


BUILDERS: Mapping[str, Callable[[Parts], Expert]] = {
    "calculator": _calculator,
    "units": _units,
    "calendar": _calendar,
    "currency": _currency,
    "weather": _weather,
    "wiki": _wiki,
    "database": _database,
    "documents": _documents,
    "language_model": _language_model,
}


def _built_in(parts: Parts, problems: list[ErrorRecord]) -> Iterator[Expert]:
    for name, builder in BUILDERS.items():
        try:
            expert = builder(parts)
            # Reading the spec may open a database, so it belongs to setting up.
            _ = expert.spec
        except (MRKLError, ImportError) as error:
            logger.warning("Expert %r cannot be used: %s", name, error)
            problems.append(_problem(name, error))
        else:
            yield expert


def _problem(name: str, error: MRKLError | ImportError) -> ErrorRecord:
    message = error.message if isinstance(error, MRKLError) else str(error)
    hint = error.hint if isinstance(error, MRKLError) else "Reinstall mrkl-system."
    code = error.code if isinstance(error, MRKLError) else ExpertUnavailableError.code
    context = {"expert": name, "cause": code}
    return error_record(
        ExpertUnavailableError(f"Expert {name!r} is left out: {message}", hint=hint, **context)
    )


def _plugged_in(problems: list[ErrorRecord]) -> Iterator[Expert]:
    for plugin in load_plugins():
        if plugin.error is not None:
            problems.append(plugin.error)
        yield from plugin.experts


def _distinct(experts: list[Expert], problems: list[ErrorRecord]) -> Iterator[Expert]:
    """Leave out plug-ins that cannot be registered; the first of a name wins."""
    registry = Registry()
    for expert in experts:
        try:
            registry.check(expert)
        except MRKLError as error:
            logger.warning("An expert is left out: %s", error)
            problems.append(error_record(error))
        else:
            registry.add(expert)
            yield expert
