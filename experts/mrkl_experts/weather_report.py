"""A forecast as Open-Meteo sends it, and as people and programs read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field

from mrkl_core.errors import ExpertUnavailableError

WORDS: Mapping[int, str] = {
    0: "clear sky",
    1: "mostly clear",
    2: "partly cloudy",
    3: "overcast",
    45: "fog",
    48: "freezing fog",
    51: "light drizzle",
    53: "drizzle",
    55: "dense drizzle",
    56: "light freezing drizzle",
    57: "dense freezing drizzle",
    61: "light rain",
    63: "rain",
    65: "heavy rain",
    66: "light freezing rain",
    67: "heavy freezing rain",
    71: "light snow",
    73: "snow",
    75: "heavy snow",
    77: "snow grains",
    80: "light rain showers",
    81: "rain showers",
    82: "violent rain showers",
    85: "light snow showers",
    86: "heavy snow showers",
    95: "thunderstorm",
    96: "thunderstorm with light hail",
    99: "thunderstorm with heavy hail",
}
"""The codes of the World Meteorological Organization that forecasts use."""

_NOW = (
    "{weather}",
    "{temperature_c:g} °C",
    "feels like {feels_like_c:g} °C",
    "humidity {humidity_percent:g} %",
    "wind {wind_kmh:g} km/h",
)
_DAY = (
    "{weather}",
    "{low_c:g} to {high_c:g} °C",
    "{precipitation_mm:g} mm of precipitation",
    "{precipitation_percent:g} % chance of precipitation",
    "wind up to {wind_kmh:g} km/h",
)


class Place(BaseModel):
    """A place that the geocoder found."""

    name: str
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    country: str = ""
    admin1: str = ""

    @property
    def full_name(self) -> str:
        """Return name, region and country, as far as they differ."""
        return ", ".join(dict.fromkeys(filter(None, (self.name, self.admin1, self.country))))

    def lies_in(self, region: str) -> bool:
        """Tell whether ``region`` names the place's country or part of it."""
        wanted = region.strip().casefold()
        return bool(wanted) and any(
            name.casefold().startswith(wanted) for name in (self.country, self.admin1)
        )


class Places(BaseModel):
    """The geocoder's reply; it leaves ``results`` out where it found nothing."""

    results: list[Place] = []


class Current(BaseModel):
    """The weather now; what a station does not measure is null."""

    temperature_2m: float | None = None
    apparent_temperature: float | None = None
    relative_humidity_2m: float | None = None
    weather_code: int | None = None
    wind_speed_10m: float | None = None


class Daily(BaseModel):
    """The days of the forecast, one list per quantity."""

    time: list[str]
    weather_code: list[int | None] = []
    temperature_2m_max: list[float | None] = []
    temperature_2m_min: list[float | None] = []
    precipitation_sum: list[float | None] = []
    precipitation_probability_max: list[float | None] = []
    wind_speed_10m_max: list[float | None] = []


class Forecast(BaseModel):
    """The forecast's reply."""

    current: Current | None = None
    daily: Daily


def report_value(place: Place, forecast: Forecast, day: date | None) -> dict[str, Any]:
    """Return the figures of ``day``, or of the forecast's first; unknown ones are left out.

    Raises:
        ExpertUnavailableError: The forecast lacks that day.
    """
    daily = forecast.daily
    wanted = day.isoformat() if day is not None else (daily.time or [""])[0]
    if wanted not in daily.time:
        raise ExpertUnavailableError(
            "The forecast service left the wanted day out of its answer.", hint="Try again later."
        )
    index = daily.time.index(wanted)
    value: dict[str, Any] = {
        "place": place.full_name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "date": wanted,
        "weather": _words(_at(daily.weather_code, index)),
        "low_c": _at(daily.temperature_2m_min, index),
        "high_c": _at(daily.temperature_2m_max, index),
        "precipitation_mm": _at(daily.precipitation_sum, index),
        "precipitation_percent": _at(daily.precipitation_probability_max, index),
        "wind_kmh": _at(daily.wind_speed_10m_max, index),
    }
    if forecast.current is not None:
        value["now"] = _known(
            {
                "weather": _words(forecast.current.weather_code),
                "temperature_c": forecast.current.temperature_2m,
                "feels_like_c": forecast.current.apparent_temperature,
                "humidity_percent": forecast.current.relative_humidity_2m,
                "wind_kmh": forecast.current.wind_speed_10m,
            }
        )
    return _known(value)


def _at(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else None


def _words(code: int | None) -> str | None:
    return None if code is None else WORDS.get(code, f"weather code {code}")


def _known(value: dict[str, Any]) -> dict[str, Any]:
    return {name: item for name, item in value.items() if item not in (None, {})}


def report_text(place: Place, value: Mapping[str, Any]) -> str:
    """Return what ``report_value`` found in sentences, with the credit that the data asks for."""
    now = value.get("now")
    sentences = [f"{place.full_name}, now: {_list(now, _NOW)}." if now else f"{place.full_name}."]
    sentences.append(f"{value['date']}: {_list(value, _DAY)}.")
    return " ".join((*sentences, "Weather data by Open-Meteo.com (CC BY 4.0)."))


def _list(value: Mapping[str, Any], forms: tuple[str, ...]) -> str:
    """Return the forms whose figures are all known."""
    parts = []
    for form in forms:
        try:
            parts.append(form.format_map(value))
        except KeyError:
            continue
    return ", ".join(parts) or "no figures"
