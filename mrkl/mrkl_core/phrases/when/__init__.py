"""Phrases about time, with everything that they may mean.

``read_when`` (in ``reader``) reads a whole phrase, ``find_when`` (in ``finder``) finds phrases in a
text. Where ``parse_date`` of ``mrkl_core.phrases.dates`` settles on one day, these list every
meaning: "Monday" is the last one and the next one, "at 7" is in the morning and in the evening.
What phrases mean follows the public Recognizers-Text lists:

* A day or month without a year, and a weekday, is the last one before now and the next one.
* ``this``, ``next`` and ``last Friday`` are in this, the next and the last week from Monday on;
  ``coming Friday`` is the first after today.
* A range ends where its last end begins: "from 2014 to 2016" ends with January 1, 2016.
* ``early`` and ``late``: a third of a named year, half of "this year"; days 1 to 15 and from 16 on
  of a month. ``mid``: the second third of a year; days 10 to 20 of a month.
* Mornings are from 8 to 12, afternoons to 16, evenings to 20, nights to the end of the day.
* What recurs, seasons, fiscal and school years have a code, such as ``P1W`` or ``2027-SU``.
* Centuries begin with year 1, and months differ: "a few days" and "feb 30" are refused.
"""
