import asyncio
import stat
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from mrkl_core.errors import InvalidArgumentError, MissingArgumentError
from mrkl_core.protocols import Context, Expert
from mrkl_experts.unit_names import read_unit
from mrkl_experts.units import UnitsExpert


@dataclass(frozen=True)
class StillClock:
    def now(self):
        return datetime(2026, 3, 14, 12, tzinfo=UTC)


CONTEXT = Context(clock=StillClock(), question="", remaining_s=10.0)


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    return UnitsExpert(cache_folder=tmp_path_factory.mktemp("units"))


def convert(units, value, from_unit, to_unit):
    arguments = {"value": value, "from_unit": from_unit, "to_unit": to_unit}
    return asyncio.run(units.run(arguments, CONTEXT))


def test_it_is_an_expert(units):
    assert isinstance(units, Expert)
    assert [slot.name for slot in units.spec.slots] == ["value", "from_unit", "to_unit"]
    assert len(units.spec.examples) >= 8


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "expected"),
    [
        # Length
        (10, "miles", "km", 16.09344),
        (5, "feet", "centimetres", 152.4),
        (1, "inch", "mm", 25.4),
        (100, "yards", "meters", 91.44),
        (1, "nautical mile", "metres", 1852),
        (1, "light-year", "km", 9460730472580.8),
        (3, "furlongs", "yards", 660),
        (2, "Kilometres", "MILES", 1.2427423844746679),
        (12, "MM", "cm", 1.2),
        # Mass
        (70, "kg", "pounds", 154.32358352941431),
        (12, "stone", "kilograms", 76.20351816),
        (16, "ounces", "lbs", 1),
        (1, "tonne", "kg", 1000),
        (1, "ton", "pounds", 2000),
        (1, "imperial ton", "pounds", 2240),
        (250, "grammes", "oz", 8.818490487395103),
        # Volume
        (2, "litres", "ounces", 67.628045403686),
        (3, "cups", "millilitres", 709.7647095),
        (1, "gallon", "L", 3.785411784),
        (1, "imperial gallon", "litres", 4.54609),
        (1, "UK pint", "ml", 568.26125),
        (1, "cubic feet", "cubic inches", 1728),
        (1, "m3", "litres", 1000),
        (1, "fl oz", "tablespoons", 2),
        # Area
        (1, "acre", "sq ft", 43560),
        (1, "hectare", "square metres", 10000),
        (1, "sq. ft.", "sqm", 0.09290304),
        (2, "square miles", "km²", 5.179976220672),
        # Speed and acceleration
        (60, "mph", "km/h", 96.56064),
        (60, "miles per hour", "feet per second", 88),
        (36, "kilometres an hour", "m/s", 10),
        (1, "knot", "kmh", 1.852),
        (1, "metres per second squared", "cm/s^2", 100),
        (1, "metre per second per second", "m / s ** 2", 1),
        # Temperature
        (350, "degrees Fahrenheit", "Celsius", 176.66666666666666),
        (-40, "°C", "°F", -40),
        (100, "C", "F", 212),
        (37, "degrees c", "degrees f", 98.6),
        (0, "centigrade", "kelvin", 273.15),
        (300, "K", "℃", 26.85),
        (1, "J/°C", "J/K", 1),
        # Time
        (1.5, "hours", "seconds", 5400),
        (90, "m", "hours", 1.5),
        (2, "fortnights", "days", 28),
        (1, "centuries", "years", 100),
        # Energy, power, force, pressure
        (1, "kWh", "MJ", 3.6),
        (1, "KWH", "kilojoules", 3600),
        (200, "Calories", "kcal", 200),
        (1, "horsepower", "watts", 745.69987158227022),
        (30, "psi", "kPa", 206.84271879505082),
        (1, "atm", "mmHg", 759.9998917256113),
        (1, "pound-force", "newtons", 4.4482216152605),
        (1, "foot-pounds", "newton metres", 1.3558179483314004),
        # Data, angle, frequency
        (1, "GB", "MB", 1000),
        (1, "GiB", "bytes", 1073741824),
        (100, "mbps", "MB/s", 12.5),
        (180, "degrees", "radians", 3.141592653589793),
        (1, "revolution", "degrees", 360),
        (0.1, "MHZ", "kHz", 100),
        (60, "rpm", "Hz", 1),
        (60, "rpm", "rad/s", 6.283185307179586),
        # Reciprocals and densities
        (30, "mpg", "litres per 100 km", 7.840486111111111),
        (5, "l/100km", "mpg", 47.04291666666667),
        (10, "Hz", "seconds", 0.1),
        (1, "kg per cubic metre", "lb/ft3", 0.062427960576144606),
        (1, "g*cm", "kg m", 0.00001),
        (5, "KGs", "lbs", 11.023113109243878),
        (1, "µm", "nm", 1000),
        (47, "kΩ", "ohms", 47000),
    ],
)
def test_conversions(units, value, from_unit, to_unit, expected):
    assert convert(units, value, from_unit, to_unit).value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "text"),
    [
        (10, "miles", "km", "10 miles = 16.09344 km"),
        (70, "kg", "pounds", "70 kg ≈ 154.323584 pounds"),
        (1.5, "hours", "seconds", "1.5 hours = 5,400 seconds"),
        (2, "litres", "ounces", "2 litres ≈ 67.6280454 ounces (US fluid ounces)"),
        (1, "gallons", "pints", "1 gallons = 8 pints (US gallons, US pints)"),
        (10, "Hz", "s", "10 Hz = 0.1 s (the reciprocal)"),
    ],
)
def test_the_text_says_what_was_converted(units, value, from_unit, to_unit, text):
    assert convert(units, value, from_unit, to_unit).text == text


