import asyncio
import json
import math
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrkl_core.errors import (
    ExpertTimeoutError,
    ExpertUnavailableError,
    InvalidArgumentError,
    MissingArgumentError,
    NoResultError,
)
from mrkl_core.protocols import Context, Expert
from mrkl_experts.currency import CurrencyExpert
from mrkl_experts.currency.live import LiveRates
from mrkl_experts.currency.table import shipped_table
from mrkl_experts.http import SafeClient

LATEST = {
    "amount": 1.0,
    "base": "EUR",
    "date": "2026-03-13",
    "rates": {"USD": 1.25, "IDR": 20000.0, "PLN": 4},
}


@dataclass(frozen=True)
class StillClock:
    def now(self):
        return datetime(2026, 3, 14, 12, tzinfo=UTC)


@dataclass(frozen=True)
class LaterClock:
    def now(self):
        return datetime(2030, 5, 5, tzinfo=UTC)


CONTEXT = Context(clock=StillClock(), question="", remaining_s=10.0)


@dataclass
class Replies:
    """What the server on the loopback address says, and what it was asked."""

    status: int = 200
    body: bytes = json.dumps(LATEST).encode()
    headers: dict = field(default_factory=dict)
    delay_s: float = 0.0
    asked: list = field(default_factory=list)


@contextmanager
def rate_server(replies, **options):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            url = urlsplit(self.path)
            replies.asked.append((url.path, dict(parse_qsl(url.query))))
            time.sleep(replies.delay_s)
            self.send_response(replies.status)
            for name, value in replies.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(replies.body)))
            self.end_headers()
            self.wfile.write(replies.body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_port}/v1"
            yield SafeClient(address, allow_addresses=("127.0.0.1",), **options)
        finally:
            server.shutdown()
            thread.join()


def convert(expert, amount, source, target, day=None, context=CONTEXT):
    arguments = {"amount": amount, "from_currency": source, "to_currency": target, "date": day}
    return asyncio.run(expert.run(arguments, context))


@pytest.fixture
def offline():
    return CurrencyExpert(offline=True)


def test_it_is_an_expert(offline):
    assert isinstance(offline, Expert)
    names = [slot.name for slot in offline.spec.slots]
    assert names == ["amount", "from_currency", "to_currency", "date"]
    assert not offline.spec.annotations.needs_network
    assert offline.spec.annotations.idempotent
    assert len(offline.spec.examples) >= 8


@pytest.mark.parametrize(
    ("amount", "source", "target", "day", "value", "text"),
    [
        # 1 USD = 0.9011 EUR = 0.7648 GBP = 109.2667 JPY in January 2020
        (
            100,
            "US dollars",
            "euros",
            "2020-01-15",
            90.11,
            "100 USD = 90.11 EUR (rate 0.9011 of January 2020, shipped monthly table)",
        ),
        (
            1234.5,
            "euros",
            "yen",
            "2020-01-31",
            149695,
            "1,234.5 EUR = 149,695 JPY (rate 121.259 of January 2020, shipped monthly table)",
        ),
        (
            500,
            "pence",
            "USD",
            "2020-01-01",
            6.54,
            "500 pence = 6.54 USD (rate 0.0130753 of January 2020, shipped monthly table)",
        ),
        (
            10,
            "USD",
            "pence",
            "2020-01-01",
            765,
            "10 USD = 765 pence (rate 76.48 of January 2020, shipped monthly table)",
        ),
        (
            1,
            "yen",
            "bucks",
            "2020-01-01",
            0.009152,
            "1 JPY = 0.009152 USD (rate 0.00915192 of January 2020, shipped monthly table; "
            "bucks read as US dollars)",
        ),
        (
            None,
            "GBP",
            "GBP",
            None,
            1,
            "1 GBP = 1.00 GBP (rate 1, the same currency)",
        ),
        (2.0005, "KWD", "Kuwaiti dinars", None, 2.001, None),
        (-20, "USD", "EUR", "2020-01-01", -18.02, None),
        (
            -0.0,
            "USD",
            "EUR",
            "2020-01-01",
            0,
            "0 USD = 0.00 EUR (rate 0.9011 of January 2020, shipped monthly table)",
        ),
    ],
)
def test_conversions_by_the_shipped_table(offline, amount, source, target, day, value, text):
    result = convert(offline, amount, source, target, day)
    assert result.value == value
    assert type(result.value) is type(value)
    if text is not None:
        assert result.text == text


