"""Conversations of two or three turns, the last of which follows up on what came before, or not.

A case is ``turn >> question`` with ``=> expert argument=value <answer == VALUE`` on the line below
and another right decision behind ``|``. ``<answer`` says that it uses the result of an earlier
turn, ``<turn`` that it keeps words of one, ``== VALUE`` what the answer's value is. ``abstain``
is right where nothing else is: abstaining or asking back. Under "alone" are questions that have
nothing to do with the turn before, under "unclear" those that no turn before gives a meaning.
"""

from __future__ import annotations

from collections.abc import Mapping

CASES: Mapping[str, str] = {
    "operation": """
What is 15% of 2,480? >> and times 3?
    => calculator <answer == 1116
What is 15% of 2,480? >> times 3
    => calculator <answer == 1116
What is 144 divided by 12? >> divided by 4?
    => calculator <answer == 3
How much is 27 plus 15? >> plus 100
    => calculator <answer == 142
What is 64 minus 14? >> double it
    => calculator <answer == 100
What is 8 times 9? >> half of that
    => calculator <answer == 36
What is 1,250 plus 750? >> what is 20% of that?
    => calculator <answer == 400
What's 17 minus 8? >> and squared?
    => calculator <answer == 81
What is 3 times 40? >> add 7% tax
    => calculator <answer == 128.4
How much is 100 dollars in euros? >> add 20% tax
    => calculator <answer == 104.208
How many customers are from Brazil? >> times 12
    => calculator <answer == 60
How many days until Christmas? >> divided by 7
    => calculator <answer == 4.285714
What is 26.2 miles in kilometres? >> round it to the nearest whole number
    => calculator <answer == 42
What is 5 miles in kilometres? >> and half of it
    => calculator <answer == 4.02336
What is 90 minus 50? >> 100 minus that
    => calculator <answer == 60
What is 90 divided by 6? >> now subtract 5
    => calculator <answer == 10
What is 2 to the power of 10? >> take 24 away
    => calculator <answer == 1000
What is 81 plus 19? >> the square root of that?
    => calculator <answer == 10
What is 12 times 12? >> and then divide by 9
    => calculator <answer == 16
What is 15% of 2,480? >> and times 3? >> minus 100
    => calculator <answer == 1016
What is 40% of 65? >> triple it >> and halve that
    => calculator <answer == 39
What is 7 times 8? >> multiply by 2.5
    => calculator <answer == 140
What is 500 minus 120? >> less 10%
    => calculator <answer == 342
Convert 3 hours to minutes >> plus 45
    => calculator <answer == 225
What is 2 plus 3? >> to the power of 4
    => calculator <answer == 625
What is 480 divided by 4? >> split that between 8 people
    => calculator <answer == 15
What is 9 times 9? >> subtract it from 100
    => calculator <answer == 19
What is 60 plus 40? >> what's a quarter of it?
    => calculator <answer == 25
How many customers are from Canada? >> and that times 1.5
    => calculator <answer == 12
What is 250 euros in dollars? >> minus 10 percent
    => calculator <answer
""",
    "ellipsis": """
What is 15% of 2,480? >> and 20%?
    => calculator <turn == 496
What is 15% of 2,480? >> what about 20%?
    => calculator <turn == 496
What is 15% of 2,480? >> what about 5,000?
    => calculator <turn == 750
Convert 5 miles to kilometres >> and in yards?
    => units value=5 to_unit=yards <turn
How much is 100 dollars in euros? >> and in yen?
    => currency amount=100 to_currency=yen <turn
What's the weather in Rome? >> how about Berlin?
    => weather place=Berlin
What's the weather in Rome? >> and tomorrow?
    => weather place=Rome date=2026-11-26 <turn
When is the next public holiday in Germany? >> and for Spain?
    => calendar operation=holiday place=Spain <turn
What time is it in Tokyo? >> how about Sydney?
    => calendar operation=time place=Sydney <turn
How many days until Christmas? >> and until New Year's Eve?
    => calendar operation=difference end=2026-12-31 <turn
How many customers are from Brazil? >> what about Canada?
    => database <turn == 8
How many customers are from Germany? >> and from France?
    => database <turn == 5
Convert 70 kg to pounds >> what about 80 kg?
    => units value=80 from_unit=kg to_unit=pounds <turn
Convert 70 kg to pounds >> and 95?
    => units value=95 from_unit=kg to_unit=pounds <turn
How much is 250 euros in pounds? >> and 400 euros?
    => currency amount=400 from_currency=euros to_currency=pounds <turn
How much is 250 euros in pounds? >> how about in Swiss francs?
    => currency amount=250 to_currency=Swiss francs <turn
What weekday is July 4, 2027? >> and July 5?
    => calendar operation=weekday start=2027-07-05
What date is 30 days after March 3? >> and 60 days?
    => calendar operation=shift duration=P60D <turn
What's the weather in Oslo tomorrow? >> and in Bergen?
    => weather place=Bergen date=2026-11-26 <turn
What's the weather in Oslo tomorrow? >> and on Friday?
    => weather place=Oslo date=2026-11-27 <turn
Who was Ada Lovelace? >> and Grace Hopper?
    => wiki topic=Grace Hopper
Who was Ada Lovelace? >> what about Alan Turing?
    => wiki topic=Alan Turing
What is the square root of 144? >> and of 169?
    => calculator <turn == 13
What is the square of 8? >> and 6?
    => calculator <turn == 36
Convert 20 celsius to fahrenheit >> and 30?
    => units value=30 from_unit=celsius to_unit=fahrenheit <turn
What time is it in Lima? >> and in Quito? >> and Bogota?
    => calendar operation=time place=Bogota <turn
What is 15% of 2,480? >> and 20%? >> and 25%?
    => calculator <turn == 620
How much is 100 dollars in euros? >> and 300 dollars?
    => currency amount=300 from_currency=dollars to_currency=euros <turn
How much is 100 dollars in euros? >> and in yen? >> and 200 dollars?
    => currency amount=200 to_currency=yen <turn
How many ounces are in 2 pounds? >> and in 5 pounds?
    => units value=5 from_unit=pounds to_unit=ounces <turn
""",
    "reference": """
What is 26.2 miles in kilometres? >> convert that to metres
    => units <answer from_unit=kilometres to_unit=metres
What date is 45 days after March 3? >> what weekday is that?
    => calendar operation=weekday <answer
How much is 250 euros in dollars? >> convert that to yen
    => currency <answer from_currency=dollars to_currency=yen
When is the next public holiday in Germany? >> what day of the week is that?
    => calendar operation=weekday <answer
When is the next public holiday in Germany? >> how many days is it until then?
    => calendar operation=difference <answer
How many days until Christmas? >> what weekday is that?
    => calendar operation=weekday start=2026-12-25 <turn
Convert 10 miles to kilometres >> and what is that in feet?
    => units <answer from_unit=kilometres to_unit=feet | units value=10 from_unit=miles to_unit=feet
What's the weather in Rome? >> what time is it there?
    => calendar operation=time place=Rome <turn
What time is it in Tokyo? >> and what's the weather there?
    => weather place=Tokyo <turn
What is 300 times 4? >> convert that from kilometres to miles
    => units <answer from_unit=kilometres to_unit=miles
What date is 10 days after May 5? >> and 20 days after that?
    => calendar operation=shift duration=P20D <answer
Convert 2 pounds to ounces >> now into grams
    => units value=2 to_unit=grams | units <answer to_unit=grams
How much is 500 yen in dollars? >> in euros, please
    => currency amount=500 to_currency=euros <turn
How many customers are from Brazil? >> what is that squared?
    => calculator <answer == 25
What date is it today? >> what weekday is that?
    => calendar operation=weekday <answer | calendar operation=weekday <turn
""",
    "alone": """
What is 15% of 2,480? >> What is 3 times 4?
    => calculator == 12
What's the weather in Rome? >> What time is it in Oslo?
    => calendar operation=time place=Oslo
How much is 100 dollars in euros? >> Convert 5 miles to kilometres
    => units value=5 from_unit=miles
What is 7 times 8? >> 12 divided by 4
    => calculator == 3
What is 50 plus 50? >> add 3 and 4
    => calculator == 7
What is 50 plus 50? >> double 21
    => calculator == 42
What is 9 plus 9? >> the square root of 49
    => calculator == 7
How many days until Christmas? >> What weekday is July 4, 2027?
    => calendar operation=weekday start=2027-07-04
What is 15% of 2,480? >> And what is 10% of 50?
    => calculator == 5
What is 20 plus 5? >> half of 90
    => calculator == 45
What is 8 minus 3? >> subtract 15 from 40
    => calculator == 25
What is 64 divided by 8? >> multiply 6 by 7
    => calculator == 42
What's the weather in Rome? >> Who was Grace Hopper?
    => wiki topic=Grace Hopper
What is 4 times 4? >> and 5 times 5?
    => calculator == 25
What is 100 minus 1? >> 20% of 300
    => calculator == 60
Convert 5 miles to kilometres >> how many pounds are in 3 kilograms?
    => units value=3 from_unit=kilograms to_unit=pounds
""",
    "unclear": """
What time is it in Tokyo? >> and times 3?
    => abstain
What's the weather in Rome? >> double it
    => abstain
Who was Ada Lovelace? >> plus 100
    => abstain
What is 30 plus 12? >> and 50?
    => abstain
What weekday is July 4, 2027? >> times 2
    => abstain
What is 7 times 6? >> convert that to miles
    => abstain
What is 7 times 6? >> what weekday is that?
    => abstain
What is 15% of 2,480 and how many days are left until Christmas? >> times 2
    => abstain
What date is 45 days after March 3? >> divided by 4
    => abstain
What is 3 times 4? >> and in yards?
    => abstain
How many customers are from Brazil? >> and tomorrow?
    => abstain
and times 3?
    => abstain
Write a poem about rain >> double it
    => abstain
What is 15% of 2,480? >> and in Oslo?
    => abstain
How much is 100 dollars in euros? >> and in kilometres?
    => abstain
What's the weather in Rome? >> and 20%?
    => abstain
Convert 5 miles to kilometres >> and in dollars?
    => abstain
What is 15% of 2,480? >> minus that
    => abstain
Show all artists >> times 2
    => abstain
What time is it in Tokyo? >> what is 20% of that?
    => abstain
What is 1 divided by 0? >> times 3
    => abstain
What is 15% of 2,480? >> thank you
    => abstain
What is 15% of 2,480? >> Tell me about your family >> times 3
    => abstain
What is 15% of 2,480? >> and 20% of that and 5% of that?
    => abstain | calculator <answer; calculator <answer
""",
}
