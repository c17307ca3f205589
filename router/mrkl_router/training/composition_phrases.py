"""Connectives, references and questions that refer: words of compound questions.

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
          ", and finally ", ", and for good measure ", ", and at the same time ",
          " and, as a second thing, ", ". One more thing: ", ", and in the same go ",
          " - also ", ", next up ", ". And then there is this: ")  # fmt: skip

#: Connectives before a question about the result of the one before.
THEN = (" and then ", ", then ", " then ", ", and then ", ". Then ", "? Then ", " and ", ", and ",
        "; then ", " and after that ", ", after that ", ". After that, ", " and finally ",
        ". Now ", "? Now ", ". ", "? ", " and next ", ", next ", ". Next, ", " and afterwards ",
        " & then ", ". Afterwards, ", ". Once you have it, ", ". With the result, ", "? And ",
        " -> ", " and subsequently ", " before you ", ". Finally, ", ", and with what you get, ",
        " and when you know it, ", ", and from there ", ". When that is done, ")  # fmt: skip

#: Connectives before a fragment or a noun phrase of the same kind.
LISTED = (" and ", " and ", " and ", ", and ", " and also ", " as well as ", " & ", " plus ",
          " and then ", "? And ", ". And ", "? ", ", also ", " and again ", "; ", ", and also ",
          "? Also ", " along with ", ", then ", " and ", " and ")  # fmt: skip

LEADS = ("", "", "", "", "", "", "please ", "can you tell me ", "i have two questions: ",
         "i'd like to know ", "hey, ", "tell me ", "first, ", "hi! ", "quick question: ",
         "could you please ", "i need to know ", "two things: ",
         "help me with this: ")  # fmt: skip

TURN_LEADS = ("and ", "and ", "and ", "now ", "then ", "ok, now ", "so ", "and now ", "also, ",
              "also ", "and then ", "next, ", "ok and ", "and finally ", "plus ")  # fmt: skip

ENDS = ("?", "?", "?", "", "", "", ".", " please", "!", ", please", "? thanks", "??")  # fmt: skip

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
