"""Noun phrases that have to be asked first, and questions that hold one.

``{gap}`` is filled by ``CompositionPhraser``. These are training text only: at run time nothing
here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Noun phrases whose value can be asked, by what the value is.
ASKED: Mapping[str, str] = {
    "number": """the number of {rows} from {place}
the number of {rows} in {year}
the number of {rows}
the number of {rows} we have
the number of {rows} that {verb} {period}
the total number of {rows}
the count of {rows} in {place}
how many {rows} we have
how many {rows} there are in {place}
the average number of {rows} per {row}
our {rows} {period}
the number of {rows} with more than {number} {rows}
the population of {place}
the height of {topic}
the age of {topic}
the number of days until {date}
the number of days between {date} and {date}
the number of {unit} in {value} {unit}
the number of {unit} in a {unit}
how many {unit} there are in {value} {unit}
the number of weeks until {date}
the number of days left until {date}
how many days are left until {date}
the number of days from {date} to {date}
however many {rows} there are
however many {rows} we have in {place}
the count of all {rows}
the number of vacation days in the {document}
the notice period in the {document}
the highest {measure} in the {rows} table
the number of people in {place}
the largest {measure} of any {row}
the square root of {number}
the number of {rows} sold {period}
the {measure} of {rows}
the result of {number} times {number}""",
    "arithmetic": """{percent} of {number}
{percent} of {number}
{number} times {number}
{number} plus {number}
{number} minus {number}
half of {number}
a third of {number}
a quarter of {number}
two thirds of {number}
three times {number}
twice {number}
double {number}
the sum of {number} and {number}
the product of {number} and {number}
the difference between {number} and {number}
{number} divided by {number}
{number} squared""",
    "money": """{period}'s total sales
{period}'s sales
{period}'s revenue
the total sales of {period}
our total sales in {year}
our revenue {period}
our total revenue in {month}
the total revenue from {place}
the total revenue
the total of all invoices
the sum of all {rows}
the average price of our {rows}
the average {measure} of the {rows}
the highest {measure}
the most expensive {row}
the price of the cheapest {row}
what {rows} from {place} spent {period}
how much {rows} from {place} spent {period}
the average invoice total
the {measure} of the {rows} in {place}
total sales in {place}
sales in {month}
the turnover of {period}
the profit we made in {year}
the amount that {name} paid {period}
the budget for {year}
{amount} {currency} in {currency}
{amount} {currency} in {currency}
the value of {amount} {currency} in {currency}
{amount} {currency} converted to {currency}
{amount} {currency} converted into {currency}
the price of {amount} {currency} in {currency}
what {amount} {currency} are in {currency}
the rent in the {document}
the deposit in the {document}
the travel expense limit in the {document}
the GDP of {place}""",
    "quantity": """the temperature in {place}
the temperature in {place} {day}
the current temperature in {place}
today's temperature in {place}
tomorrow's high in {place}
the wind speed in {place}
the temperature {day} in {place}
the height of {topic}
the length of {topic}
the distance between {place} and {place}
the weight of the heaviest {row}
the number of {unit} in {value} {unit}
the height of {topic} {day}
the depth of {place}
the average {measure} of all {rows}""",
    "date": """the date {duration} after {date}
the day {duration} before {date}
the next public holiday in {place}
the next holiday
the date {duration} from now
the birthday of {topic}
the day {topic} was born
the date of the last {row}
the deadline in the {document}
the end date in the {document}
the start of the {document}
the date of our first {row}""",
    "place": """the capital of {place}
the largest city in {place}
the birthplace of {topic}
the city where {topic} was born
the place where {topic} died
the city with the most {rows}
the home town of {name}
the city of our best {row}
the country with the highest {measure}""",
}

#: Questions about such a noun phrase.
OUTER: Mapping[str, str] = {
    "number": """what is {percent} of {inner}
