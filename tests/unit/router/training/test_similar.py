from random import Random

import pytest

from mrkl_router.training.similar import all_texts, contrast_batches, similar_texts
from mrkl_router.training.sources import HEADS_ONLY, data_folder, normalised

GROUPS = {
    "one": {f"label {k}": [f"name {k}", f"text {k} a", f"text {k} b"] for k in range(10)},
    "two": {"left": ["left", "go left"], "right": ["right", "go right"], "empty": ["empty"]},
}


def test_a_batch_is_of_one_source_and_names_its_labels():
    for batch in [next(contrast_batches(GROUPS, Random(seed), 4, 2)) for seed in range(30)]:
        labels: dict[int, list[str]] = {}
        for number, text in batch:
            labels.setdefault(number, []).append(text)
        sources = {name for name, found in GROUPS.items() for texts in found.values()
                   for text in texts if text in [t for _, t in batch]}  # fmt: skip
        assert len(sources) == 1
        assert all(1 <= len(texts) <= 2 for texts in labels.values())
        assert "empty" not in [text for _, text in batch]


def test_every_text_is_listed_once():
    assert list(all_texts({"a": {"x": ["1", "2"], "y": ["2"]}})) == ["1", "2"]


@pytest.mark.data
def test_public_groups_leave_out_what_measures():
    try:
        data_folder()
    except Exception as error:
        pytest.skip(str(error))
    measured = {normalised("what alarms do i have set right now")}
    groups = similar_texts(Random(1), True, measured)
    assert not HEADS_ONLY & set(groups)
    assert "sgd" not in similar_texts(Random(1), False, measured)
    texts = {normalised(text) for text in all_texts(groups)}
    assert not texts & measured
    assert len(texts) > 10_000
