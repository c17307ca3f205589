import gzip
import json
from random import Random

import pytest

from mrkl_router.training.passages import training_passages

STORY = {"question": "Who came?", "answers": ["The fox."], "context": "At night The fox came home."}
SQUAD = {
    "data": [
        {
            "paragraphs": [
                {
                    "context": "It works well with rice.",
                    "qas": [
                        {
                            "question": "With what does it work?",
                            "answers": [{"text": "rice", "answer_start": 19}],
                        }
                    ],
                }
            ]
        }
    ]
}
FILES = {
    "fairytaleqa/train.jsonl.gz": STORY,
    "squadshifts/datasets/reddit_v1.0.json.gz": SQUAD,
    "squadshifts/datasets/amazon_reviews_v1.0.json.gz": SQUAD,
    "squad_train_excerpt/train-v1.1.excerpt.json.gz": SQUAD,
}


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("MRKL_DATA", str(tmp_path))
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(tmp_path / name, "wb") as file:
            file.write(json.dumps(content).encode())
    return tmp_path


def test_the_switch_leaves_out_every_share_alike_passage(folder):
    assert {row.source for row in training_passages(Random(1), 10, share_alike=True)} == {
        "fairytaleqa",
        "squadshifts",
        "squad_train_excerpt",
    }
    assert {row.source for row in training_passages(Random(1), 10, share_alike=False)} == {
        "fairytaleqa"
    }


def test_without_share_alike_their_files_are_not_even_opened(folder):
    for name in FILES:
        if name.startswith("squad"):
            (folder / name).unlink()
    assert len(training_passages(Random(1), 10, share_alike=False)) == 1


def test_an_answer_lies_where_the_row_says(folder):
    rows = training_passages(Random(2), 10, share_alike=True)
    answers = {row.text[slice(*row.span)] for row in rows if row.span}
    assert answers <= {"The fox", "rice"}
    assert answers
    assert sum(row.span is None for row in rows) == 1
