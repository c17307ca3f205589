"""The renderer alone: heads' probabilities in, SQL out."""

import numpy as np
import pytest

from mrkl_core.provenance import expand
from mrkl_core.values import Column, Table
from mrkl_router.encoder import Encoder
from mrkl_router.queries import QueryWriter, _Renderer, _Seen, _shown, is_named
from mrkl_router.query_shape import Parts, best_shape
from mrkl_router.sql_tokens import OPERATORS, ORDER, SELECT, words
from mrkl_router.table_input import table_pack
from mrkl_router.weights import SHIPPED
from mrkl_router.word_pieces import WordPieces, pack

TABLE = Table(
    name="Customer",
    columns=(
        Column(name="Name"),
        Column(name="Country", values=("Chad",)),
        Column(name="Total", type="number"),
    ),
)


def render(question, *, select, operators=None, values=None, order=None, limit=0, distinct=0.0,
           group=()):  # fmt: skip
    count = len(TABLE.columns) + 1
    pieces = WordPieces(SHIPPED / "vocabulary.txt").split(question)
    chosen = np.zeros((count, len(SELECT)), dtype=np.float32)
    for position, aggregate in select:
        chosen[position, SELECT.index(aggregate)] = 0.9
    operator = np.zeros((count, len(OPERATORS)), dtype=np.float32)
    operator[:, 0] = 0.6
    spans = np.full((count, 2, len(pieces)), 0.01, dtype=np.float32)
    for position, (name, text) in (operators or {}).items():
        operator[position, OPERATORS.index(name)] = 0.8
        start = question.index(text)
        inside = [k for k, (a, b) in enumerate(pieces.spans) if a < start + len(text) and b > start]
        spans[position, 0, inside[0]] = spans[position, 1, inside[-1]] = 0.9
    ordering = np.zeros((count, len(ORDER)), dtype=np.float32)
    ordering[:, 0] = 0.5
    if order:
        ordering[order[0], ORDER.index(order[1])] = 0.95
    limits = np.zeros(3, dtype=np.float32)
    limits[limit] = 1
    grouped = np.array([0.9 if k in group else 0.0 for k in range(count)], dtype=np.float32)
    parts = Parts(chosen, grouped, operator, ordering, limits, distinct)
    seen = _Seen(np.zeros((1, 1)), pack(pieces), pieces, [(0, 1)] * count, TABLE)
    query = _Renderer(question, seen, parts, spans, 0.7, 0).query()
    return expand(query.template, question), query.confidence


def test_a_count():
    sql, confidence = render("how many customers are there", select=[(0, "count")])
    assert sql == 'SELECT count(*) FROM "Customer"'
    assert 0 < confidence < 1


def test_a_plain_column_never_stands_beside_a_total_without_a_group():
    sql, _ = render("customers", select=[(1, "plain"), (3, "avg")])
    assert sql in ('SELECT "Name" FROM "Customer"', 'SELECT avg("Total") FROM "Customer"') or (
        "GROUP BY" in sql
    )


def test_a_query_that_ignores_a_number_or_a_known_value_is_not_trusted():
    _, plain = render("the names", select=[(1, "plain")])
    _, number = render("the names above 200", select=[(1, "plain")])
    _, used = render("names above 200", select=[(1, "plain")], operators={3: (">", "200")})
    _, value = render("the names in Chad", select=[(1, "plain")])
    assert number == pytest.approx(plain * 0.1)
    assert value == pytest.approx(plain * 0.1)
    assert used > number


def test_rows_are_never_ordered_by_their_count():
    sql, _ = render("longest", select=[(1, "plain")], order=(0, "desc"), limit=1)
    assert "count(*)" not in sql or "GROUP BY" in sql


def test_a_table_without_columns_can_be_counted():
    parts = Parts(
        np.array([[0.1, 0.9, 0, 0, 0, 0]], dtype=np.float32),
        np.zeros(1, dtype=np.float32),
        np.ones((1, len(OPERATORS)), dtype=np.float32),
        np.array([[1, 0, 0]], dtype=np.float32),
        np.array([1, 0, 0], dtype=np.float32),
        0.0,
    )
    assert best_shape(parts).select == ((0, 1),)


def test_only_the_nearest_tables_of_a_large_schema_are_read(router_parts):
    encoder, weights = router_parts
    names = ("song", "invoice", "customer", "store", "airport", "recipe", "hospital", "river")
    tables = tuple(Table(name=name, columns=(Column(name="name"),)) for name in names)
    writer = QueryWriter(encoder, weights)
    query = writer.write("How many rivers are there?", tables)
    assert query is not None
    assert query.table == "river"


class Counting(Encoder):
    """An encoder that counts its passes."""

    passes = 0

    def states(self, packed):
        self.passes += len(packed)
        return super().states(packed)