def test_the_table_says_of_which_month_it_is_when_the_day_is_later(offline):
    today = Context(clock=LaterClock(), question="", remaining_s=10.0)
    result = convert(offline, 1, "USD", "EUR", "2030-05-02", context=today)
    assert "the last before 2 May 2030, shipped monthly table" in result.text


@pytest.mark.parametrize("amount", [True, "5", math.nan, math.inf, 1e16, [1]])
def test_impossible_amounts(offline, amount):
    with pytest.raises(InvalidArgumentError, match="amount"):
        convert(offline, amount, "USD", "EUR")


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", 5, "2026-03-15"])
def test_impossible_dates(offline, day):
    with pytest.raises(InvalidArgumentError) as caught:
        convert(offline, 1, "USD", "EUR", day)
    assert caught.value.context["argument"] == "date"


def test_currencies_must_be_named(offline):
    with pytest.raises(MissingArgumentError, match="to_currency"):
        asyncio.run(offline.run({"from_currency": "USD"}, CONTEXT))
    with pytest.raises(InvalidArgumentError, match="from_currency"):
        convert(offline, 1, 5, "USD")
    with pytest.raises(InvalidArgumentError, match="Did you mean 'euros'"):
        convert(offline, 1, "USD", "eurros")


def test_offline_does_not_know_what_the_table_lacks(offline):
    with pytest.raises(ExpertUnavailableError, match=r"no rates of PLN.*switched off.*network"):
        convert(offline, 1, "USD", "zloty")


def test_offline_never_asks_the_network():
    replies = Replies()
    with rate_server(replies) as client:
        convert(CurrencyExpert(client, offline=True), 1, "USD", "EUR")
    assert replies.asked == []


def test_live_rates_are_asked_per_euro():
    replies = Replies()
    with rate_server(replies) as client:
        expert = CurrencyExpert(client)
        result = convert(expert, 100, "USD", "rupiah")
        assert result.value == 1600000
        assert result.text == "100 USD = 1,600,000.00 IDR (rate 16000 of 13 March 2026, live)"
        assert convert(expert, 5, "zloty", "euros").value == 1.25
        asyncio.run(expert.aclose())
    assert replies.asked == [
        ("/v1/latest", {"base": "EUR", "symbols": "USD,IDR"}),
        ("/v1/latest", {"base": "EUR", "symbols": "PLN"}),
    ]


@pytest.mark.parametrize(
    ("day", "path"), [("2020-01-15", "/v1/2020-01-15"), ("2026-03-14", "/v1/latest")]
)
def test_past_days_are_asked_by_date(day, path):
    replies = Replies()
    with rate_server(replies) as client:
        convert(CurrencyExpert(client), 1, "USD", "EUR", day)
    assert replies.asked[0][0] == path


@pytest.mark.parametrize(
    "replies",
    [
        Replies(status=400, body=b'{"message": "bad request"}'),
        Replies(status=404, body=b'{"message": "not found"}'),
        Replies(status=429, body=b"{}", headers={"retry-after": "7"}),
        Replies(status=500, body=b"oops"),
        Replies(body=b"<html>log in</html>"),
        Replies(body=json.dumps(LATEST).encode()[:-9]),
        Replies(body=b"[]"),
        Replies(body=b'{"base": "EUR"}'),
        Replies(body=json.dumps(LATEST | {"base": "USD"}).encode()),
        Replies(body=json.dumps(LATEST | {"date": "today"}).encode()),
        Replies(body=json.dumps(LATEST | {"rates": [1.25]}).encode()),
        Replies(body=json.dumps(LATEST | {"rates": {"USD": 0}}).encode()),
        Replies(body=json.dumps(LATEST | {"rates": {"USD": "1.25"}}).encode()),
        Replies(body=json.dumps(LATEST | {"rates": {"USD": True}}).encode()),
        Replies(body=json.dumps(LATEST | {"rates": {"CHF": 0.9}}).encode()),
    ],
    ids=lambda replies: f"{replies.status} {replies.body[:60].decode()}",
)
def test_whatever_goes_wrong_the_shipped_table_answers(replies):
    with rate_server(replies) as client:
        result = convert(CurrencyExpert(client), 100, "USD", "EUR", "2020-01-15")
    assert result.value == 90.11
    assert "shipped monthly table" in result.text


