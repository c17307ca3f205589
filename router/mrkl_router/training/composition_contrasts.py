"""Single questions that use the words of compound ones in other roles.

Gaps are filled by ``CompositionPhraser``. These are training text only.
"""

#: Turns and clauses that look like fragments or references but stand on their own.
WHOLE = """{value} {unit} in {unit}
{value} {unit} to {unit}
{amount} {currency} in {currency}
{currency} to {currency}
weather in {place}
weather {place}
weather {place} {day}
weather in {place} {day}
{place} weather
{place} time
time in {place}
days until {date}
define {topic}
{percent} of {number}
{number} plus {number}
{number} times {number}
square root of {number}
total sales in {year}
number of {rows} in {place}
average {measure} of all {rows}
temperature in {place}
forecast for {place}
what's that in english
is it raining in {place}
is it going to rain {day} in {place}
what time is it
what time is it in {place}
what day is it
what day is it today
is it cold in {place} right now
how long does it take to fly to {place}
how far is it from {place} to {place}
is it true that {topic} is in {place}
is it a holiday {date}
how much does it cost to send {value} {unit} to {place}
how many days is it until {date}
when does it get dark in {place}
is it safe to travel to {place}
does it snow in {place}
what does it mean to be {topic}
what is it called when {topic} meets {topic}
what is the name of the {row} that has the most {rows}
what are the {rows} that cost more than {number}
how many {rows} are there that {verb} {period}
list all {rows} that are from {place}
which {rows} have a {measure} that is above {number}
show the {rows} whose {measure} is higher than that of {name}
what is the {measure} of the {row} that {verb} last
i think that {topic} is in {place}, am i right
i heard that it will rain in {place} {day}, will it
what is that {row} called that {verb} in {place}
who said that {topic} is everything
what does the {document} say about it
how much is that {row} in the window
what was that song by {name}
is that right
what is that
what is it
i have {value} {unit}, how many {unit} is that
if it is {value} {unit} long, what is that in {unit}
there are {number} {rows} and {name} takes {number} of them, how many are left
there were {number} {rows}. {name} bought {number} more. how many are there now
{name} has {number} {rows} and gives {number} to {name}. how many {rows} does {name} have left
a {row} costs {number} {currency} and i buy {number} of them, how much is that
{name} had {number} {rows}. then {name} found {number} more and lost {number}. how many in total
if {number} {rows} cost {amount} {currency}, how much does one cost
i am flying to {place} {day} and need to know whether it will rain
i am going to {place} {day}. will it be warm
we are meeting {name} and {name} in {place} {day}, do we need an umbrella
i live in {place} and i want to know what time it is in {place}
my boss asked me to find out how many {rows} we have in {place}
hi there, i have a question. what is the weather in {place}
good morning! what time is it in {place}
please be quick and tell me the weather in {place}
please go ahead and convert {value} {unit} to {unit}
could you check and tell me what {amount} {currency} is in {currency}
try and find out who {topic} was
what is the weather in {place}? thanks and bye
what is {number} plus {number}? thank you
how many {unit} are in {value} {unit}, please and thank you
what is the sum of {number} and {number}
what is the sum of {number}, {number} and {number}
add {number}, {number} and {number}
add {number} and {number} and {number}
add {number} and {number} and then multiply by {number}
add {number} to {number} and divide by {number}
take {number} from {number} and then double
multiply {number} and {number}, then add {number}
what is {number} times {number} and then minus {number}
what is the average of {number}, {number}, {number} and {number}
what is the difference between {number} and {number}
what is the larger of {number} and {number}
is {number} between {number} and {number}
how many {rows} cost between {number} and {number}
how many {rows} were sold between {date} and {date}
how many days are there between {date} and {date}
how many days from {date} to {date}
what is the exchange rate between {currency} and {currency}
what is the distance between {place} and {place}
what is the difference between {topic} and {topic}
compare {topic} and {topic}
what do {topic} and {topic} have in common
what is the relation between {topic} and {topic}
show the name and the {measure} of all {rows}
list the {measure}, the name and the city of each {row}
what are the {measure} and the number of {rows} of each {row}
how many {rows} are from {place} and cost more than {number}
how many {rows} are older than {number} and live in {place}
which {rows} come from {place} or {place}
find the {rows} from {place} that {verb} {period} and sort them by {measure}
for each {row}, show the number of {rows} and the average {measure}
add milk, eggs and bread to my shopping list
add {name} and {name} to the group
send an email to {name} and {name}
invite {name}, {name} and {name} to the party {day}
book a table for {name} and me {day}
book a flight from {place} to {place} for {number} adults and {number} children
play songs by {name} and {name}
write a story about {topic} and {topic}
write a poem about {topic} and {topic}
write a dialogue between {name} and {name}
translate salt and pepper into {language}
translate i love you and miss you into {language}
write an email that says that i am ill and that i will be back {day}
write a limerick and make it funny
explain {topic} and give an example
describe {topic} in simple words and short sentences
give me the pros and cons of {topic}
what is research and development
what is supply and demand
what are rock and roll and jazz
what are the do's and don'ts of {topic}
who wrote war and peace
who wrote pride and prejudice
who wrote crime and punishment
when was romeo and juliet written
who were simon and garfunkel
who were lewis and clark
who are johnson and johnson
who played tom and jerry
what happened to bonnie and clyde
what is the capital of bosnia and herzegovina
what is the capital of trinidad and tobago
what time is it in antigua and barbuda
weather in newfoundland and labrador
what is the weather in saint kitts and nevis {day}
what is the population of sao tome and principe
what day is {date} and is there school
how many hours and minutes are in {number} days
what is {number} and a half {unit} in {unit}
how many {unit} are {number} and three quarters {unit}
two and a half {unit} in {unit}
one hundred and {value} {unit} in {unit}
convert {number} feet and {number} inches to {unit}
how many seconds are there in {number} hours and {number} minutes
what date is {number} weeks and {number} days from now
what is {number} hours and {number} minutes after {clock}
turn on the lights and the heating
what does the {document} say about {topic} and its risks
according to the {document}, who is responsible and when
what are the terms and conditions in the {document}
what is the policy on sick leave and holidays
calculate the area of a rectangle with length {number} and width {number}
calculate the area of a triangle with a base of {number} and a height of {number}
find the roots of an equation with a = {number}, b = {number} and c = {number}
what is the force between two charges of {number} and {number} coulombs at {number} metres
calculate the body mass index of a person who weighs {number} kg and is {number} cm tall
get the weather for the city of {place} in {unit}
what is the compound interest on {amount} {currency} at {percent} for {number} years
find a hotel in {place} with a pool and free parking
find a restaurant in {place} that is cheap and open late
is {date} on a weekend or not
will it rain or snow in {place} {day}
is it warmer in {place} or in {place}
who is older, {name} or {name}
don't tell me the weather and don't remind me of it
weather in {place}, {place}
what is the weather in {place}, {place} {day}
what's the forecast for {place}, {place}
what time is it in {place}, {place}
which {rows} are from {place} and {place}
how many {rows} are from {place} or {place}
find the {rows} in {place} or {place}
what is the weather in {place} and {place} {day} and {day} respectively
convert {value} and {value} {unit} to {unit} and {unit} respectively
play {name} and {name} for {number} and {number} minutes respectively
calculate the area of circles with radii {number}, {number} and {number} respectively
find the least common multiple of {number}, {number} and {number}
what is the median of {number}, {number}, {number}, {number} and {number}
sort the numbers {number}, {number} and {number}
what is the probability of a number between {number} and {number}
what are the colours red, blue and green mixed together
remind me {day} that i have to call {name} and {name}
does {name} know that it will be cold in {place} {day}"""