def test_a_table_that_alone_is_named_and_surely_meant_is_the_only_one_read(router_parts):
    weights = router_parts[1]
    encoder = Counting(weights)
    columns = (Column(name="name"), Column(name="city"))
    song, shop = Table(name="song", columns=columns), Table(name="shop", columns=columns)
    writer = QueryWriter(encoder, weights)
    alone = writer.write("How many shops are there?", (shop,))
    assert writer.write("How many shops are there?", (song, shop)) == alone
    assert encoder.passes == 2
    writer.write("How many are there in Rome?", (song, shop))
    assert encoder.passes == 4


def test_a_column_shows_the_value_that_the_question_mentions():
    column = Column(name="HomeCountry", values=("Spain", "New Zealand", "Zealand", "x"))
    assert _shown(column, "who lives in new zealand?") == "home country (New Zealand)"
    assert _shown(column, "who lives in Spaineria?") == "home country"


def test_a_table_with_too_many_columns_is_cut(router_parts):
    encoder, _ = router_parts
    names = ["table", *(f"some long column name {k}" for k in range(200))]
    packed, _, spans = table_pack("how many?", names, encoder.tokenizer)
    assert len(spans) < len(names)
    assert len(packed.ids) < 400


def test_a_text_condition_ignores_case_and_quotes_the_words():
    sql, _ = render(
        "who lives in the o'hare land", select=[(1, "plain")],
        operators={2: ("=", "o'hare land")},
    )  # fmt: skip
    assert sql == (
        'SELECT "Name" FROM "Customer" WHERE lower("Country") = lower(\'o\'\'hare land\')'
    )


def test_a_number_condition_copies_the_number():
    sql, _ = render(
        "names with a total over two hundred", select=[(1, "plain")],
        operators={3: (">", "two hundred")},
    )  # fmt: skip
    assert sql == 'SELECT "Name" FROM "Customer" WHERE "Total" > 200'


def test_like_matches_inside():
    sql, _ = render("names with ana", select=[(1, "plain")], operators={1: ("like", "ana")})
    assert sql.endswith("WHERE lower(\"Name\") LIKE '%' || lower('ana') || '%'")


def test_an_ordered_text_condition_compares_as_it_stands():
    sql, _ = render("names after bob", select=[(1, "plain")], operators={1: (">", "bob")})
    assert sql.endswith("WHERE \"Name\" > 'bob'")


def test_the_largest_five():
    sql, _ = render("top 5 names by total", select=[(1, "plain")], order=(3, "desc"), limit=2)
    assert sql == 'SELECT "Name" FROM "Customer" ORDER BY "Total" DESC LIMIT 5'


def test_the_single_smallest():
    sql, _ = render("who spent least", select=[(1, "plain")], order=(3, "asc"), limit=1)
    assert sql.endswith('ORDER BY "Total" ASC LIMIT 1')


def test_a_number_limit_without_a_number_is_no_limit():
    sql, _ = render("names by total", select=[(1, "plain")], order=(3, "asc"), limit=2)
    assert sql.endswith('ORDER BY "Total" ASC')


def test_distinct_values_and_distinct_counts():
    assert render("countries", select=[(2, "plain")], distinct=0.9)[0].startswith(
        'SELECT DISTINCT "Country"'
    )
    assert render("how many countries", select=[(2, "count")], distinct=0.9)[0].startswith(
        'SELECT count(DISTINCT "Country")'
    )


def test_groups_are_counted():
    sql, _ = render(
        "customers per country", select=[(0, "count"), (2, "plain")], group=(2,),
        order=(0, "desc"),
    )  # fmt: skip
    assert sql == (
        'SELECT count(*), "Country" FROM "Customer" GROUP BY "Country" ORDER BY count(*) DESC'
    )


def test_with_nothing_chosen_the_likeliest_is_taken():
    sql, confidence = render("customers", select=[])
    assert sql.startswith("SELECT")
    assert confidence == 0


def test_without_tables_there_is_no_query(router_parts):
    encoder, weights = router_parts
    assert QueryWriter(encoder, weights).write("how many?", ()) is None


def test_names_are_read_as_words():
    assert words("UnitPrice") == "unit price"
    assert words("home_city.id") == "home city id"


@pytest.mark.parametrize(
    ("name", "question", "named"),
    [
        ("Track", "How many tracks are there?", True),
        ("PlaylistTrack", "How many tracks are there?", False),
        ("PlaylistTrack", "list the playlist tracks", True),
        ("countries", "in which country", True),
        ("Class", "how many classes", True),
        ("status", "what is the status", True),
        ("Album", "how many albumins", False),
    ],
)
def test_a_table_is_named_by_its_whole_name(name, question, named):
    assert is_named(Table(name=name, columns=()), question) == named