def test_what_nobody_quotes_has_no_result():
    with rate_server(Replies()) as client, pytest.raises(NoResultError, match="no rates of XOF"):
        convert(CurrencyExpert(client), 1, "USD", "XOF")


def test_what_only_the_network_quotes_is_unavailable_without_it():
    replies = Replies(status=500)
    with (
        rate_server(replies) as client,
        pytest.raises(ExpertUnavailableError, match=r"no rates of PLN.*out of order"),
    ):
        convert(CurrencyExpert(client), 1, "USD", "PLN")


def test_after_a_failure_the_network_rests_for_a_minute():
    replies = Replies(status=500)
    now = [0.0]
    with rate_server(replies) as client:
        live = LiveRates(client, monotonic=lambda: now[0])

        def ask():
            return asyncio.run(live.rate("USD", "EUR", None, 5.0))

        for moment in (0.0, 59.0):
            now[0] = moment
            with pytest.raises(ExpertUnavailableError, match="out of order"):
                ask()
        assert len(replies.asked) == 1
        replies.status, now[0] = 200, 60.0
        assert str(ask()[0]) == "1.25"
    assert len(replies.asked) == 2


def test_a_slow_service_leaves_time_for_the_table():
    replies = Replies(delay_s=0.4)
    hurried = Context(clock=StillClock(), question="", remaining_s=0.2)
    with rate_server(replies) as client:
        expert = CurrencyExpert(client)
        for _ in range(2):
            result = convert(expert, 100, "USD", "EUR", "2020-01-15", context=hurried)
            assert result.value == 90.11
    assert len(replies.asked) <= 1


def test_the_clients_own_deadline_is_a_failure_too():
    with (
        rate_server(Replies(delay_s=0.4), timeout_s=0.1) as impatient,
        pytest.raises(ExpertTimeoutError),
    ):
        asyncio.run(LiveRates(impatient).rate("USD", "EUR", None, 5.0))


def test_without_any_server_the_table_answers():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    client = SafeClient(f"http://127.0.0.1:{port}", allow_addresses=("127.0.0.1",))
    assert convert(CurrencyExpert(client), 100, "USD", "EUR", "2020-01-15").value == 90.11


def test_by_default_only_public_addresses_are_asked():
    expert = CurrencyExpert(base_url="http://127.0.0.1:9/v1")
    assert convert(expert, 100, "USD", "EUR", "2020-01-15").value == 90.11
    asyncio.run(expert.aclose())


def test_closing_an_unused_expert_does_nothing(offline):
    asyncio.run(offline.aclose())


@given(
    cents=st.integers(-(10**12), 10**12),
    source=st.sampled_from(["AUD", "JPY", "KRW", "USD"]),
    target=st.sampled_from(["EUR", "GBP", "CHF", "JPY"]),
)
def test_amounts_are_exact_to_half_a_minor_unit(cents, source, target):
    result = convert(CurrencyExpert(offline=True), cents / 100, source, target, "2020-01-15")
    month = shipped_table().months[date(2020, 1, 1)]
    exact = Fraction(cents, 100) * Fraction(month[target]) / Fraction(month[source])
    half_unit = Fraction(1, 2) if target == "JPY" else Fraction(1, 200)
    # The last float before 10^12 is 2^-14 away from the next.
    assert abs(Fraction(result.value) - exact) <= half_unit + Fraction(abs(exact), 2**52)
