"""The words that phrases about time are made of, and those that mean something else as well."""

from __future__ import annotations

from mrkl_core.phrases.feasts import FEASTS
from mrkl_core.phrases.number_words import VOCABULARY
from mrkl_core.phrases.when.words import spelled_words

_WORDS = frozenset(
    """
    a about after afternoon afternoons ago all am an annual annually any around as at back before
    beginning between bi biannual bimonthly biweekly breakfast business by c calendar century
    circa clock close coming commencing couple cy daily date day days daytime decade decades
    dinner dinnertime during each earlier early eighties end ending eod evening evenings every
    everyday fifties fiscal following for forties fortnight fortnightly fortnights from full fy
    greater h half hence hour hourly hours in last late later least less lunch lunchtime m mid
    middle midnight mins minute minutes moment month monthly months more morning mornings mtd nd
    next night nights nineties no noon now o o'clock o’clock oclock of on once onwards or other
    otd p past per pm post present prior quarterly rd s school season seasons semi semiannual
    semiannually seventies since sixties st start starting sy than th the thirties this time to
    today twenties until up upcoming w week weekday weekdays weekend weekends weekly weeks whole
    within work working workweek y year yearly years yesterday ytd d q second seconds autumn fall
    spring summer winter ½ ¼ ¾ - – — ~ / ' ’ , . : ( ) > < = @
    """.split()
)
KNOWN = (_WORDS | spelled_words() | frozenset(VOCABULARY)) - {"minus", "negative", "point"}
KNOWN |= {word for name in FEASTS for word in name.split()}
"""Every word and sign that a phrase about time may contain, in lower case."""

WEAK = frozenset(
    """
    a an may sat sun mar march second fall spring hour minute day week month year quarter time date
    night evening past this that same present current following half breakfast lunch dinner morning
    eod
    """.split()
)
"""Words that are a time only beside other words of time."""
