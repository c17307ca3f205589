"""Wordings of compound questions: parts that stand for others, depend on others or hold others.

``{gap}`` is filled by ``CompositionPhraser``. These are training text only: at run time nothing
here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: Connectives, as they stand between two questions (the blanks around them are not marked).
JOINTS = (" and ", " and ", " and ", ", and ", ", ", " and also ", "? And ", "? ", "? ", ". ",
          "; ", ", and also ", " as well as ", " plus ", ", plus ", "? Also, ", ". Also, ",
          ". Also ", "? Also ", " & ", ". And ", ", also ", " - and ", " along with ", "?\n",
          ".\n", ". Additionally, ", ". In addition, ", ". Moreover, ", ". Besides that, ", " / ",
          ". By the way, ", ". Oh and ", ", oh and ", "! And ", "! ", ". Secondly, ",
          ". Another thing: ", ", while also ", ". Lastly, ", ". Finally, ",
          ", and finally ")  # fmt: skip
#: Connectives before a question about the result of the one before.
THEN = (" and then ", ", then ", " then ", ", and then ", ". Then ", "? Then ", " and ", ", and ",
        "; then ", " and after that ", ", after that ", ". After that, ", " and finally ",
        ". Now ", "? Now ", ". ", "? ", " and next ", ", next ", ". Next, ", " and afterwards ",
        " & then ", ". Afterwards, ", ". Once you have it, ", ". With the result, ", "? And ",
        " -> ", " and subsequently ", " before you ", ". Finally, ")  # fmt: skip
#: Connectives before a fragment or a noun phrase of the same kind.
LISTED = (" and ", " and ", " and ", ", and ", " and also ", " as well as ", " & ", " plus ",
          " and then ", "? And ", ". And ", "? ", ", also ", " and again ", "; ", ", and also ",
          "? Also ", " along with ", ", then ", " and ", " and ")  # fmt: skip

#: Words for an earlier result, by what it is.
REFERENCES: Mapping[str, Sequence[str]] = {
    "number": (
        "that|that|it|it|the result|this|the answer|that number|the total|this number|that value|"
        "this value|the result of that|the outcome|that result|that figure|this figure|the sum|"
        "what you get|that total|the previous result|the resulting number|them|whatever you get|"
        "the value|your answer|the final number|the number|what comes out"
    ).split("|"),
    "money": (
        "that|that|it|it|this|the result|that amount|this amount|the amount|that sum|this sum|"
        "the total|that total|the money|that money|that much|the answer|that price|the price|"
        "the cost|that value|the resulting amount|them|those|what you get|the full amount|"
        "this figure|the revenue"
    ).split("|"),
    "quantity": (
        "that|that|it|it|this|the result|that distance|that length|this weight|that temperature|"
        "the temperature|this temperature|the answer|that value|the value|that quantity|"
        "that figure|the distance|them|what you get|that speed|the resulting value"
    ).split("|"),
    "date": (
        "that|it|that date|this date|that day|the date|this day|the result|that|it|then|"
        "the resulting date|the day you get|this"
    ).split("|"),
    "place": (
        "there|there|that city|that place|that country|it|this city|the city|that town|"
        "this place|the same place|over there|the same city"
    ).split("|"),
    "thing": (
        "that|it|him|her|them|this|that person|the answer|the result|this person|that topic|"
        "the same thing"
    ).split("|"),
}

#: Questions about an earlier result, by what the result is.
REFERRING: Mapping[str, str] = {
    "number": """add {number} to {reference}
multiply {reference} by {number}
times {reference} by {number}
divide {reference} by {number}
subtract {number} from {reference}
take {number} away from {reference}
take {percent} of {reference}
take {percent} off {reference}
what is {percent} of {reference}
what's {percent} of {reference}
how much is {percent} of {reference}
how much is {reference} times {number}
what is {reference} plus {number}
what is {reference} divided by {number}
{reference} times {number}
{reference} minus {number}
{reference} plus {number}
double {reference}
triple {reference}
halve {reference}
square {reference}
raise {reference} to the power of {number}
what is half of {reference}
what is twice {reference}
give me a third of {reference}
what is the square root of {reference}
take the square root of {reference}
split {reference} between {number} people
divide {reference} equally among {number} people
increase {reference} by {percent}
reduce {reference} by {percent}
round {reference} to two decimals
round {reference} up
is {reference} more than {number}
what would {reference} be plus {percent}
tell me what {percent} of {reference} is
calculate {percent} of {reference}
compute {reference} to the power of {number}
express {reference} as a percentage of {number}
work out {reference} divided by {number}
use {reference} and multiply by {number}
what percentage of {number} is {reference}
what is {number} minus {reference}
how many times does {number} go into {reference}
find the logarithm of {reference}""",
    "money": """convert {reference} to {currency}
