"""Limits and JSON-safe cells of the database expert."""

import threading
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from decimal import Decimal
from uuid import UUID

import pytest

from mrkl_core.errors import SettingsError
from mrkl_experts.database.limits import Deadline, Limits, Rows, collect, json_safe
from mrkl_experts.database.render import render


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        (None, None),
        (True, True),
        (7, 7),
        (1.5, 1.5),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        ("text", "text"),
        (Decimal("0.99"), 0.99),
        (Decimal("5.00"), 5),
        (Decimal("0.12345678901234567890"), "0.12345678901234567890"),
        (Decimal("1e20"), 1e20),
        (Decimal("NaN"), "NaN"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29, 12, 30, tzinfo=UTC), "2024-02-29T12:30:00+00:00"),
        (clock_time(12, 30), "12:30:00"),
        (timedelta(days=1, hours=2), "1 day, 2:00:00"),
        (b"\x00\xff", "0x00ff"),
        ([Decimal("1.5"), date(2024, 1, 1)], [1.5, "2024-01-01"]),
        ({"a": (1, None)}, {"a": [1, None]}),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_values_become_json(value, safe):
    result = json_safe(value)

    assert result == safe
    assert type(result) is type(safe)


def test_cells_are_cut_between_characters():
    limits = Limits(cell_bytes=5)
    rows = collect(["a"], [("abcdef",), ("ééé",), (b"\x01" * 9,), ([1, 2, 3],), ("abcde",)], limits)

    assert rows.rows == (("abcde…",), ("éé…",), ("0x010…",), ("[1, 2…",), ("abcde",))
    assert rows.truncated


def test_half_a_character_becomes_a_question_mark():
    assert collect(["a"], [("a\ud800",)], Limits()).rows == (("a?",),)


def test_rows_after_the_limit_are_not_read():
    read = []

    def endless():
        while True:
            read.append(1)
            yield (1,)

    rows = collect(["a"], endless(), Limits(rows=3))

    assert rows == Rows(columns=("a",), rows=((1,), (1,), (1,)), truncated=True)
    assert len(read) == 4


def test_exactly_the_limit_is_not_truncated():
    assert not collect(["a"], [(1,), (2,)], Limits(rows=2)).truncated


def test_bytes_of_all_cells_are_counted():
    rows = collect(["a", "b"], [("aaa", "bbb"), ("c", 12)], Limits(total_bytes=8))

    assert rows.rows == (("aaa", "bbb"),)
    assert rows.truncated


@pytest.mark.parametrize("name", ["rows", "total_bytes", "cell_bytes", "seconds"])
@pytest.mark.parametrize("value", [0, -1, float("nan")])
def test_limits_below_one_are_refused(name, value):
    with pytest.raises(SettingsError, match=f"limit {name} is"):
        Limits(**{name: value})


def test_a_deadline_passes():
    deadline = Deadline(0.4)

    assert not deadline.passed()
    assert 0 < deadline.remaining_s <= 0.4
    time.sleep(0.41)
    assert deadline.passed()
    assert deadline.remaining_s == 0.0


def test_stopping_interrupts_only_inside_the_block():
    calls = []
    deadline = Deadline(60)

    with deadline.interrupting(lambda: calls.append("in")):
        thread = threading.Thread(target=deadline.stop)
        thread.start()
        thread.join()
    deadline.stop()

    assert calls == ["in"]
    assert deadline.passed()


def test_a_deadline_stopped_before_the_block_has_passed():
    deadline = Deadline(60)
    deadline.stop()

    with deadline.interrupting(lambda: None):
        assert deadline.passed()


def table(columns, *rows, truncated=False):
    return Rows(columns=tuple(columns), rows=tuple(rows), truncated=truncated)


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (table("a"), "No row matches."),
        (table("a", (3503,)), "3503"),
        (table("a", (None,)), "no value"),
        (table("a", (True,)), "yes"),
        (table("a", (False,)), "no"),
        (table("a", (449.4600000000003,)), "449.46"),
        (table("a", (1e300,)), "1e+300"),
        (table("a", ("several\nlines | here",)), "several\nlines | here"),
        (table("ab", (1, "x")), "| a | b |\n| --- | --- |\n| 1 | x |"),
        (table("a", ("x | y\nz\\",), (None,)), "| a |\n| --- |\n| x \\| y z\\\\ |\n| no value |"),
        (
            table("a", (1,), (2,), truncated=True),
            "| a |\n| --- |\n| 1 |\n| 2 |\n\n(cut at the limit)",
        ),
    ],
)
def test_rows_as_text(rows, text):
    assert render(rows) == text


def test_long_tables_and_cells_are_shortened():
    text = render(table("a", *((n,) for n in range(25))))

    assert text.endswith("| 19 |\n\n(5 more rows)")
    assert render(table("ab", ("x" * 300, 1))).endswith(f"| {'x' * 200}… | 1 |")
