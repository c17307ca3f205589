import pytest

from mrkl_core.names import shown, spoken


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("getTopAssists", "get top assists"),
        ("algebra.quadratic_roots", "algebra quadratic roots"),
        ("get_historical_GDP", "get historical gdp"),
        ("parseHTMLPage", "parse html page"),
        ("user-id 2", "user id 2"),
        ("$$", "$$"),
        ("天気", "天気"),
    ],
)
def test_names_become_words(name, words):
    assert spoken(name) == words


def test_values_are_shown_briefly():
    deep = []
    for _ in range(5000):
        deep = [deep]
    assert shown("x" * 5000).startswith("'xxx")
    assert shown(deep) == "[[[[[...]]]]]"
    assert shown(10**5000) == "a huge int"
    assert all(len(shown(value)) <= 80 for value in ("x" * 5000, list(range(500)), deep))