def test_integral_results_are_integers(units):
    assert convert(units, 0.1, "km", "m").value == 100
    assert isinstance(convert(units, 0.1, "km", "m").value, int)


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "part"),
    [
        (1, "kilometrs", "miles", "Did you mean 'kilometre'"),
        (1, "cats", "kg", "'cats' is not a unit"),
        (1, "dollars", "euros", "'dollars' is not a unit"),
        (1, "kg", "metres", "measure different things (mass and length)"),
        (6, "feet 2 inches", "metres", "measure different things (length^3 and length)"),
        (1, "m/s", "metres", "measure different things (length / time and length)"),
        (1, "Hz", "metres", "measure different things (1 / time and length)"),
        (1, "GB", "radians", "(information and angle)"),
        (-300, "C", "F", "below absolute zero"),
        (0, "mpg", "litres per 100 km", "no reciprocal"),
        (1, "", "km", "not the name of a unit"),
        (1, "m" * 81, "km", "not the name of a unit"),
        (1, "__import__('os').system('id')", "km", "can be read"),
        (1, "m**99", "m", "can be read"),
        (1, "m**", "m", "can be read"),
        (1, "2 m", "m", "can be read"),
        (1, "km / 100000 s", "m/s", "can be read"),
        (1, "m m m m m m m", "m", "can be read"),
        (1, "/ s", "m", "'/' is not a unit"),
        (1, "m /", "m", "'/' is not a unit"),
        (1, "m *", "m", "'*' is not a unit"),
        (1, "m / 2", "m", "is not a unit"),
        (1, "9" * 60, "m", "can be read"),
        (float("nan"), "m", "km", "must be a number"),
        (float("inf"), "m", "km", "must be a number"),
        (True, "m", "km", "must be a number"),
        ("3", "m", "km", "must be a number"),
        (10**301, "m", "km", "beyond"),
        (1, 7, "km", "must be the name"),
    ],
)
def test_what_cannot_be_converted(units, value, from_unit, to_unit, part):
    with pytest.raises(InvalidArgumentError) as caught:
        convert(units, value, from_unit, to_unit)
    assert part in str(caught.value)
    assert caught.value.hint


def test_missing_arguments_are_named(units):
    with pytest.raises(MissingArgumentError, match="to_unit"):
        asyncio.run(units.run({"value": 1, "from_unit": "m"}, CONTEXT))


def test_ambiguous_words_have_several_readings():
    assert [reading.powers for reading in read_unit("ounces")] == [
        {"ounce": 1},
        {"fluid_ounce": 1},
    ]
    assert [reading.powers for reading in read_unit("m/m")] == [
        {},
        {"meter": 1, "minute": -1},
        {"minute": 1, "meter": -1},
        {},
    ]


def test_every_name_of_the_tables_is_known_to_the_registry(units):
    from mrkl_experts.unit_names import _exact_names

    for name in {unit for readings in _exact_names().values() for unit in readings}:
        assert units._registry.get_name(name)


def test_the_registry_is_kept_on_disk(tmp_path):
    folder = tmp_path / "kept"
    convert(UnitsExpert(cache_folder=folder), 1, "m", "km")
    assert list(folder.iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert convert(UnitsExpert(cache_folder=folder), 1, "m", "km").value == 0.001


def test_the_default_folder_is_the_users_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert convert(UnitsExpert(), 1, "m", "km").value == 0.001
    assert list(tmp_path.rglob("units/*"))


def test_a_folder_that_others_may_write_is_not_used(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o777)
    assert convert(UnitsExpert(cache_folder=folder), 1, "m", "km").value == 0.001
    assert not list(folder.iterdir())


def test_a_folder_that_cannot_exist_does_no_harm(tmp_path):
    (tmp_path / "file").write_text("in the way")
    broken = UnitsExpert(cache_folder=tmp_path / "file" / "units")
    assert convert(broken, 1, "m", "km").value == 0.001


def test_a_damaged_cache_does_no_harm(tmp_path):
    convert(UnitsExpert(cache_folder=tmp_path), 1, "m", "km")
    for kept in tmp_path.rglob("*"):
        if kept.is_file():
            kept.write_bytes(b"not what it was")
    assert convert(UnitsExpert(cache_folder=tmp_path), 1, "m", "km").value == 0.001


def test_many_at_once_build_one_registry(tmp_path):
    async def main():
        units = UnitsExpert(cache_folder=tmp_path)
        calls = [
            units.run({"value": n, "from_unit": "km", "to_unit": "m"}, CONTEXT) for n in range(20)
        ]
        return [result.value for result in await asyncio.gather(*calls)]

    assert asyncio.run(main()) == [1000 * n for n in range(20)]