convert {reference} into {currency}
change {reference} to {currency}
change {reference} into {currency}
exchange {reference} for {currency}
how much is {reference} in {currency}
what is {reference} in {currency}
what's {reference} in {currency}
what's {reference} worth in {currency}
what would {reference} be in {currency}
turn {reference} into {currency}
express {reference} in {currency}
give me {reference} in {currency}
show {reference} in {currency}
how many {currency} is {reference}
how many {currency} do i get for {reference}
how many {currency} would {reference} be
tell me how much {reference} is in {currency}
tell me what {reference} comes to in {currency}
calculate {reference} in {currency}
report {reference} in {currency}
translate {reference} into {currency}
put {reference} into {currency}
i need {reference} in {currency}
what does {reference} make in {currency}
convert {reference} from {currency} to {currency}
add {percent} tax to {reference}
take {percent} off {reference}
what is {percent} of {reference}
split {reference} between {number} people
divide {reference} by {number}""",
    "quantity": """convert {reference} to {unit}
convert {reference} into {unit}
change {reference} to {unit}
express {reference} in {unit}
how much is {reference} in {unit}
what is {reference} in {unit}
what's {reference} in {unit}
what would {reference} be in {unit}
how many {unit} is {reference}
how many {unit} are {reference}
how many {unit} would {reference} be
give me {reference} in {unit}
turn {reference} into {unit}
tell me {reference} in {unit}
show me {reference} as {unit}
i want {reference} in {unit}
report {reference} in {unit}
what does {reference} come to in {unit}
multiply {reference} by {number}
what is {percent} of {reference}
divide {reference} by {number}""",
    "date": """what day of the week is {reference}
which weekday is {reference}
what day of the week will {reference} be
on which day of the week does {reference} fall
how many days until {reference}
how many days are left until {reference}
how long is it until {reference}
how many weeks are there until {reference}
what date is {duration} after {reference}
add {duration} to {reference}
add {duration} to {reference} please
subtract {duration} from {reference}
is {reference} a holiday
is {reference} a weekend
is {reference} a public holiday in {place}
what will the weather be on {reference} in {place}
how many days ago was {reference}
what happened on {reference}
count {duration} from {reference}
what is the date {duration} before {reference}
tell me what weekday {reference} is""",
    "place": """what is the weather {reference}
what's the weather like {reference} {day}
what's the weather in {reference}
will it rain {reference} {day}
how warm is it {reference}
what is the temperature in {reference}
give me the forecast for {reference}
what time is it {reference}
what's the local time in {reference}
tell me the time {reference}
what time is it in {reference} now
when is the next public holiday {reference}
is it cold {reference} right now
what's the population of {reference}
what currency do they use {reference}
tell me about {reference}
do i need a coat {reference} {day}
what language do they speak {reference}""",
    "thing": """tell me more about {reference}
look {reference} up on wikipedia
look {reference} up
what is {reference} known for
write a poem about {reference}
explain {reference} to me
summarise {reference}
translate {reference} into {language}
when was {reference} born
where was {reference} born
who wrote {reference}
give me a summary of {reference}
email {reference} to my boss
send {reference} to {name}
write {reference} down
play {reference}
save {reference} to my notes
read {reference} to me
show me {reference}
add {reference} to my list
set a reminder for {reference}
book {reference} for me
describe {reference}""",
}

#: Which experts' questions have such a result.
RESULTS: Mapping[str, tuple[str, ...]] = {
    "number": ("calculator", "database", "units", "currency", "wiki", "documents", "weather"),
    "money": ("calculator", "database", "currency", "documents", "wiki"),
    "quantity": ("units", "weather", "calculator", "wiki", "database"),
    "date": ("calendar", "calendar", "wiki", "documents"),
    "place": ("wiki", "weather", "database", "calendar"),
    "thing": ("wiki", "language_model", "documents", "database"),
}

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
the number of vacation days in the {document}
the notice period in the {document}
the highest {measure} in the {rows} table
the number of people in {place}
the largest {measure} of any {row}
the square root of {number}
the number of {rows} sold {period}
the {measure} of {rows}
the result of {number} times {number}""",
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
{percent} of {amount} {currency}
{number} times {amount} {currency}
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
{number} times {value} {unit}
{number} plus {number} {unit}
half of {value} {unit}
the sum of {number} and {number} {unit}
{percent} of {value} {unit}
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

