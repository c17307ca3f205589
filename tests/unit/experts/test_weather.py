import asyncio
import socket
import time
from datetime import UTC, datetime

import pytest
from loopback import Loopback, json_reply, reply

from mrkl_core.errors import (
    ExpertError,
    ExpertRefusedError,
    ExpertTimeoutError,
    ExpertUnavailableError,
    InvalidArgumentError,
    MissingArgumentError,
    NoResultError,
)
from mrkl_core.protocols import Context, Expert
from mrkl_experts.http import SafeClient
from mrkl_experts.weather import WeatherExpert

OSLO = {
    "id": 11,
    "name": "Oslo",
    "latitude": 59.9,
    "longitude": 10.7,
    "elevation": 26.0,
    "country_code": "NO",
    "timezone": "Europe/Oslo",
    "population": 580000,
    "country": "Norway",
    "admin1": "Oslo County",
}
PARIS_TEXAS = {
    "id": 12,
    "name": "Paris",
    "latitude": 33.7,
    "longitude": -95.6,
    "country": "United States",
    "admin1": "Texas",
}
PARIS = {"id": 13, "name": "Paris", "latitude": 48.9, "longitude": 2.4, "country": "France"}
DAY = {
    "time": ["2026-07-20"],
    "weather_code": [61],
    "temperature_2m_max": [15.0],
    "temperature_2m_min": [9],
    "precipitation_sum": [4.2],
    "precipitation_probability_max": [80],
    "wind_speed_10m_max": [22.3],
}
NOW = {
    "time": "2026-07-20T14:15",
    "interval": 900,
    "temperature_2m": 13.4,
    "apparent_temperature": 12,
    "relative_humidity_2m": 71,
    "weather_code": 3,
    "wind_speed_10m": 14.0,
}
TODAY = {"latitude": 59.9, "longitude": 10.7, "timezone": "Europe/Oslo", "daily": DAY}


class FixedClock:
    def now(self):
        return datetime(2026, 7, 20, 12, tzinfo=UTC)


CONTEXT = Context(clock=FixedClock(), question="", remaining_s=10.0)


def open_meteo(forecast, places=(OSLO,)):
    """A script that speaks for both services; what is bytes is sent as it stands."""

    def script(request):
        if request.path == "/v1/search":
            found = {"results": list(places)} if places else {}
            return json_reply({**found, "generationtime_ms": 0.6})
        return forecast if isinstance(forecast, bytes) else json_reply(forecast)

    return script


def ask(script, **arguments):
    """Return the result and the requests that were made for it."""
    with Loopback(script) as server:
        client = SafeClient(server.url, allow_addresses=("127.0.0.1",), timeout_s=2)
        expert = WeatherExpert(client, client)

        async def run():
            try:
                return await expert.run(arguments, CONTEXT)
            finally:
                await expert.aclose()

        return asyncio.run(run()), server.requests


def test_the_weather_now_has_figures_words_and_the_credit():
    result, requests = ask(open_meteo({**TODAY, "current": NOW}), place="Oslo")
    assert result.text == (
        "Oslo, Oslo County, Norway, now: overcast, 13.4 °C, feels like 12 °C, humidity 71 %, "
        "wind 14 km/h. 2026-07-20: light rain, 9 to 15 °C, 4.2 mm of precipitation, "
        "80 % chance of precipitation, wind up to 22.3 km/h. "
        "Weather data by Open-Meteo.com (CC BY 4.0)."
    )
    assert result.value == {
        "place": "Oslo, Oslo County, Norway",
        "latitude": 59.9,
        "longitude": 10.7,
        "date": "2026-07-20",
        "weather": "light rain",
        "low_c": 9,
        "high_c": 15.0,
        "precipitation_mm": 4.2,
        "precipitation_percent": 80,
        "wind_kmh": 22.3,
        "now": {
            "weather": "overcast",
            "temperature_c": 13.4,
            "feels_like_c": 12,
            "humidity_percent": 71,
            "wind_kmh": 14.0,
        },
    }
    search, forecast = requests
    assert search.query == {"name": "Oslo", "count": "10", "language": "en", "format": "json"}
    assert forecast.query["latitude"] == "59.9"
    assert forecast.query["timezone"] == "auto"
    assert forecast.query["forecast_days"] == "1"
    assert "start_date" not in forecast.query


