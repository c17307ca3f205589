"""The weather expert: now and the days ahead, from Open-Meteo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mrkl_core.errors import (
    ExpertError,
    InvalidArgumentError,
    MissingArgumentError,
    NoResultError,
)
from mrkl_core.values import Annotations, ExpertSpec, Result, Slot
from mrkl_experts.weather_report import Forecast, Place, Places, report_text, report_value
from mrkl_experts.web_service import WebService

if TYPE_CHECKING:
    from mrkl_core.protocols import Context
    from mrkl_experts.http import SafeClient

GEOCODING_URL = "https://geocoding-api.open-meteo.com"
FORECAST_URL = "https://api.open-meteo.com"
DAYS_BACK = 92
DAYS_AHEAD = 15
_LONGEST_PLACE = 100
_CURRENT = "temperature_2m,apparent_temperature,relative_humidity_2m,weather_code,wind_speed_10m"
_DAILY = (
    "weather_code,temperature_2m_max,temperature_2m_min,precipitation_sum,"
    "precipitation_probability_max,wind_speed_10m_max"
)

SPEC = ExpertSpec(
    name="weather",
    description=(
        "Tells the weather now and the forecast for a place: temperature, rain, snow, wind, "
        "up to two weeks ahead."
    ),
    slots=(
        Slot(name="place", description="the city or place of the weather"),
        Slot(name="date", format="date", description="the day of the forecast", required=False),
    ),
    examples=(
        "What's the weather like in Oslo?",
        "Will it rain in London tomorrow?",
        "How cold will it be in Chicago on Friday?",
        "weather forecast for Nairobi this weekend",
        "Do I need an umbrella in Seattle today?",
        "What is the temperature in Cairo right now?",
        "Is it going to snow in Vienna next Tuesday?",
        "How windy is it in Wellington?",
    ),
    negatives=(
        "What time is it in Oslo?",
        "Convert 20 degrees Celsius to Fahrenheit",
        "What causes thunderstorms?",
        "What is the climate of Norway?",
        "How many days are there until winter?",
    ),
    annotations=Annotations(needs_network=True, timeout_s=12.0),
)


class WeatherExpert:
    """Finds the place, then its weather; units are °C, mm and km/h.

    Args:
        geocoding: Client bound to the geocoder; by default one for Open-Meteo's.
        forecast: Client bound to the forecast; by default one for Open-Meteo's.
        offline: Never touch the network; every call is then unavailable.
    """

    spec = SPEC

    def __init__(
        self,
        geocoding: SafeClient | None = None,
        forecast: SafeClient | None = None,
        *,
        offline: bool = False,
    ) -> None:
        self._geocoder = WebService("weather", GEOCODING_URL, client=geocoding, offline=offline)
        self._forecasts = WebService("weather", FORECAST_URL, client=forecast, offline=offline)

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Tell the weather at ``place``, now or on ``date``.

        Returns:
            ``value``: an object of place, date, weather and figures; ``now`` where asked about
            today; what the service does not know is left out.

        Raises:
            NoResultError: No such place.
            InvalidArgumentError: The date is too far from today.
            ExpertUnavailableError: The service cannot be reached, or the system is offline.
        """
        words = _place(arguments)
        today = context.clock.now().date()
        day = _day(arguments.get("date"), today)
        place = await self._find(words)
        forecast = await self._forecast(place, day, today)
        value = report_value(place, forecast, day)
        return Result(value=value, text=report_text(place, value))

    async def _find(self, words: str) -> Place:
        places = await self._search(words)
        name, comma, region = words.partition(",")
        if comma and not places:  # "Paris, Texas": the geocoder may know only "Paris"
            found = await self._search(name.strip())
            places = [place for place in found if place.lies_in(region)]
        if not places:
            raise NoResultError(
                f"No place called {words!r} was found.",
                hint="Check the spelling, or name a larger place nearby.",
                place=words,
            )
        return places[0]

    async def _search(self, name: str) -> list[Place]:
        params: dict[str, str | int | float]
        params = {"name": name, "count": 10, "language": "en", "format": "json"}
        return (await self._geocoder.fetch(Places, ["v1", "search"], params)).results

    async def _forecast(self, place: Place, day: date | None, today: date) -> Forecast:
        params: dict[str, str | int | float] = {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "daily": _DAILY,
            "timezone": "auto",
        }
        if day is None or day == today:
            params["current"] = _CURRENT
        if day is None:
            params["forecast_days"] = 1
        else:
            params |= {"start_date": day.isoformat(), "end_date": day.isoformat()}
        try:
            return await self._forecasts.fetch(Forecast, ["v1", "forecast"], params)
        except ExpertError as error:
            if error.context.get("status") == 400 and day is not None:
                reason = error.context.get("reason", "it gives no reason")
                raise InvalidArgumentError(
                    f"The service has no forecast of {place.name!r} for {day}: {reason}.",
                    hint="Ask for another day.",
                    argument="date",
                ) from error
            raise

    async def aclose(self) -> None:
        """Close the HTTP clients."""
        await self._geocoder.aclose()
        await self._forecasts.aclose()


def _place(arguments: Mapping[str, Any]) -> str:
    words = arguments.get("place")
    if not isinstance(words, str) or not words.strip(" \t\n?!.,"):
        raise MissingArgumentError(
            "Expert 'weather' needs the argument 'place'.",
            hint="Name a city or a place.",
            argument="place",
        )
    if len(words) > _LONGEST_PLACE:
        raise InvalidArgumentError(
            f"A place of {len(words)} characters is too long; {_LONGEST_PLACE} are allowed.",
            hint="Name only the city or place.",
            argument="place",
        )
    return " ".join(words.split()).strip("?!., ")


def _day(value: Any, today: date) -> date | None:
    if value is None:
        return None
    try:
        day = datetime.fromisoformat(value).date()
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(
            f"Argument 'date' must be an ISO 8601 date, not {value!r:.60}.",
            hint="Write it like 2026-03-15.",
            argument="date",
        ) from error
    first, last = today - timedelta(DAYS_BACK), today + timedelta(DAYS_AHEAD)
    if not first <= day <= last:
        raise InvalidArgumentError(
            f"There is no forecast for {day}; known are the past {DAYS_BACK} days to "
            f"{DAYS_AHEAD} days ahead, {first} to {last}.",
            hint="Ask for a day in that range.",
            argument="date",
        )
    return day