#: ``base|items``: a question whose ``{item}`` may be a list; each further item is a fragment.
LISTS = """what is the weather in {item}|{place}
what's the weather like {item} {day}|in {place}
how is the weather {item}|in {place}
weather {item}|in {place}
weather in {item}|{place}
weather for {item}|{place}
what will the weather be {item} {day}|in {place}
what will the weather be like in {place} {item}|{day}
is it raining {item}|in {place}
will it rain in {item} {day}|{place}
temperature in {item}|{place}
what is the temperature in {item} right now|{place}
how hot is it {item}|in {place}
give me the forecast for {item}|{place}
show me the forecast for {item} for {day}|{place}
what's the forecast for {place} {item}|{day}
what time is it {item}|in {place}
what time is it in {item}|{place}
what is the time in {item}|{place}
current time in {item}|{place}
tell me the time {item} please|in {place}
what's the local time {item} now|in {place}
when is the next public holiday {item}|in {place}
how many days until {item}|{date}
how many days are left until {item}|{date}
how long {item}|until {date}
how many days have passed since {item}|{date}
what day of the week is {item}|{date}
what day of the week was {item}|{date}
is {item} a holiday|{date}
what is the date {item}|{duration} from now
what date is it {item} from now|in {duration}
convert {item} to {unit}|{value} {unit}
convert {value} {unit} to {item}|{unit}
convert {value} {unit} {item}|to {unit}
convert {value} {unit} {item}|into {unit}
what is {value} {unit} {item}|in {unit}
what's {value} {unit} in {item}|{unit}
how much is {value} {unit} {item}|in {unit}
{value} {unit} {item}|in {unit}
how many {unit} are {item}|in {value} {unit}
express {value} {unit} in {item}|{unit}
convert {amount} {currency} to {item}|{currency}
convert {amount} {currency} {item}|to {currency}
convert {amount} {currency} {item}|into {currency}
convert {item} to {currency}|{amount} {currency}
how much is {amount} {currency} {item}|in {currency}
how much is {item} in {currency}|{amount} {currency}
what is {amount} {currency} in {item}|{currency}
what is {amount} {currency} worth {item} today|in {currency}
what is the exchange rate from {currency} {item}|to {currency}
what is the exchange rate {item}|from {currency} to {currency}
show me the {currency} rate {item}|against {currency}
how much was {amount} {currency} in {currency} {item}|on {date}
who was {item}|{topic}
who is {item}|{topic}
what is {item}|{topic}
what are {item}|{topic}
tell me about {item}|{topic}
give me a summary of {item}|{topic}
look up {item} on wikipedia|{topic}
define {item}|{topic}
what does {item} mean|{topic}
what is the capital {item}|of {place}
what is the population of {item}|{place}
how many {rows} did we have {item}|in {year}
how many {rows} do we have {item}|in {place}
what were our total sales {item}|in {year}
total sales {item}|in {month}
translate good morning {item}|into {language}
how do you say hello {item}|in {language}
set an alarm {item}|for {clock}
wake me up {item}|at {clock}
find flights {item}|from {place} to {place}
find a flight from {place} {item}|to {place}
find hotels {item} for {date}|in {place}
search restaurants {item}|in {place}
what is the stock price {item}|of {name}
calculate the area of a circle with a radius {item}|of {number}
calculate the area of a triangle {item}|with base {number} and height {number}
find the factorial {item}|of {number}
what is the square root {item}|of {number}
calculate {percent} {item}|of {number}
solve the equation {item}|with a = {number}, b = {number} and c = {number}
get the distance {item}|from {place} to {place}
what is the distance {item}|between {place} and {place}
who won the election {item}|in {year}
calculate the interest {item}|on {amount} {currency} for {number} years
buy {item}|{number} shares of {name}
get me a quote {item} for a {number} year old driver|in {place}
how far is {place} {item}|from {place}
turn off the lights {item}|in the {room}"""

