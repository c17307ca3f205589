from datetime import datetime

import pytest

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.when.finder import find_when

NOW = datetime.fromisoformat("2027-03-10T14:20:05")


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Book it for tomorrow at 7 pm, please.", ["for tomorrow at 7 pm"]),
        ("Are you free on May 6th or May 9th?", ["on May 6th", "May 9th"]),
        ("I was away from 2020 to 2025.", ["from 2020 to 2025"]),
        ("In May 2027 we met twice a day", ["In May 2027", "a day"]),
        ("We may meet in May.", ["in May"]),
        ("May I ask?", []),
        ("what about May?", ["May"]),
        ("This may be it", []),
        ("sixteen (16) of them", []),
        ("a rate of 6.45 percent", []),
        ("it cost $12 December 6", ["December 6"]),
        ("the SSN is 123-12-1234", []),
        ("an up-to-date list", []),
        ("the 5th and the 6th", ["the 5th", "the 6th"]),
        ("room 4", []),
        ("see www.example.org/2027-05-06", []),
        ("in a fortnight’s time", ["in a fortnight’s time"]),
        ("at 9 o’clock", ["at 9 o’clock"]),
        ("wait a second", []),
        ("nothing here", []),
    ],
)
def test_times_in_a_text(text, phrases):
    found = find_when(text, NOW)
    assert [text[span.start : span.end] for span in found] == phrases


def test_long_texts_are_refused():
    with pytest.raises(ValueFormatError, match="too long"):
        find_when("today " * 5000, NOW)
