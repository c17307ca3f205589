"""Conversations that the rules for follow-ups were written with in view; none of them is held out.

They are of kinds that ``bench.follow_up_cases`` has not: short answers to what was asked back,
courtesy, and values in place of values. A row is written as there, and its text falls into the half
that is called built.
"""

from __future__ import annotations

from collections.abc import Mapping

BUILT_CASES: Mapping[str, str] = {
    "reply": """
Convert 5 miles >> kilometres
    => units value=5 from_unit=miles to_unit=kilometres <turn == 8.04672
Convert 5 miles >> to yards, please
    => units value=5 from_unit=miles to_unit=yards <turn == 8800
Convert 5 miles >> pounds
    => abstain
Convert 5 miles >> What is 15% of 2,480?
    => calculator == 372
How much is 250 euros? >> in pounds
    => currency amount=250 from_currency=euros to_currency=pounds <turn
What's the weather like? >> in Lima
    => weather place=Lima
What will the weather be like tomorrow? >> Bergen
    => weather place=Bergen date=2026-11-26 <turn
What is 70 kg? >> pounds
    => units value=70 from_unit=kg to_unit=pounds <turn
What is 3 litres? >> in cups >> and in pints?
    => units value=3 to_unit=pints <turn
Convert 100 fahrenheit >> celsius
    => units value=100 from_unit=fahrenheit to_unit=celsius <turn
Convert to metres >> 30 yards
    => units value=30 from_unit=yards to_unit=metres <turn == 27.432
How much is 250 euros? >> and 400 euros?
    => abstain
What's the weather like? >> 12
    => abstain
What's the weather like? >> in yen
    => abstain
Convert 5 miles >> 7 feet
    => abstain
Convert 5 miles >> Rome
    => abstain
""",
    "courtesy": """
Convert 5 miles >> thank you
    => abstain
How many customers are from Brazil? >> cheers
    => abstain
Convert 70 kg to pounds >> thanks so much!
    => abstain
What time is it in Lagos? >> great, thank you
    => abstain
What is 7 times 8? >> ok thanks
    => abstain
How many days until Christmas? >> thank you very much
    => abstain
What is 12 times 12? >> thanks! and plus 6?
    => calculator <answer == 150
What is 64 minus 14? >> great! and double it?
    => calculator <answer == 100
Convert 70 kg to pounds >> great, and in stone?
    => units value=70 from_unit=kg to_unit=stone <turn
""",
    "value": """
Convert 10 kg to pounds >> and 3 miles?
    => abstain
Convert 60 mph to km/h >> and in metres?
    => abstain
What weekday is May 1, 2028? >> and May 3? >> and May 4?
    => calendar operation=weekday start=2028-05-04
How many days are there between May 1 and June 15? >> and July 1?
    => abstain | calendar operation=difference start=2026-05-01 end=2026-07-01
How many days are there between May 1 and June 15? >> and until July 1?
    => calendar operation=difference end=2026-07-01 <turn == 61
What time is it in Lagos? >> and bananas?
    => abstain
What is 10 divided by 4? >> rounded down
    => calculator <answer == 2
What is 10 divided by 4? >> rounded to 3 significant figures
    => abstain
What's the weather in Lisbon? >> will it rain there?
    => weather place=Lisbon <turn
What time is it in Tokyo? >> how is the weather there?
    => weather place=Tokyo <turn
How many albums are there? >> how many tracks are there?
    => database
Who was Ada Lovelace? >> and 20%?
    => abstain
What's the weather in Rome? >> the day before?
    => abstain
How many days until Christmas? >> the day before?
    => abstain
What weekday is July 4, 2027? >> next year?
    => abstain
How many days until Christmas? >> next year?
    => abstain
""",
}
