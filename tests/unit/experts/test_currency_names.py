from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrkl_core.errors import InvalidArgumentError
from mrkl_experts.currency.codes import NAMED
from mrkl_experts.currency.resolver import currencies, readings, resolve


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("EUR", "EUR"),
        ("eur", "EUR"),
        ("euros", "EUR"),
        ("the euro", "EUR"),
        ("€", "EUR"),
        ("US dollars", "USD"),
        ("U.S. dollars", "USD"),
        ("US-Dollars", "USD"),
        ("American dollar", "USD"),
        ("US$", "USD"),
        ("quid", "GBP"),
        ("British pounds", "GBP"),
        ("pounds sterling", "GBP"),
        ("£", "GBP"),
        ("yen", "JPY"),
        ("¥", "JPY"),
        ("Chinese yuan", "CNY"),
        ("renminbi", "CNY"),
        ("Swiss francs", "CHF"),
        ("Canadian dollars", "CAD"),
        ("loonies", "CAD"),
        ("Aussie dollars", "AUD"),
        ("A$", "AUD"),
        ("kiwi dollars", "NZD"),
        ("Hong Kong dollars", "HKD"),
        ("Taiwan dollars", "TWD"),
        ("Korean won", "KRW"),
        ("₩", "KRW"),
        ("Indian rupees", "INR"),
        ("Sri Lankan rupees", "LKR"),
        ("Mexican pesos", "MXN"),
        ("Argentine pesos", "ARS"),
        ("Brazilian reais", "BRL"),
        ("reais", "BRL"),
        ("Swedish kronor", "SEK"),
        ("Norwegian kroner", "NOK"),
        ("Danish krone", "DKK"),
        ("Czech koruna", "CZK"),
        ("zloty", "PLN"),
        ("złoty", "PLN"),
        ("forints", "HUF"),
        ("Turkish lira", "TRY"),
        ("shekels", "ILS"),
        ("rand", "ZAR"),
        ("Thai baht", "THB"),
        ("ringgit", "MYR"),
        ("rubles", "RUB"),
        ("Kuwaiti dinars", "KWD"),
        ("colones", "CRC"),
        ("Japan's currency", "JPY"),
        ("Chinese money", "CNY"),
        ("XOF", "XOF"),
    ],
)
def test_words_that_name_one_currency(words, code):
    reading = resolve(words, "to_currency")
    assert (reading.currency.code, reading.unit, reading.note) == (code, code, "")


@pytest.mark.parametrize(
    ("words", "code", "note"),
    [
        ("dollars", "USD", "dollars read as US dollars"),
        ("$", "USD", "$ read as US dollar"),
        ("bucks", "USD", "bucks read as US dollars"),
        ("pounds", "GBP", "pounds read as British pounds"),
        ("pesos", "MXN", "pesos read as Mexican pesos"),
        ("francs", "CHF", "francs read as Swiss francs"),
        ("rupees", "INR", "rupees read as Indian rupees"),
        ("kroner", "NOK", "kroner read as Norwegian krone"),
        ("kronor", "SEK", "kronor read as Swedish krona"),
        ("dinars", "KWD", "dinars read as Kuwaiti dinars"),
    ],
)
def test_words_of_several_countries_mean_the_commonest_and_say_so(words, code, note):
    reading = resolve(words, "from_currency")
    assert (reading.currency.code, reading.note) == (code, note)


@pytest.mark.parametrize(
    ("words", "code", "unit", "note"),
    [
        ("pence", "GBP", "pence", ""),
        ("euro cents", "EUR", "euro cents", ""),
        ("cents", "USD", "cents", "cents read as those of USD"),
    ],
)
def test_coins_are_hundredths(words, code, unit, note):
    reading = resolve(words, "from_currency")
    assert (reading.currency.code, reading.unit, reading.note) == (code, unit, note)
    assert reading.per_whole == 100


@pytest.mark.parametrize("words", ["", "bitcoin", "kilograms", "5", "x" * 10_000, "\x00", "É"])
def test_other_words_are_refused(words):
    with pytest.raises(InvalidArgumentError, match="not a currency") as caught:
        resolve(words, "to_currency")
    assert caught.value.context["argument"] == "to_currency"
    assert len(str(caught.value)) < 300


def test_a_slip_of_the_pen_gets_a_suggestion():
    with pytest.raises(InvalidArgumentError, match="Did you mean 'dollars'"):
        resolve("dolars", "from_currency")


def test_decimal_places_follow_iso_4217():
    digits = {code: currencies()[code].digits for code in ("USD", "JPY", "KRW", "KWD", "CLP")}
    assert digits == {"USD": 2, "JPY": 0, "KRW": 0, "KWD": 3, "CLP": 0}


def test_the_table_is_sound():
    assert len(NAMED.strip().splitlines()) > 45
    assert all(len(code) == 3 and code.isupper() for code in currencies())
    assert all(phrase == phrase.casefold() for phrase in readings())
    assert len(currencies()) > 150


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(words):
    with suppress(InvalidArgumentError):
        assert resolve(words, "to_currency").currency.code in currencies()


@given(st.sampled_from(sorted(readings())))
def test_known_phrases_are_read_in_capitals_and_with_blanks_too(phrase):
    assert resolve(f"  {phrase.title()} ", "to_currency") == readings()[phrase]
