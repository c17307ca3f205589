"""Words that fill the gaps of generated questions."""

from __future__ import annotations

from random import Random

from mrkl_router.training.sources import table, text

UNITS = {
    "length": "metre metres meter meters m cm centimeters centimetres kilometers kilometres km mm "
    "millimeters inch inches foot feet ft yard yards mile miles nautical_miles light_years",
    "mass": "kg kilograms kilos gram grams g mg milligrams tonnes tons pounds lbs ounces oz stone",
    "volume": "litres liters l ml milliliters gallons pints quarts cups tablespoons teaspoons "
    "fluid_ounces cubic_meters cubic_feet tablespoon teaspoon cup gallon liter",
    "temperature": "celsius fahrenheit kelvin degrees_celsius degrees_fahrenheit °C °F",
    "time": "seconds minutes hours days weeks milliseconds years months",
    "speed": "mph km/h kph knots meters_per_second miles_per_hour kilometers_per_hour",
    "area": "square_meters square_feet acres hectares square_miles square_kilometers",
    "energy": "joules calories kilojoules kilowatt_hours kcal kWh",
    "data": "bytes kilobytes megabytes gigabytes terabytes bits MB GB TB",
    "pressure": "pascals bar psi atmospheres kilopascals",
    "power": "watts kilowatts horsepower megawatts",
}
CURRENCIES = (
    "dollars|US dollars|American dollars|USD|dollar|euros|euro|EUR|pounds|British pounds|GBP|"
    "pounds sterling|yen|Japanese yen|JPY|yuan|CNY|rupees|Indian rupees|INR|pesos|Mexican pesos|"
    "MXN|Swiss francs|CHF|francs|Canadian dollars|CAD|Australian dollars|AUD|won|Korean won|KRW|"
    "krona|Swedish kronor|SEK|Norwegian kroner|NOK|Danish kroner|rubles|lira|Turkish lira|"
    "zloty|Polish zloty|rand|South African rand|ZAR|reais|Brazilian real|BRL|baht|Thai baht|"
    "ringgit|Singapore dollars|SGD|Hong Kong dollars|New Zealand dollars|NZD|forints|shekels|"
    "rupiah|Taiwan dollars|colones|dinars|pence|bucks|quid"
).split("|")
PLACES = (
    "Germany|France|Japan|India|the UK|England|Spain|Italy|Brazil|Canada|Australia|China|Mexico|"
    "California|Texas|Florida|Bavaria|Scotland|Egypt|Kenya|Norway|Sweden|Poland|New York City|"
    "London|Paris|Tokyo|Berlin|Rome|Madrid|Oslo|Sydney|Chicago|Boston|Moscow|Beijing|Mumbai|"
    "Los Angeles|San Francisco|Dublin|Vienna|Prague|Lisbon|Athens|Cairo|Nairobi|Toronto|Seoul|"
    "Hawaii|New Zealand|South Korea|Argentina|Chile|Turkey|Greece|Portugal|Ireland|Switzerland"
).split("|")
MONTHS = (
    "January February March April May June July August September October November December"
).split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
HOLIDAYS = (
    "Christmas|Christmas Eve|New Year's Day|New Year's Eve|Thanksgiving|Easter|Halloween|"
    "Labor Day|Memorial Day|Independence Day|Valentine's Day|Good Friday|Boxing Day|Easter Monday"
).split("|")
TOPICS = (
    "Marie Curie|Alan Turing|the Eiffel Tower|photosynthesis|black holes|the French Revolution|"
    "Nelson Mandela|quantum mechanics|the Great Wall of China|Leonardo da Vinci|World War II|"
    "the Roman Empire|Ada Lovelace|Mount Everest|the Amazon rainforest|DNA|Isaac Newton|"
    "the Industrial Revolution|Albert Einstein|plate tectonics|the Mona Lisa|Shakespeare|Python|"
    "relativity|the Titanic|Jupiter|Barack Obama|the Beatles|antibiotics|the Magna Carta"
).split("|")
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def number_words(value: int, rng: Random) -> str:
    """Return ``value`` (below 10^12) in English words, hyphenated or with "and" at random."""
    if value < 20:
        return _SMALL[value]
    if value < 100:
        unit = "" if value % 10 == 0 else rng.choice(" -") + _SMALL[value % 10]
        return _TENS[value // 10 - 2] + unit
    for name, size in (
        ("billion", 10**9),
        ("million", 10**6),
        ("thousand", 1000),
        ("hundred", 100),
    ):
        if value >= size:
            head = number_words(value // size, rng) + " " + name
            rest = value % size
            if not rest:
                return head
            joint = " and " if rest < 100 and (size == 100 or rng.random() < 0.5) else " "
            return head + joint + number_words(rest, rng)
    raise AssertionError(value)


class Fillers:
    """Draws fillers from one random generator, so that a seed fixes every question."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        cities = table("world_cities/world-cities.csv.gz")
        self._cities = [row["name"] for row in cities if 2 < len(row["name"]) < 20]
        synsets = text("english_wordnet/synsets.tsv.gz").split("\n")
        members = (line.split("\t") for line in synsets[1:])
        self._nouns = [
            row[3].split("|")[0].split(",")[0].strip()
            for row in members
            if len(row) > 3 and row[1] == "n"
        ]
        self._nouns = [noun for noun in self._nouns if 2 < len(noun) < 24]

    def number(self) -> str:
        """Return a number as people write them in questions."""
        rng = self.rng
        kind = rng.random()
        if kind < 0.45:
            return str(rng.randint(0, 10 ** rng.randint(1, 4)))
        if kind < 0.6:
            return f"{rng.uniform(0, 10 ** rng.randint(1, 3)):.{rng.randint(1, 2)}f}"
        if kind < 0.72:
            return f"{rng.randint(1000, 10 ** rng.randint(4, 7)):,}"
        if kind < 0.76:
            return str(rng.randint(1, 10 ** rng.randint(5, 9)))
        if kind < 0.94:
            return number_words(rng.randint(0, rng.choice((20, 100, 1000, 100000))), rng)
        return rng.choice(
            ("a hundred", "half a million", "a dozen", "2 million", "1.5k", "a thousand")
        )

    def units(self) -> tuple[str, str]:
        """Return two different units of one dimension."""
        names = self.rng.choice(list(UNITS.values())).split()
        first, second = self.rng.sample(names, 2)
        return first.replace("_", " "), second.replace("_", " ")

    def currency(self) -> str:
        """Return a currency as people name it."""
        return self.rng.choice(CURRENCIES)

    def place(self) -> str:
        """Return a city or a country."""
        if self.rng.random() < 0.5:
            return self.rng.choice(PLACES)
        return self.rng.choice(self._cities)

    def topic(self) -> str:
        """Return something an encyclopedia knows."""
        rng = self.rng
        if rng.random() < 0.3:
            return rng.choice(TOPICS)
        return rng.choice(self._nouns) if rng.random() < 0.7 else self.place()

    def date(self) -> str:
        """Return a date phrase, absolute or relative."""
        rng = self.rng
        month, day, year = rng.choice(MONTHS), rng.randint(1, 28), rng.randint(1900, 2035)
        suffix = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
        return rng.choice(
            (
                f"{month} {day}",
                f"{month} {day}, {year}",
                f"{day} {month} {year}",
                f"{month} {day}{suffix}",
                f"the {day}{suffix} of {month}",
                f"{day}{suffix} {month} {year}",
                f"{year}-{rng.randint(1, 12):02}-{day:02}",
                f"{rng.randint(1, 12)}/{day}/{year}",
                "today",
                "tomorrow",
                "yesterday",
                "the day after tomorrow",
                f"next {rng.choice(WEEKDAYS)}",
                f"last {rng.choice(WEEKDAYS)}",
                f"this {rng.choice(WEEKDAYS)}",
                rng.choice(WEEKDAYS),
                f"the first {rng.choice(WEEKDAYS)} of {month}",
                f"the last {rng.choice(WEEKDAYS)} of {month} {year}",
                f"the end of {month}",
                f"{rng.choice(HOLIDAYS)} {year}",
                rng.choice(HOLIDAYS),
                rng.choice(HOLIDAYS),
            )
        )

    def day(self) -> str:
        """Return a day near now, as people ask about the weather."""
        rng = self.rng
        return rng.choice(
            ("today", "tomorrow", "on " + rng.choice(WEEKDAYS), "this weekend", "tonight",
             "next week", "next " + rng.choice(WEEKDAYS), "the day after tomorrow",
             f"on {rng.choice(MONTHS)} {rng.randint(1, 28)}", "in 3 days", "this afternoon")
        )  # fmt: skip

    def duration(self) -> str:
        """Return a length of time."""
        rng = self.rng
        unit = rng.choice("day days week weeks month months year years business_days".split())
        number = rng.choice((str(rng.randint(2, 400)), number_words(rng.randint(2, 40), rng)))
        if not unit.endswith("s"):
            number = rng.choice(("a", "one", "1"))
        return f"{number} {unit.replace('_', ' ')}"