def test_a_coming_day_is_asked_for_by_date_and_has_no_now():
    daily = {**DAY, "time": ["2026-07-23"]}
    result, requests = ask(open_meteo({"daily": daily}), place="Oslo", date="2026-07-23")
    assert result.value["date"] == "2026-07-23"
    assert "now" not in result.value
    assert result.text.startswith("Oslo, Oslo County, Norway. 2026-07-23: light rain, 9 to 15 °C")
    query = requests[1].query
    assert (query["start_date"], query["end_date"]) == ("2026-07-23", "2026-07-23")
    assert "current" not in query
    assert "forecast_days" not in query


def test_today_by_date_also_tells_the_weather_now():
    result, requests = ask(
        open_meteo({**TODAY, "current": NOW}), place="Oslo", date="2026-07-20T00:00:00"
    )
    assert result.value["now"]["temperature_c"] == 13.4
    assert requests[1].query["start_date"] == "2026-07-20"
    assert "temperature_2m" in requests[1].query["current"]


def test_figures_that_are_missing_or_null_are_left_out():
    daily = {"time": ["2026-07-20"], "weather_code": [None], "temperature_2m_max": [20.5]}
    result, _ = ask(open_meteo({"daily": daily, "current": {}}), place="Oslo")
    assert result.value == {
        "place": "Oslo, Oslo County, Norway",
        "latitude": 59.9,
        "longitude": 10.7,
        "date": "2026-07-20",
        "high_c": 20.5,
    }
    assert "2026-07-20: no figures." in result.text


def test_a_code_without_words_is_told_by_its_number():
    daily = {"time": ["2026-07-20"], "weather_code": [42]}
    result, _ = ask(open_meteo({"daily": daily}), place="Oslo")
    assert result.value["weather"] == "weather code 42"


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        (" Oslo? ", "Oslo"),
        ("São Paulo", "São Paulo"),
        ("Rock & Roll=1#x", "Rock & Roll=1#x"),
        ("a\r\nHost: evil", "a Host: evil"),
        ("New   York", "New York"),
    ],
)
def test_the_place_arrives_as_one_value(words, sent):
    _, requests = ask(open_meteo(TODAY), place=words)
    assert requests[0].query["name"] == sent
    assert len(requests[0].query) == 4
    assert requests[0].header_names.count("host") == 1


def test_a_region_behind_a_comma_picks_the_place():
    def script(request):
        if request.path != "/v1/search":
            return json_reply(TODAY)
        known = request.query["name"] == "Paris"
        return json_reply({"results": [PARIS, PARIS_TEXAS]} if known else {})

    result, requests = ask(script, place="Paris, Texas")
    assert result.value["place"] == "Paris, Texas, United States"
    assert [request.query.get("name") for request in requests] == ["Paris, Texas", "Paris", None]


def test_a_region_that_fits_no_place_finds_nothing():
    def script(request):
        return json_reply({"results": [PARIS]} if request.query["name"] == "Paris" else {})

    with pytest.raises(NoResultError, match=r"'Paris, Texas' was found"):
        ask(script, place="Paris, Texas")


def test_an_unknown_place_is_no_result():
    with pytest.raises(NoResultError, match=r"No place called 'Qwxyz' was found.*spelling"):
        ask(open_meteo(TODAY, places=()), place="Qwxyz")


@pytest.mark.parametrize("day", ["2026-04-18", "2026-08-05", "1999-01-01"])
def test_a_day_out_of_range_is_refused_before_any_request(day):
    expert = WeatherExpert(offline=True)
    with pytest.raises(
        InvalidArgumentError,
        match=r"past 92 days to 15 days ahead, 2026-04-19 to 2026-08-04",
    ):
        asyncio.run(expert.run({"place": "Oslo", "date": day}, CONTEXT))


@pytest.mark.parametrize("day", ["2026-04-19", "2026-08-04"])
def test_the_ends_of_the_range_are_allowed(day):
    result, _ = ask(open_meteo({"daily": {**DAY, "time": [day]}}), place="Oslo", date=day)
    assert result.value["date"] == day


