"""Compound questions and follow-ups in wordings that no training template makes.

A case is ``turn >> turn >> question`` with ``=> call; call`` on the line below, and another right
answer behind ``|``. A call is an expert with some of its arguments; ``<N`` says that it uses the
result of call N, ``<answer`` that of the turn before, ``<turn`` that it keeps words of an earlier
turn. Cases under "single" hold the same words in other roles: they must stay one call.
"""

from __future__ import annotations

from collections.abc import Mapping

CASES: Mapping[str, str] = {
    "parallel": """
Time in Lima and also over in Quito, please
    => calendar place=Lima; calendar place=Quito
What time do they have in Berlin at the moment - and in Sydney?
    => calendar place=Berlin; calendar place=Sydney
How many days to go until Christmas, and until New Year's Eve?
    => calendar end=2026-12-25; calendar end=2026-12-31
Put 12 miles into kilometres and into yards
    => units value=12 to_unit=kilometres; units value=12 to_unit=yards
Change 50 dollars to euros and to pounds for me
    => currency to_currency=euros; currency to_currency=pounds
What are 3 feet and 7 feet in metres
    => units value=3; units value=7
I need 80 kg in pounds, and on top of that 180 cm in inches
    => units value=80 to_unit=pounds; units value=180 to_unit=inches
Work out 17 * 23, and while you're at it tell me what time it is in Cairo
    => calculator; calendar place=Cairo
What is 9 squared? Oh, and how many ounces are in 2 pounds?
    => calculator; units value=2 to_unit=ounces
Which weekday is July 4, 2027 and which weekday is May 1, 2027?
    => calendar start=2027-07-04; calendar start=2027-05-01
How many customers live in Brazil, and what is 250 euros in dollars?
    => database; currency amount=250 to_currency=dollars
Two questions: what's 40% of 65? How long until Halloween?
    => calculator; calendar
Weather for Oslo tomorrow plus the current time there in numbers: time in Oslo
    => weather place=Oslo; calendar place=Oslo
Is it raining in Bergen or not, and how warm is it in Madrid?
    => weather place=Bergen; weather place=Madrid
Will I need a coat in Paris, in London and in Dublin?
    => weather place=Paris; weather place=London; weather place=Dublin
How hot is it in Dubai and how cold in Oslo?
    => weather place=Dubai; weather place=Oslo
Who was Ada Lovelace? And who was Grace Hopper?
    => wiki; wiki
5 km in miles; 10 kg in pounds
    => units value=5 to_unit=miles; units value=10 to_unit=pounds
Convert 20 celsius to fahrenheit & 100 euros to yen
    => units value=20; currency amount=100
How many pints are in 2 gallons; and how many feet are in 6 yards?
    => units value=2 to_unit=pints; units value=6 to_unit=feet
What do 10, 25 and 50 dollars come to in pounds?
    => currency amount=10; currency amount=25; currency amount=50
Show me 8 stone and 11 stone in kilograms
    => units value=8 to_unit=kilograms; units value=11 to_unit=kilograms
Change 75 pounds into yen, as well as 30 miles into kilometres
    => currency amount=75 to_currency=yen; units value=30 to_unit=kilometres
What's the time in Oslo; what's the weather in Lisbon; what's 17 plus 25?
    => calendar place=Oslo; weather place=Lisbon; calculator
Is it going to snow in Bern today and in Davos tomorrow?
    => weather place=Bern date=2026-11-25; weather place=Davos date=2026-11-26
""",
    "sequence": """
What's 100 dollars in euros? Triple that.
    => currency amount=100; calculator <0
Take 15% of 2,480 and, once you have it, subtract 72
    => calculator; calculator <0 | calculator expression=15/100*2480-72
Add 12 and 30, and whatever comes out, divide it by 6
    => calculator; calculator <0 | calculator expression=(12+30)/6
How many customers are from Brazil? Multiply that number by 12.
    => database; calculator <0
Count the customers from Canada, then double the count
    => database; calculator <0
How far is 26.2 miles in kilometres, and what would that be in metres
    => units value=26.2; units <0 to_unit=metres
What date is 45 days after March 3? And what weekday would that be?
    => calendar; calendar <0
When is the next public holiday in Germany and how many days is it until then?
    => calendar place=Germany; calendar <0
How long is it until Christmas, and which weekday does it fall on?
    => calendar end=2026-12-25; calendar start=2026-12-25
Give me 200 pounds in dollars and then put that into yen
    => currency amount=200; currency <0 to_currency=yen
What is 8 times 7? Tell me 25% of the answer.
    => calculator; calculator <0
Find out what time it is in Tokyo and what the weather is like there
    => calendar place=Tokyo; weather place=Tokyo
Convert 3 hours to minutes, after which take the square root of it
    => units value=3; calculator <0
What's the sum of 14 and 28? I then want it halved: half of it is?
    => calculator; calculator <0
Work out 30% of 1,200 and, with that done, take away 45
    => calculator; calculator <0 | calculator expression=30/100*1200-45
Turn 5 gallons into litres, and then divide that by 4
    => units value=5; calculator <0
""",
    "nested": """
What is 15% of the number of customers from Brazil?
    => database; calculator <0
How much is 12 times the number of customers from Canada
    => database; calculator <0
Give me a third of however many customers we have
    => database; calculator <0
How many days are left until the next public holiday in Germany?
    => calendar place=Germany; calendar <0
What weekday is the date 100 days after May 5?
    => calendar; calendar <0
Turn 15% of 80 kilograms into pounds
    => calculator; units <0 to_unit=pounds
Express twice 26.2 miles in kilometres
    => calculator; units <0 to_unit=kilometres
What is the square root of the number of days until Christmas?
    => calendar; calculator <0
Subtract 5 from the number of ounces in 3 pounds
    => units; calculator <0
What do you get if you take 20% of 100 dollars in euros?
    => currency amount=100; calculator <0 | calculator expression=20/100*100; currency <0
What is half of 300 yen in dollars?
    => currency; calculator <0 | calculator; currency <0
Is the day 60 days from now a weekend?
    => calendar; calendar <0
Put twice 9 kilograms into pounds
    => calculator; units <0 to_unit=pounds
""",
    "follow-up": """
What time is it in Lima? >> And over in Quito?
    => calendar place=Quito <turn
What time is it in Lima? >> same question for Madrid please
    => calendar place=Madrid <turn
What is 5 miles in kilometres? >> hm, and in feet?
    => units value=5 to_unit=feet <turn
What is 5 miles in kilometres? >> what would 8 miles be?
    => units value=8 to_unit=kilometres <turn
How much is 100 dollars in euros? >> in Swiss francs instead?
    => currency amount=100 <turn
How much is 100 dollars in euros? >> make it 250
    => currency amount=250 <turn
How much is 100 dollars in euros? >> now turn that into yen
    => currency to_currency=yen <answer <turn
What is 15% of 2,480? >> and 20%?
    => calculator <turn
What is 15% of 2,480? >> now double it
    => calculator <answer
What is 15% of 2,480? >> take 100 off that
    => calculator <answer
How many customers are from Brazil? >> and how about Canada?
    => database <turn
How many customers are from Brazil? >> what's 10% of that
    => calculator <answer
How many days until Christmas? >> and until Easter?
    => calendar end=2027-03-28 <turn
How many days until Christmas? >> which weekday is that?
    => calendar start=2026-12-25 <turn
What's the weather in Rome? >> And tomorrow?
    => weather place=Rome date=2026-11-26 <turn
What's the weather in Rome tomorrow? >> And in Oslo?
    => weather place=Oslo date=2026-11-26 <turn
What's the weather in Rome? >> what time is it there
    => calendar place=Rome <turn
What date is 30 days after March 3? >> what day of the week is it
    => calendar <answer
When is the next public holiday in Germany? >> and in France?
    => calendar place=France <turn
How many customers are from Canada? >> what is a quarter of that?
    => calculator <answer
How many days until Halloween? >> and which weekday is that
    => calendar start=2027-10-31 <turn
What is 64 divided by 4? >> add 10 to that
    => calculator <answer
""",
    "single": """
What is the sum of 3, 5 and 7?
    => calculator
Add 3 and 5 and then multiply by 2
    => calculator
How many days are there between March 3 and May 5?
    => calendar
What is the difference between 90 and 17?
    => calculator
Who were Simon and Garfunkel?
    => wiki
What is the weather in Trinidad and Tobago?
    => weather
I'm off to Lisbon tomorrow and wonder whether it will rain
    => weather
What is the exchange rate between dollars and euros?
    => currency
Convert 5 and a half miles to kilometres
    => units
I have 3 miles to run, how many kilometres is that?
    => units
What time is it?
    => calendar
Is it raining in Oslo?
    => weather
How many customers are from Brazil or from Canada?
    => database
Is 4 July 2027 on a weekend?
    => calendar
The tank holds 40 litres. How many gallons is that?
    => units
What is 100 minus the product of 4 and 5?
    => calculator
Find the greatest common divisor of 84 and 36
    => calculator
Please look at the clock and tell me the time in Cairo
    => calendar
Thanks! And what is 7 times 8?
    => calculator
What's the weather in Paris, Texas?
    => weather
What is the weather in Antigua and Barbuda?
    => weather
Convert 2 and a quarter miles to metres
    => units
Add 6, 9 and 12, please
    => calculator
My suitcase weighs 19 kilograms; how many pounds is that?
    => units
Who directed Butch Cassidy and the Sundance Kid?
    => wiki
What time is it in Zurich & nowhere else?
    => calendar
""",
}
