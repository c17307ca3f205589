import pytest

from mrkl_router.training.tables import TableRow, same_query, take_apart

NAMES = ("singer", "name", "age", "country")
COLUMNS = {name: k + 1 for k, name in enumerate(NAMES[1:])}


def parts(question, sql):
    return take_apart(question, sql, COLUMNS)


def test_a_count_is_over_the_row_itself():
    draft = parts("how many singers", "SELECT count(*) FROM singer")
    assert draft.select == {0: {1}}


def test_conditions_point_at_the_words_of_the_question():
    draft = parts("singers older than 20 from France",
                  "SELECT name FROM singer WHERE age > 20 AND country = 'France'")  # fmt: skip
    assert draft.operators == {2: 3, 3: 1}
    assert draft.values == {2: (19, 21), 3: (27, 33)}


def test_order_limit_distinct_and_groups():
    draft = parts("the youngest", "SELECT DISTINCT name FROM singer ORDER BY age LIMIT 1")
    assert (draft.order, draft.limit, draft.distinct) == ({2: 1}, 1, 1)
    draft = parts("per country", "SELECT country, count(*) FROM singer GROUP BY country")
    assert draft.group == {3}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a.name FROM singer AS a JOIN concert AS b ON a.id = b.id",
        "SELECT name FROM singer WHERE age = 1 OR age = 2",
        "SELECT name FROM singer WHERE age > (SELECT avg(age) FROM singer)",
        "SELECT height FROM singer",
        "SELECT name FROM singer WHERE country = 'Spain'",
        "DELETE FROM singer",
        "SELECT FROM WHERE",
    ],
)
def test_what_one_table_cannot_say_is_left_out(sql):
    assert parts("a question about France", sql) is None


def test_the_same_query_in_other_words_is_the_same():
    row = TableRow(
        question="who is from france",
        names=NAMES,
        select=((), (0,), (), ()),
        group=(0, 0, 0, 0),
        operators=(0, 0, 0, 1),
        values=(None, None, None, (12, 18)),
        order=(0, 0, 0, 0),
    )
    right = """SELECT "name" FROM "singer" WHERE lower("country") = lower('france')"""
    assert same_query(row, right)
    assert not same_query(row, 'SELECT "name" FROM "singer"')
    assert not same_query(row, 'SELECT "name" FROM "concert"')
