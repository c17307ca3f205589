"""Words that fill the gaps of compound questions beside ``fillers``."""

from __future__ import annotations

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
