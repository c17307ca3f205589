"""Questions with several values of one argument, and turns that only name another.

``{gap}`` is filled by ``CompositionPhraser``. These are training text only: at run time nothing
here decides anything.
"""

from __future__ import annotations

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