def test_the_services_own_range_error_names_the_date():
    refused = json_reply({"error": True, "reason": "start_date is out of range"}, 400)
    with pytest.raises(InvalidArgumentError, match=r"2026-08-01: start_date is out of range"):
        ask(open_meteo(refused), place="Oslo", date="2026-08-01")


def test_another_error_of_the_request_is_passed_on_with_its_reason():
    refused = json_reply({"error": True, "reason": "Unknown variable"}, 400)
    with pytest.raises(ExpertError, match="Unknown variable") as caught:
        ask(open_meteo(refused), place="Oslo")
    assert type(caught.value) is ExpertError


@pytest.mark.parametrize("value", ["tomorrow", "2026-13-01", 5])
def test_a_date_that_is_none_is_refused(value):
    with pytest.raises(InvalidArgumentError, match="ISO 8601"):
        asyncio.run(WeatherExpert(offline=True).run({"place": "Oslo", "date": value}, CONTEXT))


@pytest.mark.parametrize("value", [None, "", "  ?", 7])
def test_a_place_must_be_named(value):
    with pytest.raises(MissingArgumentError, match="'place'"):
        asyncio.run(WeatherExpert(offline=True).run({"place": value}, CONTEXT))


def test_an_endless_place_is_refused():
    with pytest.raises(InvalidArgumentError, match="101 characters"):
        asyncio.run(WeatherExpert(offline=True).run({"place": "x" * 101}, CONTEXT))


def test_offline_says_how_to_go_online():
    with pytest.raises(ExpertUnavailableError, match="MRKL_OFFLINE=false"):
        asyncio.run(WeatherExpert(offline=True).run({"place": "Oslo"}, CONTEXT))


@pytest.mark.parametrize(
    ("forecast", "expected", "words"),
    [
        (reply("<html>Log in</html>"), ExpertUnavailableError, "web page"),
        (reply('{"daily": {"time": ["2026'), ExpertUnavailableError, "JSON"),
        (json_reply([]), ExpertUnavailableError, "unknown form"),
        (json_reply({"daily": {"time": "2026-07-20"}}), ExpertUnavailableError, "daily.time"),
        (json_reply({"daily": {"time": []}}), ExpertUnavailableError, "left the wanted day out"),
        (json_reply({"daily": {**DAY, "weather_code": ["61"]}}), ExpertUnavailableError, "code"),
        (reply(status=500), ExpertUnavailableError, "500"),
        (reply(status=404), NoResultError, "404"),
        (reply(headers={"Content-Length": "99"}), ExpertUnavailableError, "reached"),
        (reply("x" * 3_000_000), ExpertRefusedError, "2,000,000 bytes"),
    ],
)
def test_a_bad_answer_is_a_typed_error(forecast, expected, words):
    with pytest.raises(expected, match=words):
        ask(open_meteo(forecast), place="Oslo")


def test_a_busy_service_says_when_to_come_back():
    with pytest.raises(ExpertUnavailableError) as caught:
        ask(open_meteo(reply(status=429, headers={"Retry-After": "7"})), place="Oslo")
    assert caught.value.context["retry_after_s"] == 7


def test_places_off_the_globe_are_not_believed():
    with pytest.raises(ExpertUnavailableError, match="latitude"):
        ask(open_meteo(TODAY, places=({**OSLO, "latitude": 259.9},)), place="Oslo")


def test_a_service_that_hangs_is_given_up():
    def script(request):
        yield b"HTTP/1.1 200 OK\r\n"
        for _ in range(100):
            yield b"X"
            time.sleep(0.05)

    with pytest.raises(ExpertTimeoutError, match="2 seconds"):
        ask(script, place="Oslo")


def test_a_server_that_is_not_there_is_unavailable():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = SafeClient(f"http://127.0.0.1:{port}", allow_addresses=("127.0.0.1",))
    with pytest.raises(ExpertUnavailableError, match="network connection"):
        asyncio.run(WeatherExpert(client, client).run({"place": "Oslo"}, CONTEXT))


def test_the_expert_has_the_shape_of_one():
    expert = WeatherExpert()
    assert isinstance(expert, Expert)
    assert expert.spec.name == "weather"
    assert expert.spec.annotations.needs_network
    assert [slot.name for slot in expert.spec.slots] == ["place", "date"]
    asyncio.run(expert.aclose())