#: A whole turn that only makes sense after another: ``{piece}`` is what it states anew.
FOLLOWING = """{piece}
{piece}
and {piece}
and {piece}
and {piece}
what about {piece}
what about {piece}
how about {piece}
how about {piece}
and what about {piece}
and how about {piece}
ok and {piece}
ok, what about {piece}
now {piece}
also {piece}
then {piece}
same for {piece}
the same for {piece}
same question for {piece}
and the same {piece}
do the same {piece}
what if it's {piece}
and if it is {piece}
what would it be {piece}
and {piece} then
i meant {piece}
no, {piece}
no i meant {piece}
sorry, {piece}
make that {piece}
make it {piece}
or {piece}
hmm, and {piece}
but {piece}
just {piece}
rather {piece}
{piece} instead
{piece} too
and {piece} as well
{piece} as well
and {piece} too
again {piece}
try {piece}
could you do it {piece}
what is it {piece}
how is it {piece}
and then {piece}
thanks, and {piece}
cool, how about {piece}
great. what about {piece}
show me {piece} instead
what was it {piece}
i'd also like {piece}"""
PIECES = """in {place}
in {place}
{place}
{place}
for {place}
{day}
{day}
for {day}
{date}
in {place} {day}
{day} in {place}
for {place} {day}
in {unit}
to {unit}
into {unit}
as {unit}
{unit}
{value} {unit}
with {value} {unit}
for {value} {unit}
in {currency}
to {currency}
into {currency}
{currency}
{amount} {currency}
for {amount} {currency}
with {amount} {currency}
from {currency} to {currency}
until {date}
since {date}
on {date}
from {date}
{duration} later
in {duration}
after {duration}
{percent}
{percent} of it
with {percent}
{number}
with {number}
for {number}
times {number}
divided by {number}
plus {number}
minus {number}
of {number}
about {topic}
{topic}
the {document}
in the {document}
from {place}
in {year}
for {year}
in {month}
last year
this year
last month
last week
the year before
from {place} and {place}
only the ones from {place}
only those in {place}
per {row}
by {measure}
sorted by {measure}
for {name}
with {name}
at {clock}
for {clock}
in {language}
into {language}
the other one
the {rows}
the average
on average
in total
in percent
as a percentage
squared
the day after
for the day after"""

#: Words of ``ASKED`` that say what is measured.
MEASURED: Mapping[str, str] = {
    "temperature": "temperature", "high": "temperature", "speed": "speed", "weight": "mass",
    "height": "length", "length": "length", "distance": "length",
}  # fmt: skip
VERBS = ("ordered", "bought something", "signed up", "paid late", "left", "shipped",
         "were returned", "cancelled", "joined", "visited us")  # fmt: skip
ROWS = (
    "customers orders employees invoices products students singers albums tracks flights cities "
    "schools players games teams books films departments hospitals patients doctors courses "
    "teachers cars users accounts stores suppliers genres playlists concerts visitors ships "
    "airports tickets members complaints subscriptions branches projects apples"
).split()
MEASURES = (
    "price salary age total revenue budget capacity population score rating weight length income "
    "balance duration height cost quantity amount attendance size"
).split()
PERIODS = ("last year", "this year", "last month", "this month", "last week", "last quarter",
           "yesterday", "this quarter", "in 2010", "in 2021", "today")  # fmt: skip
NAMES = ("Anna", "Tom", "Maria", "John", "Mr Smith", "Alice", "Bob", "Taylor Swift", "Queen",
         "Frank Miller", "Apple", "Google", "my sister", "Dr Lee", "Priya", "Carlos",
         "the Smiths", "Microsoft", "Maroon 5", "Mozart")  # fmt: skip
ROOMS = ("kitchen", "bedroom", "hall", "bathroom", "garage", "living room", "office")
LEADS = ("", "", "", "", "", "", "please ", "can you tell me ", "i have two questions: ",
         "i'd like to know ", "hey, ", "tell me ", "first, ", "hi! ", "quick question: ",
         "could you please ", "i need to know ", "two things: ",
         "help me with this: ")  # fmt: skip
TURN_LEADS = ("and ", "and ", "and ", "now ", "then ", "ok, now ", "so ", "and now ", "also, ",
              "also ", "and then ", "next, ", "ok and ", "and finally ", "plus ")  # fmt: skip
ENDS = ("?", "?", "?", "", "", "", ".", " please", "!", ", please", "? thanks", "??")  # fmt: skip