what's {percent} of {inner}
{percent} of {inner}
how much is {percent} of {inner}
calculate {percent} of {inner}
tell me what {percent} of {inner} is
what is {inner} plus {number}
what is {inner} times {number}
what is {inner} divided by {number}
what is {inner} minus {number}
{inner} times {number}
{inner} divided by {number}
add {number} to {inner}
subtract {number} from {inner}
multiply {inner} by {number}
multiply {number} by {inner}
divide {inner} by {number}
double {inner}
what is half of {inner}
half of {inner}
what is twice {inner}
what is the square root of {inner}
what is {inner} squared
split {inner} between {number} people
how much is {inner} divided equally among {number} people
increase {inner} by {percent}
what would {inner} be with {percent} more
reduce {inner} by {percent}
what is the difference between {inner} and {inner}
what is the sum of {inner} and {inner}
what is {inner} divided by {inner}
what percentage of {inner} is {number}
what percent of {inner} is {inner}
what is {number} times {inner}
{number} times {inner}
{number} plus {inner}
compute {number} minus {inner}
how much is {inner} multiplied by {number}
what is {number} divided by {inner}
by how much does {inner} exceed {number}
take {percent} off {inner}
work out {percent} of {inner}
if i take {percent} of {inner}, what do i get
raise {inner} to the power of {number}
what do you get when you multiply {inner} by {number}
what is the ratio of {inner} to {inner}
what is the average of {inner} and {number}""",
    "arithmetic": """convert {inner} {unit} to {unit}
convert {inner} {unit} into {unit}
what is {inner} {unit} in {unit}
what's {inner} {unit} in {unit}
how much is {inner} {unit} in {unit}
{inner} {unit} in {unit}
how many {unit} are {inner} {unit}
express {inner} {unit} in {unit}
turn {inner} {unit} into {unit}
give me {inner} {unit} in {unit}
convert {inner} {currency} to {currency}
convert {inner} {currency} into {currency}
what is {inner} {currency} in {currency}
how much is {inner} {currency} in {currency}
{inner} {currency} in {currency}
change {inner} {currency} to {currency}
exchange {inner} {currency} for {currency}
how many {currency} do i get for {inner} {currency}
what date is {inner} days after {date}
what date is it in {inner} days""",
    "money": """convert {inner} to {currency}
convert {inner} into {currency}
what is {inner} in {currency}
what's {inner} in {currency}
how much is {inner} in {currency}
how much was {inner} in {currency}
what are {inner} in {currency}
show {inner} in {currency}
give me {inner} in {currency}
{inner} in {currency}
express {inner} in {currency}
how many {currency} is {inner}
how many {currency} are {inner}
what would {inner} be in {currency}
tell me {inner} in {currency}
exchange {inner} for {currency}
i need to know {inner} in {currency}
turn {inner} into {currency}
{inner} converted to {currency}""",
    "quantity": """convert {inner} to {unit}
convert {inner} into {unit}
what is {inner} in {unit}
what's {inner} in {unit}
how much is {inner} in {unit}
express {inner} in {unit}
how many {unit} is {inner}
how many {unit} are {inner}
give me {inner} in {unit}
{inner} in {unit}
show me {inner} in {unit}
tell me {inner} in {unit}
turn {inner} into {unit}
i want {inner} in {unit}""",
    "date": """what day of the week is {inner}
what day of the week was {inner}
on which weekday does {inner} fall
how many days until {inner}
how many days are there until {inner}
how long until {inner}
how many weeks until {inner}
how many days have passed since {inner}
what date is {duration} after {inner}
what weekday is {inner}
is {inner} a weekend
add {duration} to {inner}
how many days between {inner} and {date}
how many days are between {date} and {inner}
what will the weather be in {place} on {inner}
is {inner} a public holiday in {place}""",
    "place": """what is the weather in {inner}
what's the weather like in {inner} {day}
what time is it in {inner}
will it rain in {inner} {day}
how warm is it in {inner}
weather in {inner}
what is the temperature in {inner}
when is the next public holiday in {inner}
what's the local time in {inner}
give me the forecast for {inner}
is it raining in {inner}
tell me the time in {inner}""",
}

#: Kinds of ``ASKED`` that a question about a number may hold.
NUMERIC = ("number", "money", "quantity")

#: Words of ``ASKED`` that say what is measured.
MEASURED: Mapping[str, str] = {
    "temperature": "temperature", "high": "temperature", "speed": "speed", "weight": "mass",
    "height": "length", "length": "length", "distance": "length",
}  # fmt: skip
