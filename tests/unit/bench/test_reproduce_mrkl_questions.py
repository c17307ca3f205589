"""The parts of the paper's protocol that need no torch."""

from bench.reproduce import mrkl_paper, mrkl_questions


def test_made_questions_have_the_asked_digits_and_are_new():
    known = {f"How much is {a} plus {b}?" for a in range(1, 10) for b in range(1, 9)}
    rows = mrkl_questions.digit_questions(5, known)
    assert rows == mrkl_questions.digit_questions(5, known)
    assert not known & {one["prompt"] for one in rows}
    assert len({one["prompt"] for one in rows}) == len(rows)
    nine = [one for one in rows if one["dataset_name"] == "mul_9"]
    assert len(nine) == 5
    assert all(max(map(len, one["completion"][3:-1].split("*"))) == 9 for one in nine)


def test_a_cell_with_too_few_questions_takes_what_there_is():
    rows = mrkl_questions.digit_questions(90, set())
    assert sum(one["dataset_name"] == "add_1" for one in rows) == 81


def test_every_template_is_held_out_once():
    names = [f"template {k}" for k in range(29)]
    parts = mrkl_questions.folds(names, 5)
    assert sorted(name for part in parts for name in part) == sorted(names)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_the_papers_name_of_a_template_is_used_where_it_has_one():
    assert mrkl_questions.shape({"dataset_name": "add_mul_brackets_1"}) == "(A+B)*C"
    assert mrkl_questions.shape({"dataset_name": "sub_mul"}) == "sub_mul"


def test_cells_become_nested_figures():
    assert mrkl_paper.nested({("div", "F4"): 0.5, ("overall",): 1 / 3}) == {
        "div": {"F4": 0.5},
        "overall": 0.3333,
    }


def test_ours_stands_beside_the_papers_figure():
    lines = list(mrkl_paper.beside({"div": {"F4": 1.0}}, {"div": {"F4": 0.23, "F9": 0.1}}, "exp3"))
    assert lines == ["| exp3 div F4 | 0.230 | 1.000 |"]
